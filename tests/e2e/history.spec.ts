// What pages tell of a week of nights: each end a night can have, what was learned and taken back, and records that went bad.

import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DREAMER_LOCK } from '../../src/db/fence.ts';
import type { RowOf } from '../../src/db/tables/index.ts';
import { ROOT } from '../../tools/command.ts';
import { history, remember } from './history.ts';
import { openChat, untilReady, watchFaults } from './watch.ts';

test.describe.configure({ timeout: 120_000 });

async function afterAWeek(page: Page, change: (made: Awaited<ReturnType<typeof history>>) => void = () => undefined) {
  const made = structuredClone(await history());
  change(made);
  await openChat(page);
  await remember(page, made);
  await page.reload();
  await untilReady(page);
}

/** The entry that is open. */
const entry = (page: Page) => page.locator('main li').filter({ has: page.locator('a[aria-expanded=true]') });

test('the journal tells of every night what came of it and why', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await afterAWeek(page);
  await page.goto('/#/journal');
  const said: [string, RegExp][] = [
    ['Cut short', /Stopped\. What was done is kept/],
    ['Nothing to learn', /only 0 of 24 practice solutions were right/],
    ['Failed', /The GPU was lost\. What was done is kept, the model is as it was\./],
    ['Nothing learned', /would have cost too much of what it knew/],
    ['Learned', /Learned\. Of new tasks like those you asked for, it now solves \d+ of 100 more than before/],
  ];
  await expect(page.locator('main li h2')).toHaveCount(said.length);
  for (const [summary, sentence] of said) {
    await page
      .locator('main li h2', { hasText: new RegExp(`${summary}$`) })
      .getByRole('link')
      .click();
    await expect(entry(page)).toContainText(sentence, { timeout: 15_000 });
  }
  const learned = entry(page);
  await expect(learned.getByRole('table', { name: 'Held-out tasks solved' })).toContainText('Level');
  await expect(learned).toContainText('l6-add 17');
  const again = learned.getByRole('article', { name: 'l6-add 17' });
  await expect(again).toContainText('Mended: it is right now.');
  await expect(again.getByRole('heading')).toHaveText(['Before', 'After this night']);
  await expect(again).toContainText(
    /It cannot be run\. By Dream S as shipped\..*Right in all 5 tests\. By Dream S with what it learned\./s,
  );
  await learned.getByLabel('Only what was not right').check();
  await expect(learned).toContainText('All solutions were right.');
  await page.goto('/#/chat');
  await expect(page.getByRole('article', { name: 'l6-add 17' }).first()).toContainText(
    'Right in all 5 tests. By Dream S with what it learned, asked at night.',
  );
  expect(faults).toEqual([]);
});

