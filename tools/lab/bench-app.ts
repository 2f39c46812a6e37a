// The app as its user meets it: weight of the shell, layout shift of every page, the guided first night, how the page answers while a night runs, and
// from nothing to the first token once everything is kept. In a browser of its own, at the built app, without the command line's hook.

import { type BrowserContext, chromium, type Page } from 'playwright';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBuilt } from '../build.ts';
import { gpuArgs, plainArgs } from '../chrome.ts';
import { ensureBrowser } from '../ensure-browser.ts';
import { serve } from '../serve.ts';
import { type BenchPart, markdownTable } from './bench-part.ts';
import { quantiles } from './bench-wake.ts';
import { SAMPLE } from './sample.ts';

const PAGES = ['chat', 'journal', 'skills', 'x-ray', 'models', 'settings'];
const COLD_STARTS = 7;
const PROMPT = 'add 7 to a number';
/** Between two interactions: spread over the whole night. */
const PAUSE_MS = 700;
const NIGHT_LIMIT_MS = 300_000;

type Setup = { url: string; executablePath: string; profile: string; say(line: string): void };

export const appBench: BenchPart = {
  title: 'The app',
  measure: async ({ say, device }) => {
    const served = await serve({ dir: await ensureBuilt(say), port: 0 });
    const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-app-'));
    const query = device === 'auto' || device === 'node' ? '' : `?device=${device}`;
    const setup: Setup = { url: served.url + query, executablePath: await ensureBrowser(say), profile, say };
    try {
      const shell = await inBrowser(setup, (page) => shellBytes(page, setup.url));
      say(`  shell ${(shell / 1000).toFixed(1)} kB gzip`);
      const first = await inBrowser(setup, (page) => firstNight(page, setup));
      const shift = await inBrowser(setup, (page) => layoutShift(page, setup.url));
      const night = await inBrowser(setup, (page) => interactions(page, setup));
      const cold: number[] = [];
      for (let i = 0; i < COLD_STARTS; i++) cold.push(await inBrowser(setup, (page) => firstToken(page, setup.url)));
      const start = quantiles(cold);
      const rows = [
        ['app shell before the model runtime, kB gzip', (shell / 1000).toFixed(1)],
        ['guided first night, s', first.seconds.toFixed(0)],
        ['tests of its question passed before, after', `${first.before}, ${first.after}`],
        ['interaction to next paint while a night runs, ms: p50, p95, max', `${night.p50}, ${night.p95}, ${night.max}`],
        ['interactions measured', night.n],
        [
          'cold start to first token, s: median, max',
          `${(start.p50 / 1000).toFixed(2)}, ${(start.max / 1000).toFixed(2)}`,
        ],
        ['layout shift, worst page', `${shift.worst.toFixed(4)} (${shift.page})`],
      ];
      return {
        json: { shell, first, shift, interactions: night, coldStart: { ...start, all: cold } },
        table: markdownTable(['what', 'measured'], rows),
      };
    } finally {
      await served.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};

/** A new browser on the same profile: what was kept stays, nothing else does. */
async function inBrowser<T>({ executablePath, profile }: Setup, work: (page: Page) => Promise<T>): Promise<T> {
  const args = process.env.GPU_ADAPTER === undefined ? plainArgs() : gpuArgs();
  const context: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath, args });
  try {
    return await work(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
  }
}

/** What the page itself fetches until its first page stands: no workers, no runtime, no models. Gzip at its usual level. */
async function shellBytes(page: Page, url: string): Promise<number> {
  const bodies = new Map<string, Promise<Buffer | null>>();
  page.on('response', (response) => {
    if (!response.request().serviceWorker())
      bodies.set(
        response.url(),
        response.body().catch(() => null),
      );
  });
  await page.goto(url);
  await page.getByLabel('Which small JavaScript function').waitFor();
  const mine = new Set([
    url,
    ...(await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))),
  ]);
  for (const worker of page.workers()) mine.delete(worker.url());
  let sum = 0;
  for (const [address, body] of bodies)
    if (mine.has(address) && !/\.wasm$|\/weights\//.test(address)) sum += gzipSync((await body) ?? '').length;
  return sum;
}

type FirstNight = { seconds: number; before: string; after: string };

/** The guided first night, from the click to the second answer. Leaves the models kept and the profile welcomed. */
async function firstNight(page: Page, { url, say }: Setup): Promise<FirstNight> {
  await page.goto(url);
  const start = page.getByRole('button', { name: 'Show me' });
  await start.waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await start.click();
  const began = performance.now();
  const over = page.getByRole('button', { name: 'Go on to the chat' });
  // What it says instead is what one needs to know when it does not come to its end.
  await over.waitFor({ timeout: NIGHT_LIMIT_MS }).catch(async () => {
    throw new Error(`The guided first night did not end: ${await page.locator('.welcome').innerText()}`);
  });
  const seconds = (performance.now() - began) / 1000;
  const verdicts = await page.locator('.welcome .pair .hint').allTextContents();
  const [before, after] = verdicts.map((text) => /(all )?(\d+( of \d+)?) tests/.exec(text)?.[2] ?? text.trim());
  say(
    `  first night ${seconds.toFixed(0)} s, ${before} -> ${after}: ${await page.locator('.welcome p[role=status]').textContent()}`,
  );
  await page.getByRole('button', { name: 'Go on to the chat' }).click();
  await page.getByRole('button', { name: 'Show me' }).waitFor({ state: 'detached' });
  await page.waitForTimeout(1000);
  return { seconds, before: before ?? '', after: after ?? '' };
}

