// The promise itself, in the app as it is built: a night that learns what was asked and keeps what was known, and nights that are killed. Slow:
// `npm run test:slow`.

import { expect, test } from '@playwright/test';
import { openLab } from '../../tools/lab/browser.ts';
import { runNight } from '../../tools/lab/night.ts';
import { SAMPLE } from '../../tools/lab/sample.ts';
import { killNights } from '../kill/kill.ts';

test.describe.configure({ timeout: 900_000 });

const say = (): void => undefined;
const { signal } = new AbortController();

test('the built-in night learns what was asked, keeps what was known, and asks nobody else', async () => {
  const browser = await openLab({ device: 'wasm', signal, say });
  try {
    const report = await runNight(browser, { prompts: SAMPLE, seed: '1', resume: false });
    expect(report).toMatchObject({ status: 'completed', reason: 'promoted', promoted: true, offOriginRequests: 0 });
    expect(report.asked.map(({ prompt }) => prompt)).toEqual(SAMPLE);
    expect(report.asked.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
    expect(report.gain).toBeGreaterThanOrEqual(0.6);
    expect(report.retention.level1).toBeGreaterThanOrEqual(0.95);
    // The very prompts that failed are asked again.
    const again = await browser.call(
      'night',
      { prompts: SAMPLE, seed: '2', resume: false, settings: { tasks: 1 } },
      false,
    );
    expect(again.asked.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(3);
    expect(await browser.call('status')).toMatchObject({ damaged: [], heads: { active: expect.any(String) } });
  } finally {
    await browser.close();
  }
});

test('a night that is killed again and again loses nothing that was saved', async () => {
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  const result = await killNights({ kills: 3, seed: 'e2e', device: 'wasm', latest: 12, finish: false, signal, say });
  expect(result).toMatchObject({ kills: 3, faults: [] });
  expect(result.rows).toBeGreaterThan(0);
});
