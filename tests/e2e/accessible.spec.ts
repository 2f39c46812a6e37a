// The page for everyone: names, headings, contrast in both schemes, keyboard alone, narrow screens.

import { expect, test, type Page } from '@playwright/test';
import { untilReady } from './watch.ts';

test('controls have names, headings are in order, ids are unique', async ({ page }) => {
  await page.goto('/');
  await untilReady(page);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  const levels = await page
    .locator('h1, h2, h3, h4')
    .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.forEach((level, i) => expect(level - (levels[i - 1] ?? 0)).toBeLessThanOrEqual(1));
  const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
  await expect(page.getByRole('main')).toHaveCount(1);
  for (const [role, name] of [
    ['textbox', 'Which small JavaScript function do you want?'],
    ['button', 'Ask'],
    ['checkbox', 'Go on while I use this page'],
    ['button', 'Dream now'],
    ['button', 'Stop'],
  ] as const)
    await expect(page.getByRole(role, { name, exact: true })).toHaveCount(1);
  const unnamed = await page
    .locator('button, input, textarea, select, a')
    .evaluateAll((all) =>
      all
        .filter(
          (element) =>
            !(element.textContent?.trim() || (element as HTMLInputElement).labels?.length || element.ariaLabel),
        )
        .map(({ outerHTML }) => outerHTML),
    );
  expect(unnamed).toEqual([]);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`text can be read in the ${colorScheme} scheme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('/');
    await untilReady(page);
    expect(await lowContrast(page)).toEqual([]);
  });
}

test('the keyboard reaches every control, in order, and shows where it is', async ({ page }) => {
  await page.goto('/');
  await untilReady(page);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox')).toBeFocused();
  await page.keyboard.type('add 1');
  const outline = await page.getByRole('textbox').evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(outline).not.toBe('none');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Ask' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('checkbox')).toBeFocused();
});

for (const width of [320, 390, 1280]) {
  test(`nothing is cut off at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto('/');
    await untilReady(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

/** Elements with text of their own whose contrast to what is behind them is below 4.5 to 1; what is switched off is exempt. */
function lowContrast(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const channels = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (color: string): number => {
      const [r = 0, g = 0, b = 0] = channels(color).map((c) =>
        c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(element);
      return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
    };
    return [...document.body.querySelectorAll('*')]
      .filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
      )
      .filter((element) => element.checkVisibility() && !element.matches(':disabled, :disabled *, script, style'))
      .filter((element) => {
        const [text, ground] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
        return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05) < 4.5;
      })
      .map((element) => element.outerHTML.slice(0, 80));
  });
}