/** Cumulative layout shift of each page, loaded anew. */
async function layoutShift(
  page: Page,
  url: string,
): Promise<{ worst: number; page: string; pages: Record<string, number> }> {
  await page.addInitScript(() => {
    const sums = globalThis as unknown as { shifted: number };
    sums.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) sums.shifted += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const pages: Record<string, number> = {};
  for (const name of PAGES) {
    await page.goto('about:blank');
    await page.goto(`${url}#/${name}`);
    await page.waitForTimeout(6000);
    pages[name] = await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
  }
  const [worst = ['', 0] as [string, number]] = Object.entries(pages).sort((a, b) => b[1] - a[1]);
  return { worst: worst[1], page: worst[0], pages };
}

/** A question that is answered wrongly, a night about it, and somebody who goes through all pages meanwhile. */
async function interactions(page: Page, { url, say }: Setup): Promise<ReturnType<typeof quantiles>> {
  await page.addInitScript(() => {
    const seen = globalThis as unknown as { interactions: Record<number, number> };
    seen.interactions = {};
    new PerformanceObserver((list) => {
      for (const { interactionId, duration } of list.getEntries() as PerformanceEventTiming[])
        if (interactionId) seen.interactions[interactionId] = Math.max(seen.interactions[interactionId] ?? 0, duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
  await page.goto(url);
  const box = page.getByLabel('Which small JavaScript function');
  const button = page.getByRole('button', { name: 'Ask', exact: true });
  for (const prompt of SAMPLE.slice(0, 3)) {
    await box.fill(prompt);
    await button.click({ timeout: 60_000 });
    await page
      .getByRole('article', { name: prompt })
      .getByText(/By Dream S/)
      .first()
      .waitFor({ timeout: 60_000 });
  }
  const dream = page.getByRole('button', { name: /Dream now|Go on dreaming/ });
  await dream.click({ timeout: 60_000 });
  const bar = page.getByRole('progressbar', { name: 'How far the night is' });
  await bar.waitFor();
  let made = 0;
  for (let round = 0; await bar.isVisible(); round++) {
    const name = PAGES[round % PAGES.length] ?? 'chat';
    await page.getByRole('navigation').getByRole('link', { name, exact: false }).click();
    await page.waitForTimeout(PAUSE_MS);
    await page.getByText(/Why is it (not )?dreaming\?/).click();
    await page.waitForTimeout(PAUSE_MS);
    made += 2;
    if (name !== 'chat') continue;
    await box.pressSequentially('sum', { delay: 120 });
    made += 3;
    await box.fill('');
  }
  const slow = await page.evaluate(() =>
    Object.values((globalThis as unknown as { interactions: Record<number, number> }).interactions),
  );
  say(`  ${made} interactions in a night, ${slow.length} of them of 16 ms and more`);
  return quantiles([...slow, ...Array<number>(Math.max(0, made - slow.length)).fill(8)]);
}

/** Types and sends the question as soon as the page takes it, and notes when the first piece of the answer stands there. As text, so that nothing that a
 * bundler adds to functions reaches the page. */
const ASKS_AT_ONCE = `
  globalThis.firstToken = 0;
  function look() {
    const box = document.querySelector('textarea');
    const log = document.querySelector('[role=log]');
    const busy = log?.getAttribute('aria-busy') === 'true';
    if (box && !busy && box.value !== ${JSON.stringify(PROMPT)}) {
      box.value = ${JSON.stringify(PROMPT)};
      box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
    const button = box?.form?.querySelector('button');
    if (button && !button.disabled && !busy) box.form.requestSubmit();
    if (busy && log.querySelector('article code')?.textContent) globalThis.firstToken = performance.now();
    else requestAnimationFrame(look);
  }
  addEventListener('DOMContentLoaded', look);
`;

/** From the start of the browser's navigation to the first piece of an answer, ms. */
async function firstToken(page: Page, url: string): Promise<number> {
  await page.addInitScript({ content: ASKS_AT_ONCE });
  await page.goto(url);
  for (const end = performance.now() + 60_000; performance.now() < end; await page.waitForTimeout(50)) {
    const found = (await page.evaluate('globalThis.firstToken')) as number;
    if (found) return found;
  }
  throw new Error('No answer began within a minute.');
}
