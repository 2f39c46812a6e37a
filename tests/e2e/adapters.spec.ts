// The library of adapters as a user has it: brought with what they are for, chosen by the question, merged, and what is said where that cannot be.

import { expect, type Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loraLayout, initLora } from '../../models/lora.ts';
import { parseConfig } from '../../models/qwen/config.ts';
import { peftConfig } from '../../src/export/adapter.ts';
import { rng } from '../../src/lib/rng.ts';
import { adapterBytes } from '../../src/team/adapter-file.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import { ROOT } from '../../tools/command.ts';
import { ask, bar, listen, openChat, STEP, untilAnswered, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

const { lora } = NIGHT_SETTINGS;
const config = parseConfig(
  JSON.parse(readFileSync(path.join(ROOT, 'public/weights/dream-s/config.json'), 'utf8')) as object,
);

/** Brings an adapter that changes nothing, as all do before they are trained; `seed` makes different ones. @param base that it names */
async function bring(page: Page, seed: string, purpose: string, base = 'dream-s'): Promise<void> {
  await page.goto('/#/models');
  const field = page.getByLabel('What it is for', { exact: false });
  if (!(await field.isVisible())) await page.getByText('Bring an adapter').click();
  await field.fill(purpose);
  const bytes = adapterBytes(config, lora, initLora(loraLayout(config, lora), rng(seed)));
  await page.getByLabel('adapter_config.json and adapter_model.safetensors', { exact: false }).setInputFiles([
    {
      name: 'adapter_config.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(peftConfig(config, lora, base))),
    },
    { name: 'adapter_model.safetensors', mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) },
  ]);
}

test('an adapter answers what it is for, and the answer says so', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  await bring(page, 'lists', 'keep only the numbers greater than 12');
  await expect(page.getByText('The adapter answers now. It is kept as one for filter-greater.')).toBeVisible();
  await bring(page, 'other', 'what is love');
  await expect(page.getByText('None of what you said is a kind of task that is known here.')).toBeVisible();
  await expect(page.getByRole('cell', { name: 'filter-greater: not measured' })).toBeVisible();
  const asked = 'keep only the numbers greater than 5';
  await page.goto('/#/chat');
  await ask(page, asked);
  await untilAnswered(page, asked);
  await expect(page.getByRole('article', { name: asked })).toContainText(/By Dream S with what it learned[,.]/);
  await page.goto('/#/settings');
  await page.getByLabel('Choose what was learned by the question').check();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await page.goto('/#/chat');
  const others = ['keep only the numbers greater than 7', 'add 7 to a number'] as const;
  for (const [i, prompt] of others.entries()) {
    await ask(page, prompt);
    await untilAnswered(page, prompt);
    const said = [/By Dream S with what it learned on \w+ \d+, \d{4}, .*[AP]M/, /By Dream S with what it learned[,.]/];
    await expect(page.getByRole('article', { name: prompt })).toContainText(said[i] ?? '');
  }
  expect(faults).toEqual([]);
});

test('an adapter that names another model answers only when the user says so', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  const question = page.getByRole('alert');
  await bring(page, 'lists', 'keep only the numbers greater than 12', 'Qwen/Qwen2.5-Coder-0.5B-Instruct');
  await expect(question).toContainText(
    'The adapter says that it was made for Qwen/Qwen2.5-Coder-0.5B-Instruct, while Dream S learns here.',
  );
  await expect(page.getByText('Dream S answers as it was shipped.')).toBeVisible();
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(question).toHaveCount(0);
  await expect(page.getByText('Dream S answers as it was shipped.')).toBeVisible();
  await bring(page, 'lists', 'keep only the numbers greater than 12', 'Qwen/Qwen2.5-Coder-0.5B-Instruct');
  await page.getByRole('button', { name: 'Use it all the same' }).click();
  await expect(page.getByText('The adapter answers now. It is kept as one for filter-greater.')).toBeVisible({
    timeout: 15_000,
  });
  await expect(page.getByText('Dream S answers with what it learned.')).toBeVisible();
  await expect(question).toHaveCount(0);
  expect(faults).toEqual([]);
});

