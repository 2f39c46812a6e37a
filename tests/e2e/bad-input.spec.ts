// What can be wrong around the page: each gives one clear sentence that says what to do, and nothing is lost.

import { chromium, expect, test, type Page, type Route } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChrome, plainArgs } from '../../tools/chrome.ts';
import { ask, untilAnswered, untilReady } from './watch.ts';

test.describe.configure({ timeout: 120_000 });

const WEIGHTS = '**/weights/dream-s/model.safetensors';

const changed = (change: (bytes: Buffer) => Buffer) => async (route: Route) => {
  const response = await route.fetch();
  const headers = response.headers();
  delete headers['content-length'];
  await route.fulfill({ status: 200, headers, body: change(await response.body()) });
};

const WRONG_FILES = [
  [
    'missing',
    (route: Route) => route.fulfill({ status: 404, body: 'Not found.' }),
    /model\.safetensors of the model dream-s could not be fetched.*404.*Check that/,
  ],
  [
    'cut short',
    changed((bytes) => bytes.subarray(0, bytes.length / 2)),
    /model\.safetensors of the model dream-s is damaged.*bytes instead of.*was not used/,
  ],
  [
    'altered',
    changed((bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.of((bytes.at(-1) ?? 0) ^ 1)])),
    /model\.safetensors of the model dream-s is damaged.*was not used/,
  ],
] as const;

for (const [what, answer, sentence] of WRONG_FILES) {
  test(`a weight file that is ${what} is not used`, async ({ page }) => {
    await page.route(WEIGHTS, answer);
    await page.goto('/');
    await untilStarted(page);
    if (await page.getByRole('button', { name: 'Ask' }).isDisabled())
      await ask(page, 'add 7 to a number').catch(() => undefined);
    await expect(page.locator('.fault')).toContainText(sentence, { timeout: 45_000 });
  });
}

test('a browser without WebGPU says so when it was asked for', async ({ baseURL }) => {
  const browser = await chromium.launch({ executablePath: findChrome(), args: [...plainArgs(), '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.goto(`${baseURL}?device=webgpu`);
    await expect(page.getByRole('alert')).toContainText(/no WebGPU adapter.*Choose the device auto or wasm/, {
      timeout: 30_000,
    });
  } finally {
    await browser.close();
  }
});

test('without shared memory the page says how to get it, and still answers', async ({ page }) => {
  await page.route(/\/$/, async (route) => {
    const response = await route.fetch();
    const headers = Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin-'));
    await route.fulfill({ response, headers: Object.fromEntries(headers) });
  });
  await page.goto('/');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await expect(page.getByText(/served without isolation headers.*start Dream Lab with "npm start"/)).toBeVisible();
  await untilReady(page);
  await ask(page, 'add 7 to a number');
  await expect(page.locator('article code')).toHaveText(/function solve\(/, { timeout: 60_000 });
});

test('a second tab is told that the first one dreams', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const page of [first, second]) {
    await page.goto('/');
    await untilReady(page);
    await ask(page, 'keep only the numbers greater than 12');
    await untilAnswered(page);
    await page.getByLabel('Go on while I use this page').check();
  }
  await first.getByRole('button', { name: 'Dream now' }).click();
  await expect(first.getByText(/Answering what you asked|Practising/)).toBeVisible({ timeout: 30_000 });
  await second.getByRole('button', { name: 'Dream now' }).click();
  await expect(second.locator('.fault')).toContainText(/dreaming in another tab\. Close that tab or stop its dream/, {
    timeout: 15_000,
  });
  await first.getByRole('button', { name: 'Stop' }).click();
});

test('a full disk ends a night with a sentence, and what was saved stays', async ({ baseURL }) => {
  await inProfile({}, async (page) => {
    await page.goto(baseURL ?? '');
    await untilReady(page);
    await ask(page, 'keep only the numbers greater than 12');
    await untilAnswered(page);
    await page.getByLabel('Go on while I use this page').check();
    const browser = await page.context().newCDPSession(page);
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin, quotaSize: 1 });
    await page.getByRole('button', { name: 'Dream now' }).click();
    const said = page.locator('section').last();
    await expect(said).toContainText(/no room left\. Free disk space/, { timeout: 60_000 });
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin });
    await page.reload();
    await untilReady(page);
  });
});

test('a browser that refuses storage is told to allow it', async ({ baseURL }) => {
  await inProfile({ profile: { default_content_setting_values: { cookies: 2 } } }, async (page) => {
    await page.goto(baseURL ?? '');
    await expect(page.getByRole('alert')).toContainText(/does not allow storage\. Open Dream Lab in a normal window/, {
      timeout: 30_000,
    });
  });
});

async function untilStarted(page: Page): Promise<void> {
  await expect(page.getByText('Starting the models')).toBeHidden({ timeout: 45_000 });
}

/** A page in a profile of its own with these preferences: quota and refusals work only there. */
async function inProfile(preferences: object, work: (page: Page) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-e2e-'));
  mkdirSync(path.join(profile, 'Default'));
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, { executablePath: findChrome(), args: plainArgs() });
  try {
    await work(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