test('what one learner learned is not told of another', async ({ page }) => {
  await afterAWeek(page);
  await page.goto('/#/skills');
  await expect(page.getByRole('table', { name: 'Tasks solved' })).toBeVisible();
  await page.goto('/#/models');
  await page.getByText('Bring a model').click();
  await page.getByLabel('Or a folder on this device').setInputFiles(path.join(ROOT, 'public/weights/dream-s'));
  const learns = page.getByLabel('Learns', { exact: true });
  await learns.selectOption({ label: 'dream-s, int4' }, { timeout: 60_000 });
  await expect(page.getByText('dream-s answers as it was shipped.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('cell', { name: 'answers now' })).toHaveCount(0);
  await page.goto('/#/skills');
  await expect(page.getByText('Nothing was measured here yet')).toBeVisible();
  await page.goto('/#/journal');
  await page
    .locator('main li h2', { hasText: /Learned$/ })
    .getByRole('link')
    .click();
  await expect(entry(page).getByRole('table', { name: 'Held-out tasks solved' })).toContainText('Level');
  await expect(page.getByRole('button', { name: 'Take it back' })).toHaveCount(0);
  await page.goto('/#/models');
  await learns.selectOption({ label: 'Dream S' });
  await expect(page.getByText('Dream S answers with what it learned.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('cell', { name: 'answers now' })).toHaveCount(1);
});

test('what a night taught can be taken back, and that undone', async ({ page }) => {
  await afterAWeek(page);
  await page.goto('/#/journal');
  await page
    .locator('main li h2', { hasText: /Learned$/ })
    .getByRole('link')
    .click();
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(page.getByText('Dream S answers as it was shipped; 5 nights so far.')).toBeVisible();
  await expect(page.getByText('Learned, taken back')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Dream S answers with what it learned; 5 nights so far.')).toBeVisible();
  await page.goto('/#/models');
  await expect(page.getByText('Dream S answers with what it learned.')).toBeVisible();
  await expect(page.getByRole('row', { name: /answers now/ })).toBeVisible();
  await page.getByRole('button', { name: 'Go back to the model as shipped' }).click();
  await expect(page.getByText('Dream S answers as it was shipped.')).toBeVisible();
});

test('a night is taken back only where that leads to what answered before it', async ({ page }) => {
  // As when a later one was promoted, and taken back: going back would bring that again.
  await afterAWeek(page, ({ rows }) => {
    const heads = rows['heads'] as { name: string; checkpoint: string | null }[];
    const active = heads.find(({ name }) => name === 'active')?.checkpoint;
    const other = (rows['checkpoints'] as { id: string; kind: string }[]).findLast(({ id }) => id !== active);
    for (const head of heads) if (head.name === 'previous') head.checkpoint = other?.id ?? null;
  });
  await page.goto('/#/journal');
  await page
    .locator('main li h2', { hasText: /Learned$/ })
    .getByRole('link')
    .click();
  await expect(page.getByText('What it learned here answers now.')).toContainText('can be chosen on the page Models');
  await expect(page.getByRole('button', { name: 'Take it back' })).toHaveCount(0);
});

test('a tab hears of what another one took back', async ({ page, context }) => {
  await afterAWeek(page);
  const other = await context.newPage();
  await openChat(other);
  await other.goto('/#/models');
  await expect(other.getByText('Dream S answers with what it learned.')).toBeVisible({ timeout: 30_000 });
  await page.goto('/#/models');
  await page.getByRole('button', { name: 'Go back to the model as shipped' }).click();
  await expect(other.getByText('Dream S answers as it was shipped.')).toBeVisible({ timeout: 30_000 });
  await other.goto('/#/x-ray');
  await expect(other.getByText('It answers as it was shipped')).toBeVisible();
});

test('skills are told before and after, as a picture and as a table', async ({ page }) => {
  await afterAWeek(page);
  await page.goto('/#/skills');
  await expect(page.getByRole('img', { name: 'Share of tasks solved by level' })).toBeVisible();
  await expect(page.getByRole('row', { name: /^1: one number/ })).toContainText(/9\d % *9\d %|100 %/);
  const kept = page.getByRole('table', { name: 'Kept, night by night' });
  await expect(kept.getByRole('row')).toHaveCount(3);
  await expect(kept.getByRole('row', { name: /75 % 0 % Nothing learned$/ })).toBeVisible();
  await expect(kept.getByRole('row', { name: /101 % 100 % Learned$/ })).toBeVisible();
  await expect(page.locator('canvas')).toHaveCount(2);
});

test('the X-ray shows what nights kept and what one would have cost', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await openChat(page);
  await page.goto('/#/x-ray');
  await expect(page.getByText('Nothing was measured here yet.')).toBeVisible();
  await afterAWeek(page);
  await page.goto('/#/x-ray');
  await expect(page.getByText('all 3 levels that it had learned before kept at least 95 %')).toBeVisible();
  await expect(page.getByRole('link', { name: 'X-ray', exact: true })).toBeVisible();
  await expect(page.locator('dl')).toContainText(/Kept \(retention\) *1\d\d %/);
  const map = page.getByRole('region', { name: 'Night by night' }).getByRole('row');
  await expect(map).toHaveCount(4);
  await expect(map.nth(0)).toContainText('Level 6: choosing from a list');
  await expect(map.nth(1)).toContainText(/As shipped *100/);
  // The forgetful night: level 1 is lost, and a screen reader hears that.
  await expect(map.nth(3)).toContainText('not kept');
  await expect(map.nth(3).getByRole('cell').first()).toHaveText(/0 *▼ *, less than 95 % of what it was/);
  await page.getByRole('button', { name: 'Right answers’ NLL' }).click();
  await expect(page.getByRole('region', { name: 'Night by night' })).toContainText('nats per token');
  await expect(map.nth(1).getByRole('cell').first()).toContainText(/\d\.\d\d/);
  await page.getByRole('button', { name: 'Tasks solved' }).click();
  await map.nth(2).getByRole('link').click();
  await expect(entry(page)).toContainText('Learned.');
  expect(faults).toEqual([]);
});

test('a level that is being forgotten is told at once', async ({ page }) => {
  await afterAWeek(page, ({ rows }) => {
    // As if the gate had let the forgetful night pass: its checkpoint is what answers.
    const [rejected] = (rows['moves'] as RowOf<'moves'>[]).filter(({ action }) => action === 'reject');
    const heads = rows['heads'] as { name: string; checkpoint: string | null }[];
    for (const head of heads) if (head.name === 'active') head.checkpoint = rejected?.checkpoint ?? null;
  });
  const link = page.getByRole('navigation').getByRole('link', { name: 'X-ray (it is forgetting)' });
  await expect(link).toBeVisible();
  await link.click();
  await expect(page.getByRole('alert')).toContainText('Level 1 (one number) has kept 0 % of what it could');
});

test('how a night trained is drawn and becomes a file for trackers', async ({ page, baseURL }) => {
  const faults = watchFaults(page, baseURL);
  await afterAWeek(page);
  await page.goto('/#/journal');
  await page
    .locator('main li h2', { hasText: /Learned$/ })
    .getByRole('link')
    .click();
  await expect(entry(page).getByRole('img', { name: 'Loss, step by step' })).toBeVisible();
  await entry(page).getByLabel('Shown').selectOption('Gradient norm');
  await expect(entry(page).getByRole('img', { name: 'Gradient norm, step by step' })).toBeVisible();
  const epochs = entry(page).getByRole('region', { name: 'Training, epoch by epoch' }).getByRole('row');
  // Three epochs of training, one of consolidation, and the header.
  await expect(epochs).toHaveCount(5);
  await expect(epochs.last()).toContainText('Going over what it knew 1');
  for (const form of ['CSV', 'JSONL'] as const) {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: `Export measurements as ${form}` }).click();
    const download = await saving;
    expect(download.suggestedFilename()).toMatch(new RegExp(`^dream-lab-metrics-[0-9a-f]{8}\\.${form.toLowerCase()}$`));
    const [first = '', second = ''] = readFileSync(await download.path(), 'utf8').split('\n');
    if (form === 'CSV') expect(first.split(',')).toEqual(expect.arrayContaining(['step', 'loss', 'grad_norm']));
    else expect(JSON.parse(second)).toMatchObject({ step: 1, stage: 'train', learning_rate: expect.any(Number) });
  }
  expect(faults).toEqual([]);
});

test('a training that is going on is drawn while it is', async ({ page, context }) => {
  await afterAWeek(page);
  await page.goto('/#/journal');
  const dreamer = await context.newPage();
  await dreamer.goto('/icon.svg');
  // Another tab that trains, as this page hears of it.
  await dreamer.evaluate(
    (lock) => void navigator.locks.request(lock, () => new Promise(() => undefined)),
    DREAMER_LOCK,
  );
  const train = (from: number, to: number): Promise<void> =>
    dreamer.evaluate(
      ([first, last]) => {
        for (let step = first; step <= last; step++) {
          const sums = { tokens: 100 * step, seconds: step };
          const told = {
            step,
            epoch: step / 10,
            loss: 1 / step,
            consolidation: 0,
            error: null,
            rate: 0.1,
            norm: 2,
            ...sums,
          };
          const progress = { step: 'train', training: 'train', done: step, of: 10, note: '', steps: [told] };
          new BroadcastChannel('dream-lab/progress').postMessage(progress);
        }
      },
      [from, to] as const,
    );
  await page.bringToFront();
  await expect(page.getByText('Going on now')).toBeVisible();
  await page.locator('main li h2').first().getByRole('link').click();
  await expect(entry(page)).toContainText('It is going on now.');
  await expect(entry(page).getByRole('heading', { name: 'Training' })).toHaveCount(0);
  await train(1, 3);
  const row = entry(page).getByRole('row', { name: /^Training 1/ });
  await expect(row).toContainText('1–3');
  await expect(entry(page).getByRole('img', { name: 'Loss, step by step' })).toBeVisible();
  await train(4, 9);
  await expect(row).toContainText('1–9');
  await expect(row).toContainText('100');
  // Another night begins: what the first one told is gone.
  await train(1, 2);
  await expect(row).toContainText('1–2');
});

test('verified solutions become a file, which goes into quarantine when it is read again', async ({ page }, info) => {
  await afterAWeek(page);
  await page.goto('/#/journal');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export all as a file' }).click();
  const file = info.outputPath('lessons.jsonl');
  await (await saving).saveAs(file);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  expect(lines.length).toBeGreaterThan(20);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }] });
  await page.goto('/#/settings');
  await page.getByLabel('Import a file of verified solutions').setInputFiles(file);
  await expect(page.getByText(new RegExp(`^${lines.length} rows; ${lines.length} passed here`))).toBeVisible({
    timeout: 90_000,
  });
  await page.getByLabel('Import a file of verified solutions').setInputFiles(file);
  await expect(
    page.getByText(new RegExp(`^${lines.length} rows; 0 passed here, ${lines.length} were known`)),
  ).toBeVisible();
});

