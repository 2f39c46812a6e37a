// What can be wrong around the page: each gives one clear sentence that says what to do, and nothing is lost.

import { chromium, expect, test, type Page, type Route } from '@playwright/test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChrome, plainArgs } from '../../tools/chrome.ts';
import { ask, bar, openChat, untilAnswered, untilReady } from './watch.ts';

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

test.describe('a weight file', () => {
  // Requests that a service worker makes pass the test by.
  test.use({ serviceWorkers: 'block' });
  for (const [what, answer, sentence] of WRONG_FILES)
    test(`that is ${what} is not used`, async ({ page }) => {
      await page.route(WEIGHTS, answer);
      await page.goto('/');
      await untilReady(page);
      if (await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled())
        await ask(page, 'add 7 to a number').catch(() => undefined);
      await expect(page.locator('.fault').first()).toContainText(sentence, { timeout: 45_000 });
    });
});

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

test('a full disk ends a night with a sentence, and what was saved stays', async ({ baseURL }) => {
  await inProfile({}, async (page) => {
    await openChat(page, baseURL ?? '');
    // A short night comes to its first file soon.
    await page.goto(`${baseURL}#/settings`);
    await page.getByLabel('Practice tasks').fill('16');
    await page.getByLabel('Practice tasks').press('Enter');
    await page.goto(`${baseURL}#/chat`);
    await ask(page, 'keep only the numbers greater than 12');
    await untilAnswered(page, 'keep only the numbers greater than 12');
    const browser = await page.context().newCDPSession(page);
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin, quotaSize: 1 });
    await bar(page).getByRole('button', { name: 'Dream now' }).click();
    await expect(bar(page)).toContainText(/no room left\. Free disk space/, { timeout: 60_000 });
    await browser.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL ?? '').origin });
    await page.reload();
    await untilReady(page);
  });
});

test('where there is no room for the models it is not said that they are here', async ({ baseURL }) => {
  await inProfile({}, async (page) => {
    await openChat(page, baseURL ?? '');
    const models = `${baseURL}#/models`;
    const all = page.getByText('All models are on this device: no network is needed any more.');
    await page.goto(models);
    await expect(all).toBeVisible({ timeout: 60_000 });
    const usage = await page.evaluate(async () => {
      const cache = await caches.open('dream-lab-large');
      for (const request of await cache.keys())
        if (request.url.includes('dream-l/model.safetensors')) await cache.delete(request);
      return (await navigator.storage.estimate()).usage ?? 0;
    });
    const browser = await page.context().newCDPSession(page);
    const { origin } = new URL(baseURL ?? '');
    await browser.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: usage + 1_000_000 });
    await page.reload();
    await expect(
      page.getByText('Not all models could be kept on this device: there is no room left. It works while there is a'),
    ).toBeVisible({ timeout: 60_000 });
    await expect(all).toHaveCount(0);
    await browser.send('Storage.overrideQuotaForOrigin', { origin });
    await page.reload();
    await expect(all).toBeVisible({ timeout: 60_000 });
  });
});

test('a browser that refuses storage is told to allow it', async ({ baseURL }) => {
  await inProfile({ profile: { default_content_setting_values: { cookies: 2 } } }, async (page) => {
    await page.goto(baseURL ?? '');
    await expect(page.locator('main').getByRole('alert').first()).toContainText(
      /does not allow storage\. Open Dream Lab in a normal window/,
      {
        timeout: 30_000,
      },
    );
  });
});

test('a database that cannot be read any more is told, where the browser puts an empty one in its place', async ({
  baseURL,
}) => {
  const told = (page: Page) => page.getByText(/could not be read any more, and the browser began an empty store/);
  await inProfiles({}, async ({ open, damage }) => {
    await open(async (page) => {
      await openChat(page, baseURL ?? '');
      await expect(told(page)).toHaveCount(0);
    });
    damage();
    await open(async (page) => {
      await page.goto(baseURL ?? '');
      await expect(told(page)).toBeVisible({ timeout: 30_000 });
      await page.reload();
      await untilReady(page);
      await expect(told(page)).toHaveCount(0);
    });
  });
});

test('a file that is too large to be read is refused at once', async ({ page }, info) => {
  const file = info.outputPath('large.jsonl');
  writeFileSync(file, '');
  truncateSync(file, 200 * 1024 * 1024);
  await page.goto('/#/settings');
  await page.getByLabel('Import a file of verified solutions').setInputFiles(file);
  await expect(page.getByText(/large\.jsonl has 210 MB; at most 64 MiB are read\. Split it/)).toBeVisible({
    timeout: 45_000,
  });
});

test('lines that are no solutions are told, with their numbers, and the others are read', async ({ page }, info) => {
  const file = info.outputPath('mixed.jsonl');
  writeFileSync(file, `not json\n{"messages":[]}\n${'x'.repeat(2_000_000)}\n`);
  await page.goto('/#/settings');
  await page.getByLabel('Import a file of verified solutions').setInputFiles(file);
  await expect(page.getByText('3 rows; 0 passed here, 3 could not be read.')).toBeVisible({ timeout: 45_000 });
  await expect(page.getByText(/^Line 1: /)).toBeVisible();
  await expect(page.getByText(/^Line 3: it has more than \d+ characters/)).toBeVisible();
});

test('an answer of ten megabytes is refused, and the one before stays', async ({ page }) => {
  await openChat(page);
  await ask(page, 'add 7 to a number');
  await untilAnswered(page, 'add 7 to a number');
  const article = page.getByRole('article', { name: 'add 7 to a number' });
  await article.getByRole('button', { name: 'Edit' }).click();
  await article.getByLabel('Your answer').evaluate((field: HTMLTextAreaElement) => {
    field.value = 'x'.repeat(10_000_000);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await article.getByRole('button', { name: 'Test and save' }).click();
  await expect(page.getByRole('region', { name: 'Messages' }).getByRole('alert')).toContainText(/too/, {
    timeout: 30_000,
  });
  await page.reload();
  await expect(article).toContainText('Right in all 8 tests. By Dream S as shipped', { timeout: 30_000 });
});

/** A page in a profile of its own with these preferences: quota and refusals work only there. */
const inProfile = (preferences: object, work: (page: Page) => Promise<void>): Promise<void> =>
  inProfiles(preferences, ({ open }) => open(work));

type Profile = {
  /** Starts the browser, and ends it afterwards. */
  open(work: (page: Page) => Promise<void>): Promise<void>;
  /** Writes nonsense over what the databases begin with, while no browser runs. */
  damage(): void;
};

/** A profile in which a browser is started more than once. */
async function inProfiles(preferences: object, work: (profile: Profile) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-e2e-'));
  mkdirSync(path.join(profile, 'Default'));
  writeFileSync(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const open: Profile['open'] = async (inside) => {
    const options = { executablePath: findChrome(), args: plainArgs() };
    const context = await chromium.launchPersistentContext(profile, options);
    try {
      await inside(context.pages()[0] ?? (await context.newPage()));
    } finally {
      await context.close();
    }
  };
  const damage = (): void => {
    const folder = path.join(profile, 'Default', 'IndexedDB');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /CURRENT$/.test(name));
    expect(files).toHaveLength(1);
    for (const name of files) writeFileSync(path.join(folder, name), 'nonsense');
  };
  try {
    await work({ open, damage });
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