test('a night that runs stops when the user decides what answers: by bringing, choosing, or going back', async ({
  page,
}) => {
  await openChat(page);
  await bring(page, 'one', 'reverse a text');
  await expect(page.getByText('Dream S answers with what it learned.')).toBeVisible();
  const asked = 'keep only the numbers greater than 5';
  await page.goto('/#/chat');
  await ask(page, asked);
  await untilAnswered(page, asked);
  const decisions: [() => Promise<void>, string][] = [
    [() => bring(page, 'two', 'add 7 to a number'), 'The adapter answers now.'],
    [() => page.getByRole('button', { name: 'Use it' }).click(), 'Dream S answers with what it learned;'],
    [() => page.getByRole('button', { name: 'Go back to' }).click(), 'Dream S answers with what it learned;'],
  ];
  for (const [decide, said] of decisions) {
    await page.goto('/#/models');
    await bar(page)
      .getByRole('button', { name: /Dream now|Go on dreaming/ })
      .click();
    await expect(page.getByRole('progressbar', { name: 'How far the night is' })).toBeVisible();
    await expect(bar(page)).toContainText(/Practising|Answering/, { timeout: 60_000 });
    await decide();
    await expect(page.getByText(said).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('progressbar', { name: 'How far the night is' })).toHaveCount(0);
    await expect(bar(page)).toContainText('Stopped before its end. It cannot go on:');
  }
});

test('merging says how far it is, stops when it is told to, and changes nothing then', async ({ page }) => {
  const said = await listen(page);
  await openChat(page);
  await bring(page, 'one', 'keep only the numbers greater than 12');
  await expect(page.getByText('It is kept as one for filter-greater.')).toBeVisible();
  await page.getByText('Merge two adapters').click();
  await expect(
    page.getByText('Merging takes two adapters of the learner that answers now; there is one.'),
  ).toBeVisible();
  await bring(page, 'two', 'reverse a text');
  await expect(page.getByRole('row')).toHaveCount(6);
  const merge = page.getByRole('button', { name: 'Merge them' });
  await expect(merge).toBeDisabled();
  await page.getByLabel('Merge', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('with', { exact: true }).selectOption({ index: 2 });
  await merge.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Testing the parts and both together \(\d+ of \d+\): /)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('progressbar', { name: 'How far the merging is' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  // It goes on while another page is looked at.
  await page.goto('/#/skills');
  await page.goto('/#/models');
  // The page may be drawn anew behind a click that was too early.
  const cancel = page.getByRole('button', { name: 'Cancel' });
  await expect(async () => {
    if (!(await cancel.isVisible())) await page.getByText('Merge two adapters').click();
    await expect(cancel).toBeVisible({ timeout: 2000 });
  }).toPass({ timeout: 30_000 });
  await cancel.click();
  await expect(page.getByText('Stopped. Nothing was changed.')).toBeVisible({ timeout: 30_000 });
  // A screen reader hears that it begins and how it ended, not every exam.
  const heard = await said();
  expect(heard.filter((text) => /^Merging\.|^Stopped\. Nothing/.test(text))).toEqual([
    'Merging.',
    'Stopped. Nothing was changed.',
  ]);
  expect(heard.filter((text) => STEP.test(text))).toEqual([]);
  await expect(page.getByRole('row')).toHaveCount(6);
  await loseFiles(page);
  await page.getByLabel('Merge', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('with', { exact: true }).selectOption({ index: 2 });
  await merge.click();
  await expect(page.getByRole('alert')).toHaveText(
    'A file that this needs is gone from this device, or damaged. Nothing was changed; choose another adapter.',
  );
});

/** Adapters that do not answer are deleted beside the app. */
async function loseFiles(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('files');
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
    for (const name of names) await folder.removeEntry(name);
  });
}
