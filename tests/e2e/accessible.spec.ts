// Every page for everyone: axe in both schemes, headings, the keyboard alone, narrow screens.

import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { history, remember } from './history.ts';
import { ask, bar, listen, openChat, PAGES, STEP, untilAnswered, untilReady, watchFaults } from './watch.ts';

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

test('of a dream it is said that it begins and how it ended, not every step, here and in another tab', async ({
  page,
  context,
}) => {
  const said = await listen(page);
  await openChat(page);
  await ask(page, 'keep only the numbers greater than 12');
  await untilAnswered(page, 'keep only the numbers greater than 12');
  const other = await context.newPage();
  const saidThere = await listen(other);
  await other.goto('/');
  await page.bringToFront();
  await bar(page).getByRole('button', { name: 'Dream now' }).click();
  for (const each of [page, other]) await expect(bar(each)).toContainText(STEP, { timeout: 30_000 });
  await expect(bar(page)).toContainText('Practising on new tasks', { timeout: 30_000 });
  await bar(page).getByRole('button', { name: 'Stop dreaming' }).click();
  await expect(bar(page)).toContainText('Stopped.');
  await expect(bar(other)).not.toContainText('Another tab is dreaming', { timeout: 15_000 });
  const heard = (await said()).filter((text) => /dream|Stopped/i.test(text));
  expect(heard).toContain('Dreaming, because you asked for it.');
  expect(heard.filter((text) => text.startsWith('Stopped.'))).toHaveLength(1);
  expect(await saidThere()).toContain('Another tab is dreaming; this one shows what it does.');
  expect([...(await said()), ...(await saidThere())].filter((text) => STEP.test(text))).toEqual([]);
});

test('of the guided night it is said how the answer did, not every step', async ({ page }) => {
  const said = await listen(page);
  await page.goto('/');
  await untilReady(page);
  await page.getByRole('button', { name: 'Show me' }).focus();
  await page.keyboard.press('Enter');
  const welcome = page.getByRole('region', { name: 'Watch it learn something' });
  await expect(welcome).toContainText(STEP, { timeout: 60_000 });
  // The keyboard stays on the card, whatever buttons it has.
  await expect(welcome).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(welcome.getByRole('button', { name: 'Stop', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(welcome.getByRole('alert')).toContainText('Stopped.', { timeout: 15_000 });
  await expect(welcome).toBeFocused();
  const heard = await said();
  expect(heard.filter((text) => /^Before: (Right in|It cannot be run)/.test(text))).toHaveLength(1);
  expect(heard.filter((text) => STEP.test(text))).toEqual([]);
});

/** So many rows that others may have verified. */
const theirRows = (count: number): Buffer => {
  const row = (i: number): string => {
    const tests = [1, 2, 5, 9].map((n) => ({ args: [n], expected: n + i }));
    const messages = [
      { role: 'user', content: `Add ${i} to n.` },
      { role: 'assistant', content: `function solve(n) { return n + ${i}; }` },
    ];
    return JSON.stringify({
      messages,
      meta: JSON.stringify({ format: 'dream-lab/1', language: 'javascript', entry: 'solve', tests }),
    });
  };
  return Buffer.from(Array.from({ length: count }, (_, i) => row(i)).join('\n'));
};

test('an import goes on while other pages are looked at; its end is said once, and the keyboard stays', async ({
  page,
}) => {
  const said = await listen(page);
  await openChat(page);
  await page.goto('/#/settings');
  const field = page.getByLabel('Import a file of verified solutions');
  const read = (rows: number): Promise<void> =>
    field.setInputFiles({ name: 'theirs.jsonl', mimeType: 'application/jsonl', buffer: theirRows(rows) });
  const drop = page.getByRole('group', { name: 'Import' });
  await read(9000);
  await expect(drop).toContainText(/Reading: \d+ rows/, { timeout: 30_000 });
  await page.goto('/#/chat');
  await expect(field).toHaveCount(0);
  await page.goto('/#/settings');
  await expect(drop).toContainText(/Reading: \d\d+ rows/, { timeout: 30_000 });
  // One at a time.
  await expect(field).toBeDisabled();
  const cancel = drop.getByRole('button', { name: 'Cancel' });
  await cancel.focus();
  await page.keyboard.press('Enter');
  await expect(drop).toContainText(/Stopped: what was read is kept\. \d+ rows; \d+ passed here/);
  await expect(cancel).toHaveCount(0);
  await expect(field).toBeFocused();
  await page.goto('/#/chat');
  await page.goto('/#/settings');
  await expect(drop).toContainText('Stopped: what was read is kept.');
  await read(2);
  await expect(drop).toContainText('2 rows; 0 passed here, 2 were known already.', { timeout: 30_000 });
  const heard = (await said()).filter((text) => /Reading the|rows;/.test(text));
  expect(heard.slice(0, 2)).toEqual(['Reading the file.', expect.stringMatching(/^Stopped: /)]);
  expect(heard.slice(2)).toEqual(['Reading the file.', '2 rows; 0 passed here, 2 were known already.']);
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
