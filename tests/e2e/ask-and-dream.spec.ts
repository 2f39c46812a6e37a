// What a person does in the chat: asks, reads, runs, votes, mends, corrects; begins a dream, stops it, takes it up again.

import { expect, test } from '@playwright/test';
import { ask, bar, openChat, untilAnswered, untilReady, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

const WRONG = 'keep only the numbers greater than 12';

test('a question is answered with a function, and nothing goes to another origin', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  await ask(page, 'add 7 to a number');
  await untilAnswered(page, 'add 7 to a number');
  const article = page.getByRole('article', { name: 'add 7 to a number' });
  await expect(article.locator('code')).toHaveText(/function solve\(/);
  await expect(article).toContainText('Right in all 8 tests. By Dream S as shipped');
  await page.reload();
  await expect(article).toContainText('Right in all 8 tests.', { timeout: 15_000 });
  expect(faults).toEqual([]);
});

test('an answer can be run, voted on, mended and corrected', async ({ page }) => {
  await openChat(page);
  await ask(page, 'add 7 to a number');
  await untilAnswered(page, 'add 7 to a number');
  const article = page.getByRole('article', { name: 'add 7 to a number' });
  await article.getByRole('button', { name: 'Run', exact: true }).click();
  await article.getByLabel('Values to call it with').fill('35');
  await page.keyboard.press('Enter');
  await expect(article.getByRole('status')).toContainText('42');
  await article.getByLabel('Values to call it with').fill('[1,');
  await page.keyboard.press('Enter');
  await expect(article.getByRole('status')).toContainText('This cannot be read. Write numbers');

  await article.getByRole('button', { name: 'Bad', exact: true }).click();
  await expect(article.getByRole('button', { name: 'Bad', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(bar(page).getByRole('button', { name: 'Dream now' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(article.getByRole('button', { name: 'Bad', exact: true })).toHaveAttribute('aria-pressed', 'false');

  await article.getByRole('button', { name: 'Edit' }).click();
  await article.getByLabel('Your answer').fill('function solve(n) { return n + 8; }');
  await article.getByRole('button', { name: 'Test and save' }).click();
  await expect(article).toContainText('Right in 0 of 8 tests. A dream can practise this. By you', { timeout: 20_000 });

  await article.getByRole('button', { name: 'Correct' }).click();
  await article.getByLabel('For these values').fill('1');
  await article.getByLabel('it should give').fill('"apples"');
  await article.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('you meant something else than Dream Lab understood')).toBeVisible({ timeout: 20_000 });
  await expect(article).toContainText('Not tested');
});

test('what is said of an answer leaves it where it is, with what is being written about it', async ({ page }) => {
  await openChat(page);
  for (const prompt of ['add 7 to a number', 'add 8 to a number']) {
    await ask(page, prompt);
    await untilAnswered(page, prompt);
  }
  const asked = page.getByRole('article').getByText(/^add \d to a number$/);
  const article = page.getByRole('article', { name: 'add 7 to a number' });
  await article.getByRole('button', { name: 'Edit' }).click();
  await article.getByLabel('Your answer').fill('function solve(n) { return 7 + n; }');
  // A second click in the same moment says nothing else.
  await article.getByRole('button', { name: 'Good', exact: true }).dblclick();
  await expect(article.getByRole('button', { name: 'Good', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await expect(article.getByRole('button', { name: 'Good', exact: true })).toBeFocused();
  await expect(article.getByLabel('Your answer')).toHaveValue('function solve(n) { return 7 + n; }');
  await expect(asked).toHaveText(['add 8 to a number', 'add 7 to a number']);
  await page.reload();
  await expect(asked).toHaveText(['add 8 to a number', 'add 7 to a number'], { timeout: 30_000 });
});

test('of two questions asked at once the first can be stopped: what it said stays, and the second is answered', async ({
  page,
}) => {
  await openChat(page);
  await page.evaluate(() => {
    const field = document.getElementById('prompt') as HTMLTextAreaElement;
    for (const text of ['add 7 to a number', 'add 8 to a number']) {
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.form?.requestSubmit();
    }
    // Before the first word: as soon as the button is there.
    const stop = (): void => {
      const buttons = [...document.querySelectorAll('article button')].filter((each) => each.textContent === 'Stop');
      if (buttons.length < 2) return void requestAnimationFrame(stop);
      (buttons[1] as HTMLButtonElement).click();
    };
    stop();
  });
  await expect(page.getByRole('article', { name: 'add 7 to a number' })).toContainText('neither tested nor kept');
  await untilAnswered(page, 'add 8 to a number');
  await expect(page.getByRole('article', { name: 'add 8 to a number' })).toContainText('Right in all 8 tests.');
  await page.goto('/#/journal');
  await page.goto('/#/chat');
  await page.reload();
  await expect(page.getByRole('article', { name: 'add 8 to a number' })).toBeVisible({ timeout: 30_000 });
  // Half an answer is not kept: it would count as wrong.
  await expect(page.getByRole('article')).toHaveCount(1);
});

test('a dream shows how far it is, can be stopped, and can be taken up again', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  await expect(bar(page).getByRole('button', { name: 'Dream now' })).toHaveCount(0);
  await ask(page, WRONG);
  await untilAnswered(page, WRONG);
  await bar(page).getByRole('button', { name: 'Dream now' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(bar(page)).toContainText('Practising on new tasks', { timeout: 60_000 });
  // It was asked for, so it goes on under the hands of its user.
  await page.mouse.move(200, 200);
  await page.mouse.move(220, 200);
  await page.waitForTimeout(3500);
  await page.mouse.move(240, 200);
  await expect(page.getByRole('progressbar')).toBeVisible();
  await bar(page).getByRole('button', { name: 'Stop dreaming' }).click();
  await expect(bar(page)).toContainText('Stopped. What was done is kept: go on whenever you like.', { timeout: 5000 });
  await page.reload();
  await untilReady(page);
  await bar(page).getByRole('button', { name: 'Go on dreaming' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  // Who teaches is chosen while it dreams: the workers begin anew, and the dream says no more than that it stopped.
  await page.goto('/#/models');
  await page.getByLabel('Teaches', { exact: true }).selectOption({ label: 'Dream S' });
  await expect(page.getByText(/Dream S teaches/)).toBeVisible({ timeout: 30_000 });
  await expect(bar(page)).toContainText('Stopped. What was done is kept: go on whenever you like.', {
    timeout: 15_000,
  });
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.goto('/#/journal');
  await expect(page.getByText('Cut short', { exact: true })).toBeVisible();
  expect(faults).toEqual([]);
});

test('a prompt that is too long is refused while it is typed', async ({ page }) => {
  await openChat(page);
  await page.getByLabel('Which small JavaScript function').fill('x'.repeat(100_000));
  await expect(page.getByText('100000 characters; at most 2000. Ask for one function at a time.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Ask', exact: true })).toBeDisabled();
});

test('a paste of ten megabytes is refused and the page goes on', async ({ page }) => {
  await openChat(page);
  await page.getByLabel('Which small JavaScript function').evaluate((field: HTMLTextAreaElement) => {
    field.value = 'x'.repeat(10_000_000);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await expect(page.getByText('10000000 characters; at most 2000.')).toBeVisible();
  await page.getByLabel('Which small JavaScript function').fill('add 1 to n');
  await expect(page.getByRole('button', { name: 'Ask', exact: true })).toBeEnabled();
});
