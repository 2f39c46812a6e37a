// Dreaming by itself: off until it is switched on, begins when the user is away by the browser's own word, stops when the user is back.

import { chromium, expect, test, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChrome, plainArgs } from '../../tools/chrome.ts';
import { ask, bar, openChat, untilAnswered } from './watch.ts';

test.describe.configure({ timeout: 240_000 });

/** A window of a profile of its own: permissions and idle states work only there. */
async function inProfile(baseURL: string, work: (page: Page) => Promise<void>): Promise<void> {
  const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-e2e-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: findChrome(), args: plainArgs(), baseURL },
  });
  try {
    await work(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

test('nothing dreams until it is switched on, and the page says why', async ({ page }) => {
  await openChat(page);
  await expect(bar(page)).toContainText('Not dreaming: dreaming by itself is off.');
  await page.getByText('Why is it not dreaming?').click();
  await expect(bar(page)).toContainText('Switching on asks for two things: Idle Detection');
  await expect(bar(page)).toContainText('Something to learn: Nothing was answered wrongly.');
});

test('it dreams when the user is away, and stops when the user is back', async ({ baseURL }) => {
  await inProfile(baseURL ?? '', async (page) => {
    const browser = await page.context().newCDPSession(page);
    const { origin } = new URL(baseURL ?? '');
    await browser.send('Browser.grantPermissions', { permissions: ['idleDetection', 'durableStorage'], origin });
    await openChat(page);
    await page.goto('/#/settings');
    await page.getByLabel('Away for').fill('1');
    await page.getByLabel('Away for').press('Enter');
    await page.getByLabel('Only on mains power').uncheck();
    await page.goto('/#/chat');
    await ask(page, 'keep only the numbers greater than 12');
    await untilAnswered(page, 'keep only the numbers greater than 12');
    await bar(page).getByRole('button', { name: 'Switch on' }).click();
    await expect(page.getByText(/Dreaming by itself is on\. The browser tells when you are away\./)).toBeVisible();
    await expect(bar(page)).toContainText(/Not dreaming: you are here\. It begins/);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setIdleOverride', { isUserActive: false, isScreenUnlocked: true });
    await expect(page.getByRole('progressbar')).toBeVisible({ timeout: 120_000 });
    await expect(bar(page)).toContainText(/Practising|Answering/, { timeout: 60_000 });
    // At the device, and not on this page.
    await cdp.send('Emulation.setIdleOverride', { isUserActive: true, isScreenUnlocked: true });
    await expect(page.getByRole('progressbar')).toHaveCount(0, { timeout: 5000 });
    await expect(bar(page)).toContainText('You are back, so the dream stopped. What was done is kept.', {
      timeout: 5000,
    });
    await expect(bar(page)).toContainText('Not dreaming: you are here.', { timeout: 5000 });
  });
});

test('where the browser does not tell about the user, only the page is watched, and that is said', async ({
  baseURL,
}) => {
  await inProfile(baseURL ?? '', async (page) => {
    const browser = await page.context().newCDPSession(page);
    const { origin } = new URL(baseURL ?? '');
    const permission = { name: 'idle-detection' };
    await browser.send('Browser.setPermission', { permission, setting: 'denied', origin });
    await openChat(page);
    await bar(page).getByRole('button', { name: 'Switch on' }).click();
    await expect(
      page.getByText(/The browser does not tell when you are away, so only this page is watched\./),
    ).toBeVisible();
    await bar(page).getByText('Why is it not dreaming?').click();
    await expect(bar(page)).toContainText('Signs of life are those on this page.');
    await expect(bar(page)).toContainText('nothing that you asked was answered wrongly');
  });
});

test('a tab that is frozen in the middle of a night goes on where it was', async ({ page }) => {
  await openChat(page);
  await ask(page, 'keep only the numbers greater than 12');
  await untilAnswered(page, 'keep only the numbers greater than 12');
  await bar(page).getByRole('button', { name: 'Dream now' }).click();
  await expect(bar(page)).toContainText('Practising on new tasks', { timeout: 60_000 });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await cdp.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(bar(page)).toContainText('Training', { timeout: 90_000 });
  await bar(page).getByRole('button', { name: 'Stop dreaming' }).click();
  await expect(bar(page)).toContainText('Stopped. What was done is kept', { timeout: 10_000 });
});

test('settings are kept, can be undone, and refuse what does not fit', async ({ page }) => {
  await openChat(page);
  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Once a night' }).click();
  await expect(page.getByLabel('Away for')).toHaveValue('30');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Away for')).toHaveValue('5');
  await page.getByLabel('Away for').fill('0');
  await page.getByLabel('Away for').press('Enter');
  await expect(page.getByText('A whole number from 1 to 240.')).toBeVisible();
  await page.getByLabel('Colours').selectOption('dark');
  // Shown when it is stored.
  await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');
  await page.reload();
  await expect(page.getByLabel('Away for')).toHaveValue('5');
  await expect(page.getByLabel('Colours')).toHaveValue('dark');
  expect(await page.evaluate(() => document.documentElement.style.colorScheme)).toBe('dark');
});

test('a second tab shows what the first one dreams', async ({ context }) => {
  const [first, second] = [await context.newPage(), await context.newPage()];
  await openChat(first);
  await ask(first, 'keep only the numbers greater than 12');
  await untilAnswered(first, 'keep only the numbers greater than 12');
  await second.goto('/');
  await bar(first).getByRole('button', { name: 'Dream now' }).click();
  await expect(first.getByRole('progressbar')).toBeVisible();
  await expect(bar(second)).toContainText(/Another tab is dreaming|Practising|Answering/, { timeout: 30_000 });
  await bar(second).getByText('Why is it not dreaming?').click();
  await expect(bar(second)).toContainText('One tab: Another tab is dreaming.');
  await bar(first).getByRole('button', { name: 'Stop dreaming' }).click();
});

test('erasing everything leaves nothing', async ({ page }) => {
  await openChat(page);
  await ask(page, 'add 7 to a number');
  await untilAnswered(page, 'add 7 to a number');
  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Erase everything' }).click();
  await page.getByRole('button', { name: 'Keep it', exact: true }).click();
  await page.getByRole('button', { name: 'Erase everything' }).click();
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await loaded;
  await page.goto('/#/chat');
  await expect(page.getByRole('heading', { name: 'Watch it learn something' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('article')).toHaveCount(0);
});
