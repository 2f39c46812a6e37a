// The app as something that is installed: complete without the network, on a host that sends no headers, and through an update.

import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { cpSync, createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt } from '../../tools/build.ts';
import { findChrome, plainArgs } from '../../tools/chrome.ts';
import { ask, bar, openChat, PAGES, untilAnswered, untilReady, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 240_000 });

const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' },
  ...{ '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png' },
  '.webmanifest': 'application/manifest+json',
};

/** A host that knows nothing of us: files and their types, no header of ours. */
async function plainHost(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = path.join(folder, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end('Not found.');
    response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://localhost:${port}/`, close };
}

async function inProfile(work: (context: BrowserContext, page: Page) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-e2e-'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: plainArgs() });
  try {
    await work(context, context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const controlled = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 30_000 });

test('without the network everything still works, whatever was done before', async ({ page, context, baseURL }) => {
  await openChat(page);
  await page.goto('/#/models');
  await expect(page.getByText('All models are on this device')).toBeVisible({ timeout: 60_000 });
  await context.setOffline(true);
  const faults = watchFaults(page, baseURL);
  await page.goto('/#/chat');
  await page.reload();
  await untilReady(page);
  await ask(page, 'keep only the numbers greater than 12');
  await untilAnswered(page, 'keep only the numbers greater than 12');
  await bar(page).getByRole('button', { name: 'Dream now' }).click();
  // Solving takes the teacher and the sandbox, learning the trainer: all are there.
  await expect(bar(page)).toContainText(/Training \(\d+ of/, { timeout: 120_000 });
  await bar(page).getByRole('button', { name: 'Stop dreaming' }).click();
  await expect(bar(page)).toContainText('Stopped.', { timeout: 5000 });
  for (const name of PAGES) {
    await page.goto(`/#/${name}`);
    await expect(page.locator('main h1')).toHaveCount(1);
    await expect(page.locator('main .fault')).toHaveCount(0);
  }
  await page.goto('/#/journal');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all as a file' }).click();
  expect(
    readFileSync(await (await saving).path(), 'utf8')
      .trim()
      .split('\n').length,
  ).toBeGreaterThan(100);
  expect(faults).toEqual([]);
});

test('a host that sends no headers is as good: the service worker isolates the page', async () => {
  const host = await plainHost(await ensureBuilt(() => undefined));
  try {
    await inProfile(async (_, page) => {
      await page.goto(host.url);
      await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 30_000 });
      await openChat(page, host.url);
      await ask(page, 'add 7 to a number');
      await untilAnswered(page, 'add 7 to a number');
      await expect(page.getByRole('article', { name: 'add 7 to a number' })).toContainText('Right in all 8 tests.');
      const blocked = await page.evaluate(() =>
        fetch('http://127.0.0.1:9/').then(
          () => false,
          () => true,
        ),
      );
      expect(blocked).toBe(true);
    });
  } finally {
    await host.close();
  }
});

test('it can be installed', async () => {
  const host = await plainHost(await ensureBuilt(() => undefined));
  try {
    await inProfile(async (context, page) => {
      await page.goto(host.url);
      await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 30_000 });
      const browser = await context.newCDPSession(page);
      expect((await browser.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
      expect((await browser.send('Page.getAppManifest')).errors).toEqual([]);
    });
  } finally {
    await host.close();
  }
});

test('a new build is offered, taken when the user says so, and nothing is lost', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-build-'));
  cpSync(await ensureBuilt(() => undefined), folder, { recursive: true });
  const host = await plainHost(folder);
  try {
    await inProfile(async (_, page) => {
      await openChat(page, host.url);
      await controlled(page);
      await ask(page, 'add 7 to a number');
      await untilAnswered(page, 'add 7 to a number');
      // The next build: another page under another revision.
      const index = path.join(folder, 'index.html');
      writeFileSync(
        index,
        readFileSync(index, 'utf8').replace('<title>', '<meta name="build" content="next" /><title>'),
      );
      const worker = path.join(folder, 'sw.js');
      const text = readFileSync(worker, 'utf8');
      const next = text.replace(/(index\.html[^}]*?revision:\s*[`"'])[0-9a-f]+/, '$10000000000000000');
      expect(next).not.toBe(text);
      writeFileSync(worker, next);
      await page.reload();
      await expect(page.getByText('A new version of Dream Lab is ready.')).toBeVisible({ timeout: 30_000 });
      expect(await page.locator('meta[name=build]').count()).toBe(0);
      await page.getByRole('button', { name: 'Use it now' }).click();
      await expect(page.locator('meta[name=build]')).toHaveCount(1, { timeout: 30_000 });
      await untilReady(page);
      await expect(page.getByRole('article', { name: 'add 7 to a number' })).toBeVisible();
      await expect(page.getByText('A new version of Dream Lab is ready.')).toHaveCount(0);
    });
  } finally {
    await host.close();
    rmSync(folder, { recursive: true });
  }
});
