// The promise through the interface alone, with the network cut: the guided first night of somebody who has opened the app once. Slow: `npm run test:slow`.

import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { untilReady, watchFaults } from '../e2e/watch.ts';

test.describe.configure({ timeout: 900_000 });

test('without a network: the guided first night, told in the journal, exported, taken back', async ({
  page,
  context,
  baseURL,
}) => {
  const faults = watchFaults(page, baseURL);
  await page.goto('/');
  await untilReady(page);
  await expect(page.getByText('All models are on this device')).toBeVisible({ timeout: 60_000 });
  await context.setOffline(true);
  await page.reload();
  await untilReady(page);

  await page.getByRole('button', { name: 'Show me' }).click();
  const verdicts = page.locator('.welcome .pair .hint');
  await expect(verdicts.first()).toContainText(/Right in \d+ of|cannot be run/, { timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Your first night' })).toBeVisible({ timeout: 600_000 });
  await expect(page.locator('.welcome')).toContainText(/Learned\. Of new tasks like those you asked for/);
  await expect(verdicts.last()).toContainText('Right in all');
  await page.getByRole('button', { name: 'Go on to the chat' }).click();
  await expect(page.getByRole('article').first()).toContainText('By Dream S with what it learned');

  await page.getByRole('link', { name: 'Skills', exact: true }).click();
  await expect(page.locator('canvas')).toHaveCount(2);

  await page.getByRole('link', { name: 'Journal', exact: true }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all as a file' }).click();
  const rows = readFileSync(await (await saving).path(), 'utf8')
    .trimEnd()
    .split('\n');
  expect(rows.length).toBeGreaterThan(100);
  const { messages } = JSON.parse(rows[0] as string) as { messages: { role: string; content: string }[] };
  expect(messages.map(({ role }) => role).slice(-2)).toEqual(['user', 'assistant']);

  await page.locator('main li h2').getByRole('link').click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByText('Learned, taken back')).toBeVisible({ timeout: 30_000 });
  expect(faults).toEqual([]);
  // The network was really cut.
  expect(
    await page.evaluate(() =>
      fetch('/robots.txt').then(
        () => false,
        () => true,
      ),
    ),
  ).toBe(true);
});
