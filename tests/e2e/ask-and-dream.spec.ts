// What a person does with the page: asks, reads the answer, begins a dream, comes back.

import { expect, test } from '@playwright/test';
import { ask, untilAnswered, untilReady, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

test('a question is answered with a function, and nothing goes to another origin', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await page.goto('/');
  await untilReady(page);
  await ask(page, 'add 7 to a number');
  await expect(page.getByRole('article', { name: 'add 7 to a number' }).locator('code')).toHaveText(
    /function solve\(/,
    { timeout: 60_000 },
  );
  expect(faults).toEqual([]);
});

test('a dream shows how far it is, yields to the user, and can be taken up again', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await page.goto('/');
  await untilReady(page);
  await expect(page.getByRole('button', { name: 'Dream now' })).toBeDisabled();
  await ask(page, 'keep only the numbers greater than 12');
  await untilAnswered(page);
  await page.getByRole('button', { name: 'Dream now' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  const outcome = page.locator('section', { hasText: 'Dream' }).getByRole('status').last();
  await expect(outcome).toContainText('Practising on new tasks', { timeout: 60_000 });
  // Signs of life count from three seconds after the click on; until then a hand may still be on its way.
  await expect(async () => {
    await page.mouse.move(200, 200);
    await page.mouse.move(220, 200);
    await expect(outcome).toHaveText('Stopped. What was done is kept: go on whenever you like.', { timeout: 1000 });
  }).toPass({ timeout: 15_000 });
  await page.reload();
  await untilReady(page);
  await page.getByRole('button', { name: 'Go on dreaming' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(outcome).toHaveText(/^Stopped\./, { timeout: 5000 });
  expect(faults).toEqual([]);
});

test('a dream that is told to goes on under the hands of its user', async ({ page }) => {
  await page.goto('/');
  await untilReady(page);
  await ask(page, 'keep only the even numbers');
  await untilAnswered(page);
  await page.getByLabel('Go on while I use this page').check();
  await page.getByRole('button', { name: 'Dream now' }).click();
  await page.waitForTimeout(3500);
  await page.mouse.move(100, 100);
  await page.mouse.move(300, 300);
  await page.waitForTimeout(1000);
  await expect(page.getByRole('button', { name: 'Stop' })).toBeEnabled();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped\./)).toBeVisible({ timeout: 5000 });
});

test('a prompt that is too long is refused with a sentence', async ({ page }) => {
  await page.goto('/');
  await untilReady(page);
  await ask(page, 'x'.repeat(100_000));
  await expect(page.getByText('A prompt has at most 2000 characters, this one has 100000.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Dream now' })).toBeDisabled();
});
