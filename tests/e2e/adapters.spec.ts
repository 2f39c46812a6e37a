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
import { ask, openChat, untilAnswered, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

const { lora } = NIGHT_SETTINGS;
const config = parseConfig(
  JSON.parse(readFileSync(path.join(ROOT, 'public/weights/dream-s/config.json'), 'utf8')) as object,
);

/** Brings an adapter that changes nothing, as all do before they are trained; `seed` makes different ones. */
async function bring(page: Page, seed: string, purpose: string): Promise<void> {
  await page.goto('/#/models');
  const field = page.getByLabel('What it is for', { exact: false });
  if (!(await field.isVisible())) await page.getByText('Bring an adapter').click();
  await field.fill(purpose);
  const bytes = adapterBytes(config, lora, initLora(loraLayout(config, lora), rng(seed)));
  await page.getByLabel('adapter_config.json and adapter_model.safetensors', { exact: false }).setInputFiles([
    {
      name: 'adapter_config.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(peftConfig(config, lora, 'dream-s'))),
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
