// Every page for everyone: axe in both schemes, headings, the keyboard alone, narrow screens.

import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { history, remember } from './history.ts';
import { ask, openChat, PAGES, untilAnswered, untilReady, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 120_000 });

/** Opens a page of the app and waits until it has read what it shows. */
async function open(page: Page, name: string): Promise<void> {
  await page.goto(`/#/${name}`);
  await expect(page.getByRole('link', { name: new RegExp(`^${name}$`, 'i') })).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('main h1')).toHaveCount(1);
  await expect(page.getByText(/Reading|Looking|Measuring|Opening/)).toHaveCount(0, { timeout: 15_000 });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on any page in the ${colorScheme} scheme`, async ({ page, baseURL }) => {
    const faults = watchFaults(page, baseURL);
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await untilReady(page);
    await expect(page.getByRole('heading', { name: 'Watch it learn something' })).toBeVisible();
    expect(await violations(page)).toEqual([]);
    await openChat(page);
    await ask(page, 'keep only the numbers greater than 12');
    await untilAnswered(page, 'keep only the numbers greater than 12');
    for (const tool of ['Run', 'Edit', 'Correct']) {
      await page.getByRole('button', { name: tool, exact: true }).click();
      expect([tool, await violations(page)]).toEqual([tool, []]);
    }
    await page.getByText('Why is it not dreaming?').click();
    for (const name of PAGES) {
      await open(page, name);
      expect([name, await violations(page)]).toEqual([name, []]);
    }
    await page.getByRole('button', { name: 'Erase everything' }).click();
    expect(['erase', await violations(page)]).toEqual(['erase', []]);
    expect(faults).toEqual([]);
  });
}

test('axe finds nothing on the X-ray of a week of nights, in both schemes', async ({ page }) => {
  await openChat(page);
  await remember(page, structuredClone(await history()));
  await page.reload();
  await untilReady(page);
  await open(page, 'x-ray');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const what of ['Tasks solved', 'Right answers’ NLL']) {
      await page.getByRole('button', { name: what }).click();
      expect([colorScheme, what, await violations(page)]).toEqual([colorScheme, what, []]);
    }
  }
});

async function violations(page: Page): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
}

test('every page has one first heading, and no level is skipped', async ({ page }) => {
  await openChat(page);
  for (const name of PAGES) {
    await open(page, name);
    const levels = await page
      .locator('h1, h2, h3, h4')
      .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
    expect([name, levels[0]]).toEqual([name, 1]);
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
    const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  }
});

test('the keyboard gets to the page, and every control shows where it is', async ({ page }) => {
  await openChat(page);
  await page.reload();
  await untilReady(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Tab');
  const box = page.getByLabel('Which small JavaScript function');
  await expect(box).toBeFocused();
  expect(await box.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe('none');
  await page.keyboard.type('add 1 to n');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Ask', exact: true })).toBeFocused();
});

for (const width of [320, 390, 1280]) {
  test(`nothing is cut off on any page at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await openChat(page);
    for (const name of PAGES) {
      await open(page, name);
      const found = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([name, found <= width]).toEqual([name, true]);
    }
  });
}
