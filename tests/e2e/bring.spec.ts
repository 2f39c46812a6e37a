// Bringing a real model, as a user does: fetched from the hub (a stand-in for it, in the same words), from a folder, chosen, talked to, deleted; and what
// must be refused. The learner of the family serves as the model: it is a complete Qwen3.

import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../tools/command.ts';
import { ask, openChat, untilAnswered } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

const FOLDER = path.join(ROOT, 'public/weights/dream-s');
const COMMIT = 'c0ffee'.padEnd(40, '0');
const REPO = 'Qwen/Qwen2.5-0.5B-Instruct';

type Hub = { asked: string[]; files: Map<string, Buffer> };

/** What huggingface.co would answer for this repository. */
async function standIn(context: BrowserContext): Promise<Hub> {
  const names = [
    'config.json',
    'generation_config.json',
    'model.safetensors',
    'tokenizer.json',
    'tokenizer_config.json',
  ];
  const hub: Hub = { asked: [], files: new Map(names.map((name) => [name, readFileSync(path.join(FOLDER, name))])) };
  await context.route('https://huggingface.co/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    hub.asked.push(pathname);
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'X-Repo-Commit, ETag, Content-Range',
      'x-repo-commit': COMMIT,
      'content-type': 'application/octet-stream',
    };
    const bytes = pathname.startsWith(`/${REPO}/resolve/`)
      ? hub.files.get(pathname.split('/').at(-1) ?? '')
      : undefined;
    if (!bytes) return route.fulfill({ status: 404, headers, body: 'Entry not found' });
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(route.request().headers()['range'] ?? '') ?? [];
    if (from === undefined) return route.fulfill({ status: 200, headers, body: bytes });
    const [start, end] = [Number(from), Math.min(Number(to), bytes.length - 1)];
    const range = { 'content-range': `bytes ${start}-${end}/${bytes.length}`, etag: `"${bytes.length}"` };
    await route.fulfill({ status: 206, headers: { ...headers, ...range }, body: bytes.subarray(start, end + 1) });
  });
  return hub;
}

const brought = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('list', { name: 'Models that you brought' });
const coming = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('list', { name: 'Being brought' });

async function openModels(page: Page): Promise<void> {
  await openChat(page);
  await page.goto('/#/models');
  await page.getByText('Bring a model').click();
}

test('a model is fetched in the version it has, answers, and is deleted', async ({ page, context }) => {
  const hub = await standIn(context);
  await openModels(page);
  await page.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' }).click();
  await expect(brought(page)).toContainText(`version ${COMMIT.slice(0, 7)}`, { timeout: 60_000 });
  expect(hub.asked[0]).toBe(`/${REPO}/resolve/main/config.json`);
  expect(hub.asked.slice(1).every((each) => each.startsWith(`/${REPO}/resolve/${COMMIT}/`))).toBe(true);
  await page.getByLabel('Learns', { exact: true }).selectOption({ label: 'Qwen2.5 0.5B, int4' });
  await expect(page.getByText('Qwen2.5 0.5B learns at night from now on.')).toBeVisible({ timeout: 60_000 });
  await page.goto('/#/chat');
  await ask(page, 'Add 7 to n.');
  await untilAnswered(page, 'Add 7 to n.');
  await expect(page.getByRole('article', { name: 'Add 7 to n.' })).toContainText('n + 7');
  await page.goto('/#/models');
  await brought(page).getByRole('button', { name: 'Delete' }).click();
  await brought(page).getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('None yet.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Dream S answers as it was shipped.')).toBeVisible();
});

test('a file that is no longer what it was is refused, and so is what does not exist', async ({ page, context }) => {
  const hub = await standIn(context);
  await openModels(page);
  await page.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' }).click();
  await expect(brought(page)).toBeVisible({ timeout: 60_000 });
  const bytes = Buffer.from(hub.files.get('model.safetensors') ?? '');
  bytes[bytes.length - 4] = (bytes.at(-4) ?? 0) ^ 1;
  hub.files.set('model.safetensors', bytes);
  await page.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' }).click();
  await expect(coming(page)).toContainText('is not the one that this device recorded at its first download', {
    timeout: 60_000,
  });
  await coming(page).getByRole('button', { name: 'Take off the list' }).click();
  const other = page.getByLabel('Another repository');
  for (const [name, said] of [
    ['nobody/nothing', 'huggingface.co has no model nobody/nothing'],
    ['../../etc', 'is no repository'],
  ] as const) {
    await other.fill(name);
    await other.press('Enter');
    await expect(coming(page)).toContainText(said, { timeout: 60_000 });
    await coming(page).getByRole('button', { name: 'Take off the list' }).click();
  }
});

test('a folder of this device is taken; one that is no model is told by name', async ({ page }) => {
  await openModels(page);
  await page.getByLabel('Keep weights as').selectOption('f16');
  await page.getByLabel('Or a folder on this device').setInputFiles(FOLDER);
  await expect(brought(page)).toContainText('as f16', { timeout: 60_000 });
  await page.getByLabel('Or a folder on this device').setInputFiles(path.join(ROOT, 'docs'));
  expect(readdirSync(path.join(ROOT, 'docs')).length).toBeGreaterThan(0);
  await expect(coming(page)).toContainText('has no file config.json', { timeout: 60_000 });
  await page.goto('/#/settings');
  await page.getByRole('button', { name: 'Erase everything …' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Erase/ })
    .click();
  await page.waitForEvent('load');
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const models = await root.getDirectoryHandle('models').catch(() => null);
    const names: string[] = [];
    if (models) for await (const name of models.keys()) names.push(name);
    return names;
  });
  expect(left).toEqual([]);
});

test('an adapter is brought as its two files; one alone, or another model’s, is told', async ({ page }) => {
  await openChat(page);
  await page.goto('/#/models');
  await page.getByText('Bring an adapter').click();
  const golden = path.join(ROOT, 'tests/golden/tiny_qwen3');
  const input = page.getByLabel('adapter_config.json and adapter_model.safetensors');
  await input.setInputFiles([path.join(golden, 'adapter_config.json')]);
  await expect(page.getByText('one that ends with .safetensors is missing')).toBeVisible();
  await input.setInputFiles(
    ['adapter_config.json', 'adapter_model.safetensors'].map((name) => path.join(golden, name)),
  );
  await expect(page.getByText(/The adapter cannot be used: .* where \[\d+, \d+\] is asked for/)).toBeVisible();
});

test('a model that runs elsewhere is tried, and told what is wrong with it', async ({ page, context }) => {
  let there = false;
  await context.route('http://localhost:11434/**', async (route) => {
    const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' };
    if (!there) return route.abort('connectionrefused');
    await route.fulfill({ status: 200, headers, json: { data: [{ id: 'llama' }] } });
  });
  await openChat(page);
  await page.goto('/#/models');
  await page.getByText('Use a model that runs elsewhere').click();
  await page.getByLabel('Address').fill('http://localhost:11434/v1');
  await page.getByLabel('Address').press('Enter');
  await page.getByLabel('Model', { exact: true }).fill('qwen2.5-coder');
  await page.getByLabel('Model', { exact: true }).press('Enter');
  const attempt = page.getByRole('button', { name: 'Try it' });
  await attempt.click();
  await expect(page.getByText(/localhost:11434 does not answer a web page\..*OLLAMA_ORIGINS/)).toBeVisible();
  there = true;
  await attempt.click();
  await expect(page.getByText('localhost:11434 has no model qwen2.5-coder. It has llama.')).toBeVisible();
});
