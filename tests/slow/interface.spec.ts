// The promise through the interface alone: the guided first night of somebody who has just opened the app. Slow: `npm run test:slow`.

import { expect, test } from '@playwright/test';
import { untilReady, watchFaults } from '../e2e/watch.ts';

test.describe.configure({ timeout: 900_000 });

test('the guided first night: the same question before and after, told in the journal, taken back', async ({
  page,
  baseURL,
}) => {
  const faults = watchFaults(page, baseURL);
  await page.goto('/');
  await untilReady(page);
  await page.getByRole('button', { name: 'Show me' }).click();
  const verdicts = page.locator('.welcome .pair .hint');
  await expect(verdicts.first()).toContainText(/Right in \d+ of|cannot be run/, { timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Your first night' })).toBeVisible({ timeout: 600_000 });
  await expect(page.locator('.welcome')).toContainText(/Learned\. Of new tasks like those you asked for/);
  await expect(verdicts.last()).toContainText('Right in all');
  await page.getByRole('button', { name: 'Go on to the chat' }).click();
  await expect(page.getByRole('article').first()).toContainText('By Dream S with what it learned');
  await page.getByRole('link', { name: 'Skills' }).click();
  await expect(page.locator('canvas')).toHaveCount(2);
  await page.getByRole('link', { name: 'Journal' }).click();
  await page.locator('main li h2').getByRole('link').click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByText('Learned, taken back')).toBeVisible({ timeout: 30_000 });
  expect(faults).toEqual([]);
});
