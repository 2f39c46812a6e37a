// Members of the team that are not of our making: an endpoint, the model of the browser, a ready-made ONNX model. Who answers, who teaches, who helps; and what a
// page says when one learner's adapter is active while another answers.

import { expect, type Page, test } from '@playwright/test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { exportMerged } from '../../src/export/merged.ts';
import { ROOT } from '../../tools/command.ts';
import { baseFrom } from '../doubles/model-folder.ts';
import { tinyT5Folder } from '../doubles/tiny-t5.ts';
import { knowsKatas, startEndpoint } from './endpoint.ts';
import { ask, bar, openChat, untilAnswered, untilReady } from './watch.ts';

test.describe.configure({ timeout: 180_000 });

const WRONG = 'keep only the numbers greater than 12';

async function give(page: Page, role: string, name: string): Promise<void> {
  await page.goto('/#/models');
  await page.getByLabel(role, { exact: true }).selectOption({ label: name });
  await untilChosen(page, role);
}

/** Resolves when the workers began anew with what was chosen. */
const untilChosen = (page: Page, role: string): Promise<void> =>
  expect(page.getByLabel(role, { exact: true })).toHaveAttribute('aria-busy', 'false', { timeout: 60_000 });

test('the keyboard stays on who answers while the workers begin anew, and what it chooses meanwhile is not taken', async ({
  page,
}) => {
  await openChat(page);
  await page.goto('/#/models');
  const list = page.getByLabel('Answers you', { exact: true });
  await list.focus();
  await page.keyboard.press('ArrowDown');
  await expect(list).toHaveAttribute('aria-busy', 'true');
  await expect(list).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(list).toHaveValue('dream-s');
  await untilChosen(page, 'Answers you');
  await expect(list).toBeFocused();
  await expect(list).toHaveValue('dream-s');
  await page.keyboard.press('ArrowDown');
  await untilChosen(page, 'Answers you');
  await expect(list).toHaveValue('dream-l');
  await expect(page.getByText('Dream L answers now, in place of the learner.')).toBeVisible();
});

test('a model behind an endpoint answers in place of the learner, and teaches what it could not', async ({ page }) => {
  const server = await startEndpoint(knowsKatas);
  try {
    await openChat(page);
    await page.goto('/#/models');
    await page.getByText('Use a model that runs elsewhere').click();
    await page.getByLabel('Address').fill(server.url);
    await page.getByLabel('Address').press('Enter');
    await page.getByLabel('Model', { exact: true }).fill(server.model);
    await page.getByLabel('Model', { exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(
      page.getByText('It answers, and knows tester, and tells how likely its words are.', { exact: false }),
    ).toBeVisible();
    await give(page, 'Answers you', 'tester, at the endpoint');
    await expect(page.getByText('tester answers now, in place of the learner.')).toBeVisible();
    await page.goto('/#/chat');
    await ask(page, WRONG);
    await untilAnswered(page, WRONG);
    await expect(page.getByRole('article', { name: WRONG })).toContainText('Right in all 8 tests. By The endpoint');
    await give(page, 'Answers you', 'The learner itself');
    await give(page, 'Teaches', 'tester, at the endpoint');
    // What ran the answers of an earlier team is gone with it.
    await expect(page.locator('iframe')).toHaveCount(0);
    await page.goto('/#/lab');
    await expect(page.getByRole('article', { name: 'Learn how sure the teacher was', exact: true })).toContainText(
      'Left out at night while the endpoint teaches: only a teacher that reads text in the same pieces as the learner tells how sure it was.',
    );
    const before = server.asked.length;
    await page.goto('/#/chat');
    await bar(page).getByRole('button', { name: 'Dream now' }).click();
    await expect(bar(page)).toContainText('Training', { timeout: 60_000 });
    await bar(page).getByRole('button', { name: 'Stop dreaming' }).click();
    await expect(bar(page)).toContainText('Stopped.', { timeout: 5000 });
    expect(server.asked.length).toBeGreaterThan(before + 30);
    for (const asked of server.asked.slice(before))
      expect(asked).toContain('Answer with one JavaScript function named');
  } finally {
    await server.close();
  }
});

test('what is set twice in a moment is set both times', async ({ page }) => {
  await openChat(page);
  await page.goto('/#/models');
  await page.getByText('Use a model that runs elsewhere').click();
  await expect(page.getByLabel('Address')).toBeVisible();
  await page.evaluate(() => {
    for (const [id, value] of [
      ['endpointUrl', 'http://localhost:9/v1'],
      ['endpointModel', 'tester'],
    ] as const) {
      const field = document.getElementById(id) as HTMLInputElement;
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  await expect
    .poll(async () => (await storedPreferences(page)).at(-1))
    .toMatchObject({ endpointUrl: 'http://localhost:9/v1', endpointModel: 'tester' });
});

/** What was saved, oldest first, read beside the app. */
async function storedPreferences(page: Page): Promise<Record<string, unknown>[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as DOMException);
      });
    const db = await done(indexedDB.open('dream-lab'));
    const rows = await done(db.transaction('preferences').objectStore('preferences').getAll());
    db.close();
    return rows.sort((a, b) => a.seq - b.seq).map(({ values }) => values);
  });
}