test('better and worse answers become a file, with the user’s own words only if they say so', async ({ page }) => {
  await afterAWeek(page);
  await page.goto('/#/settings');
  const exported = async (): Promise<string[]> => {
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export better and worse answers' }).click();
    return readFileSync(await (await saving).path(), 'utf8')
      .trim()
      .split('\n');
  };
  const lines = await exported();
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    ...{ prompt: [{ role: 'user' }], chosen: [{ role: 'assistant' }], rejected: [{ role: 'assistant' }] },
    ...{ verified: true, source: 'dream' },
  });
  await page.getByLabel('with what I asked and wrote in the chat').check();
  const all = await exported();
  expect(all.length).toBeGreaterThan(lines.length);
  expect(all.join('\n')).toContain('"content":"l6-add 17"');
  expect(lines.join('\n')).not.toContain('"content":"l6-add 17"');
});

test('what was learned becomes a folder for other tools', async ({ page }) => {
  await afterAWeek(page);
  await page.goto('/#/models');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export it for other tools' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('dream-lab-adapter.zip');
  const zip = readFileSync(await download.path());
  expect(zip.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
  for (const name of ['adapter_config.json', 'adapter_model.safetensors', 'adapter.gguf', 'README.md'])
    expect(zip.includes(`dream-lab-adapter/${name}`), name).toBe(true);
  await page.getByRole('button', { name: 'Go back to the model as shipped' }).click();
  await expect(page.getByRole('button', { name: 'Export it for other tools' })).toHaveCount(0);
});

test('a record that went bad is left out, said, and costs nothing else', async ({ page }) => {
  await afterAWeek(page, ({ rows }) => {
    const nights = rows['nights'] as { event: string; seed: string }[];
    for (const row of nights.filter(({ event, seed }) => event === 'started' && seed === 'night 7')) row.seed = 'other';
  });
  await expect(page.getByText('Some stored records are damaged (nights).')).toBeVisible();
  await page.goto('/#/journal');
  await expect(page.locator('main li h2')).toHaveCount(4);
});

test('a file of what was learned that went bad is passed over, and said', async ({ page }) => {
  await afterAWeek(page, ({ files }) => {
    for (const name of Object.keys(files)) files[name] = Buffer.from('damaged').toString('base64');
  });
  await page.goto('/#/models');
  await expect(page.getByText('Dream S answers as it was shipped.')).toBeVisible();
});

test('data of a newer Dream Lab is left alone, and the page says so', async ({ page, context }) => {
  await page.goto('/icon.svg');
  await page.evaluate(async () => {
    const open = indexedDB.open('dream-lab', 9990);
    open.onupgradeneeded = () => void open.result.createObjectStore('future').put('kept', 'row');
    await new Promise((resolve) => (open.onsuccess = resolve));
    open.result.close();
  });
  const next = await context.newPage();
  await next.goto('/');
  await expect(next.getByRole('alert').first()).toContainText(/written by a newer Dream Lab.*nothing was changed/, {
    timeout: 30_000,
  });
  await next.goto('/#/journal');
  await expect(next.locator('main .fault').first()).toContainText('written by a newer Dream Lab');
});
