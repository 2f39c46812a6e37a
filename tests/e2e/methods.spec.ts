// The Lab page: what methods are worth is told, and what is switched on is kept.

import { expect, test } from '@playwright/test';
import { openChat, watchFaults } from './watch.ts';

test('methods are told with what was measured, and can be switched on', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  await page.goto('/#/lab');
  const replay = page.getByRole('article', { name: 'Go over what it knew' });
  await expect(replay.getByRole('listitem').first()).toContainText(
    /Of 100 tasks it solves \d+\.\d more .*than without it/,
  );
  const prefer = page.getByRole('combobox', { name: 'Prefer right answers to wrong ones' });
  await prefer.selectOption('dpo');
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(prefer).toHaveValue('none');
  const weak = page.getByRole('checkbox', { name: 'Practise only what is surely weak' });
  await weak.check();
  await expect(page.getByText('Saved.')).toBeVisible();
  await page.reload();
  await expect(weak).toBeChecked();
  expect(faults).toEqual([]);
});