test('the model of the browser is fetched, answers, and can be given up again', async ({ page }) => {
  await page.addInitScript(() => {
    let here = false;
    const session = {
      promptStreaming: (prompt: string) =>
        new ReadableStream<string>({
          start: (controller) => {
            const code = prompt.includes('greater than 12') ? 'return x.filter((n) => n > 12);' : 'return 0;';
            for (const piece of ['```js\nfunction solve(x) { ', code, ' }\n```']) controller.enqueue(piece);
            controller.close();
          },
        }),
      contextUsage: 40,
      destroy: () => undefined,
    };
    const create = async ({ monitor }: { monitor?: (target: EventTarget) => void }): Promise<object> => {
      const target = new EventTarget();
      monitor?.(target);
      target.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded: 1 }));
      here = true;
      sessionStorage.setItem('fetched', 'yes');
      return session;
    };
    const availability = async (): Promise<string> =>
      here || sessionStorage.getItem('fetched') ? 'available' : 'downloadable';
    Object.assign(globalThis, { LanguageModel: { create, availability } });
  });
  await openChat(page);
  await page.goto('/#/models');
  await page.getByText('Use the model of this browser').click();
  await expect(page.getByText('This browser can fetch one')).toBeVisible();
  await page.getByRole('button', { name: 'Fetch it' }).last().click();
  await expect(page.getByText('It is here. Choose its part under The team.')).toBeVisible();
  await page.reload();
  await give(page, 'Answers you', 'The model of this browser');
  await page.goto('/#/chat');
  await ask(page, WRONG);
  await untilAnswered(page, WRONG);
  await expect(page.getByRole('article', { name: WRONG })).toContainText(
    'Right in all 8 tests. By The model of this browser',
  );
});

/** The teacher of the family as an ONNX folder, as plain transformers.js reads it. */
async function onnxFolder(): Promise<string> {
  const from = path.join(ROOT, 'public/weights/dream-l');
  const base = baseFrom('dream-l', (name) => new Uint8Array(readFileSync(path.join(from, name))));
  const folder = mkdtempSync(path.join(tmpdir(), 'ready-made-'));
  mkdirSync(path.join(folder, 'onnx'));
  for (const [name, bytes] of await exportMerged('onnx', base, null, new AbortController().signal))
    writeFileSync(path.join(folder, name), bytes);
  return folder;
}

test('a ready-made ONNX model is taken from its folder, answers, teaches, and is not let learn', async ({ page }) => {
  const folder = await onnxFolder();
  try {
    await openChat(page);
    await page.goto('/#/models');
    await page.getByText('Bring a model').click();
    await page.getByLabel('Or a folder on this device').setInputFiles(folder);
    const brought = page.getByRole('list', { name: 'Models that you brought' });
    await expect(brought).toContainText('as fp32, ready-made: answers and teaches, but cannot learn', {
      timeout: 60_000,
    });
    const name = `${path.basename(folder)}, fp32`;
    await expect(page.getByLabel('Learns', { exact: true }).locator('option')).toHaveText(['Dream S']);
    await give(page, 'Answers you', name);
    await page.goto('/#/chat');
    await ask(page, 'add 7 to a number');
    await untilAnswered(page, 'add 7 to a number');
    await expect(page.getByRole('article', { name: 'add 7 to a number' }).locator('code')).toHaveText(
      /function solve\(/,
    );
    await page.goto('/#/models');
    await brought.getByRole('button', { name: 'Delete' }).click();
    await brought.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('None yet.')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByLabel('Answers you', { exact: true })).toHaveValue('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A tiny T5 as a folder of the hub, the encoder alone. */
function t5Folder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tiny-t5-'));
  mkdirSync(path.join(folder, 'onnx'));
  for (const [name, bytes] of tinyT5Folder()) writeFileSync(path.join(folder, name), bytes);
  return folder;
}

test('a text autoencoder is taken from its folder, can be held on to, and joins no team', async ({ page }) => {
  const folder = t5Folder();
  try {
    await openChat(page);
    await page.goto('/#/models');
    await page.getByText('Bring a model').click();
    await page.getByLabel('Or a folder on this device').setInputFiles(folder);
    const brought = page.getByRole('list', { name: 'Models that you brought' });
    await expect(brought).toContainText('as fp32, a text autoencoder: answers nobody', { timeout: 60_000 });
    const name = `${path.basename(folder)}, fp32`;
    for (const role of ['Learns', 'Answers you', 'Teaches', 'Helps the teacher'])
      await expect(page.getByLabel(role, { exact: true }).locator('option', { hasText: name })).toHaveCount(0);
    await page.goto('/#/settings');
    await page.getByLabel('Hold on to').selectOption({ label: name });
    await expect(page.getByText('Saved.')).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Hold on to').locator('option:checked')).toHaveText(name);
    await page.goto('/#/models');
    await brought.getByRole('button', { name: 'Delete' }).click();
    await brought.getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('None yet.')).toBeVisible({ timeout: 60_000 });
    await page.goto('/#/settings');
    await expect(page.getByLabel('Hold on to')).toHaveValue('none');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a tab follows the choice of another', async ({ page, context }) => {
  await openChat(page);
  const other = await context.newPage();
  await openChat(other);
  await give(other, 'Answers you', 'Dream L');
  await other.close();
  // It begins its workers anew within two looks at what was chosen, which a busy machine makes late: until then the one before answers.
  const followed = page.getByRole('article', { name: WRONG }).filter({ hasText: 'By Dream L' });
  await expect(async () => {
    await untilReady(page);
    await ask(page, WRONG);
    await expect(followed.first()).toBeVisible({ timeout: 20_000 });
  }).toPass({ timeout: 120_000 });
});
