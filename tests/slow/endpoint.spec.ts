// A whole night whose teacher is behind an endpoint, from the command line's side. Slow: `npm run test:slow`.

import { expect, test } from '@playwright/test';
import { openLab } from '../../tools/lab/browser.ts';
import { runNight } from '../../tools/lab/night.ts';
import { knowsKatas, startEndpoint } from '../e2e/endpoint.ts';

test.describe.configure({ timeout: 900_000 });

const { signal } = new AbortController();
const PROMPTS = ['keep only the numbers greater than 12', 'multiply every number in the list by 3'];

test('a night with a teacher behind an endpoint learns what was asked, and talks to nobody else', async () => {
  const server = await startEndpoint(knowsKatas);
  const browser = await openLab({ device: 'wasm', signal, say: () => undefined, reaches: new URL(server.url) });
  try {
    await browser.call('ready');
    await browser.call('choose', { endpointUrl: server.url, endpointModel: server.model, teacher: 'endpoint' });
    const report = await runNight(browser, { prompts: PROMPTS, seed: '1', resume: false });
    expect(report).toMatchObject({ status: 'completed', promoted: true });
    // The server matches prompts as the chat does, and takes some for others.
    expect(report.verified).toBeGreaterThan(0.7 * report.attempts);
    expect(report.gain).toBeGreaterThan(0.45);
    expect(new Set(browser.offOrigin().map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(server.url).origin]),
    );
    expect(server.asked.length).toBeGreaterThanOrEqual(report.attempts);
    process.stdout.write(
      `${JSON.stringify({ gain: report.gain, verified: report.verified, attempts: report.attempts, seconds: report.seconds })}\n`,
    );
  } finally {
    await browser.close();
    await server.close();
  }
});
