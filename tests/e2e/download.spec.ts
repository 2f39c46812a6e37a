// Models fetched over real connections from a stand-in of the hub: interrupted, paused, thrown away, by two tabs at once, without room. Each ends with the
// model or with one clear sentence, and nothing is left that nobody knows of.

import { expect, type Page, test } from '@playwright/test';
import type { StandInHub } from '../doubles/hub.ts';
import { COMMIT, inTwoFiles, randomModel, REPO, smallModel } from '../doubles/hub-model.ts';
import { ORIGIN } from '../kill/app.ts';
import { interruptDownload, MOST_AGAIN } from '../kill/download.ts';
import { storedIn } from '../kill/stored.ts';
import {
  atHub,
  brought,
  coming,
  fetchIt,
  openModels,
  press,
  SLOW,
  throwAway,
  unfinished,
  untilSent,
  WEIGHTS,
} from './at-hub.ts';
import { listen } from './watch.ts';

test.describe.configure({ timeout: 120_000 });

test('a download that is killed, closed, cut and paused is whole in the end, and next to nothing comes twice', async () => {
  test.skip(process.platform !== 'linux', 'processes are found in /proc');
  const result = await interruptDownload({
    ...{ kills: 5, seed: 'e2e', rate: 8_000_000, layers: 4, kinds: ['killed', 'closed', 'cut', 'paused'] },
    ...{ asks: false, signal: new AbortController().signal, say: () => undefined },
  });
  expect(result).toMatchObject({ faults: [], interruptions: { cut: 1, paused: 1 } });
  // The fifth comes while it is converted.
  expect(Object.values(result.interruptions).reduce((a, b) => a + b)).toBe(5);
  expect(result.again).toBeLessThan(MOST_AGAIN);
});

test('what was begun is told after the tab was closed, is gone on with, and can be thrown away', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    await press(page, 'Pause');
    await expect(coming(page)).toContainText(/Paused: .* of 2\.2 MB are here/);
    const other = await page.context().newPage();
    await page.close();
    await openModels(other);
    await expect(coming(other)).toContainText(/Paused: .* of 2\.2 MB are here/);
    await expect(other.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' })).toBeDisabled();
    await press(other, 'Delete');
    await expect(coming(other)).toContainText(/Delete the .* that came\?/);
    await press(other, 'Delete');
    await expect(coming(other)).toHaveCount(0);
    expect(await unfinished(other)).toEqual([]);
    await fetchIt(other);
    await untilSent(hub, hub.sent.bytes + 120_000);
    await other.reload();
    hub.rate = Infinity;
    hub.commit = 'beef'.padEnd(40, '0');
    const before = hub.asked.length;
    await press(other, 'Go on');
    // In the version that was begun, though there is a newer one.
    await expect(brought(other)).toContainText(`version ${COMMIT.slice(0, 7)}`, { timeout: 20_000 });
    const asked = hub.asked.slice(before).filter((each) => each !== `/${WEIGHTS}`);
    expect(asked.filter((each) => !each.includes(COMMIT))).toEqual([]);
    expect(await unfinished(other)).toEqual([]);
  });
});

test('of a model in several files it is known from the start how much there is', async ({ baseURL }) => {
  const inParts = async (page: Page, hub: StandInHub): Promise<void> => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    await press(page, 'Pause');
    await expect(coming(page)).toContainText(/Paused: \d+ kB of 4\.3 MB are here/);
    hub.rate = Infinity;
    await press(page, 'Go on');
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    const [row] = (await storedIn(page)).rows;
    expect(row?.sources.map(({ file }) => file)).toContain('model-00002-of-00002.safetensors');
    expect(await unfinished(page)).toEqual([]);
  };
  await atHub(baseURL, inParts, inTwoFiles(smallModel()));
});

test('a download is thrown away in the middle; a model that is fetched again may be deleted meanwhile', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    await press(page, 'Delete');
    await expect(coming(page)).toContainText('Stop, and delete what came?');
    await press(page, 'Delete');
    await expect(coming(page)).toHaveCount(0);
    expect(await unfinished(page)).toEqual([]);
    hub.rate = Infinity;
    await fetchIt(page);
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, hub.sent.bytes + 120_000);
    await brought(page).getByRole('button', { name: 'Delete' }).click();
    await brought(page).getByRole('button', { name: 'Delete' }).click();
    await expect(brought(page)).toHaveCount(0);
    hub.rate = Infinity;
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    expect(await unfinished(page)).toEqual([]);
  });
});

test('the keyboard stays where it was while a model is brought and deleted, and not every byte is said', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    const said = await listen(page);
    await page.reload();
    await openModels(page);
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    const onComing = async (name: string, next: string): Promise<void> => {
      await coming(page).getByRole('button', { name, exact: true }).focus();
      await page.keyboard.press('Enter');
      await expect(coming(page).getByRole('button', { name: next, exact: true })).toBeFocused();
    };
    await onComing('Pause', 'Go on');
    await onComing('Go on', 'Pause');
    await onComing('Delete', 'Keep');
    await expect(coming(page)).toContainText('Stop, and delete what came?');
    await onComing('Keep', 'Delete');
    await expect(coming(page)).toContainText(/Fetching model\.safetensors: \d+ kB of/);
    hub.rate = Infinity;
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    const remove = brought(page).getByRole('button', { name: 'Delete' });
    const keep = brought(page).getByRole('button', { name: 'Keep' });
    await remove.focus();
    await page.keyboard.press('Enter');
    // A key that is held down goes on pressing.
    await expect(keep).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(keep).toHaveCount(0);
    await expect(remove).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(brought(page)).toContainText('Delete it from this device?');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(brought(page)).toHaveCount(0);
    // Not back at the top of the page.
    expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true);
    const heard = (await said()).filter((text) => /Qwen|kB|MB/.test(text));
    expect(heard.join(' ')).toBe(
      [
        'Qwen2.5 0.5B is being brought. Qwen2.5 0.5B is paused. Qwen2.5 0.5B is being brought.',
        'Qwen2.5 0.5B is here.',
      ].join(' '),
    );
  });
});

test('erasing everything in the middle of a download leaves nothing of it', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    await page.goto(`${ORIGIN}/#/settings`);
    await page.getByRole('button', { name: 'Erase everything …' }).click();
    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Erase', exact: true }).click();
    await loaded;
    expect((await storedIn(page)).files).toEqual([]);
  });
});

test('one model is fetched once at a time, by name, by address and in two tabs', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 120_000);
    for (const name of [REPO, `https://huggingface.co/${REPO}/`]) {
      await page.getByLabel('Another repository').fill(name);
      await page.getByLabel('Another repository').press('Enter');
      const said = page.getByText(`${REPO} is being fetched already.`);
      await expect(said).toBeVisible();
      await page.getByRole('button', { name: 'Close' }).first().click();
      await expect(said).toHaveCount(0);
    }
    await expect(coming(page).getByRole('listitem')).toHaveCount(1);
    const other = await page.context().newPage();
    await openModels(other);
    await expect(coming(other)).toContainText(/Another tab is fetching it: .* of 2\.2 MB are here/, {
      timeout: 20_000,
    });
    await expect(coming(other).getByRole('button')).toHaveCount(0);
    hub.rate = Infinity;
    for (const each of [page, other]) {
      await expect(brought(each)).toBeVisible({ timeout: 20_000 });
      await expect(coming(each)).toHaveCount(0);
    }
    expect(hub.sent.again).toBeLessThan(10_000);
  });
});

test('two tabs that ask for the same model at once: one fetches it, the other is told', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    const other = await page.context().newPage();
    await openModels(other);
    hub.rate = SLOW;
    await fetchIt(page);
    await fetchIt(other);
    const said = /is being fetched already, here or in another tab|Another tab is fetching it/;
    await expect.poll(async () => said.test(await both(page, other)), { timeout: 15_000 }).toBe(true);
    hub.rate = Infinity;
    for (const each of [page, other]) await expect(brought(each)).toBeVisible({ timeout: 20_000 });
    expect(hub.sent.again).toBeLessThan(10_000);
    expect(await unfinished(page)).toEqual([]);
  });
});
const both = async (...pages: Page[]): Promise<string> =>
  (await Promise.all(pages.map((each) => coming(each).allInnerTexts()))).join('\n');

test('what killed imports left is swept; where a row is damaged nothing is, for nobody knows whose it is', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page) => {
    await fetchIt(page);
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    const [whole, ...facts] = (await storedIn(page)).files;
    const nameless = `models/${'0'.repeat(64)}`;
    await putFiles(page, [nameless, 'models/killed.part']);
    await page.reload();
    await expect.poll(async () => (await storedIn(page)).files, { timeout: 10_000 }).toEqual([whole, ...facts]);
    await putFiles(page, [nameless, 'models/killed.part']);
    await damageModels(page);
    await page.reload();
    await expect(page.getByText('None yet.')).toBeVisible({ timeout: 10_000 });
    expect((await storedIn(page)).files.sort()).toEqual([whole, ...facts, nameless].sort());
  });
});

async function putFiles(page: Page, paths: readonly string[]): Promise<void> {
  await page.evaluate(async (paths) => {
    const root = await navigator.storage.getDirectory();
    for (const path of paths) {
      const [folder = '', name = ''] = path.split('/');
      await (await root.getDirectoryHandle(folder, { create: true })).getFileHandle(name, { create: true });
    }
  }, paths);
}

/** Rows of models are no longer what their ids say. */
async function damageModels(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const open = indexedDB.open('dream-lab');
    await new Promise((resolve) => (open.onsuccess = resolve));
    const store = open.result.transaction('models', 'readwrite').objectStore('models');
    const all = store.getAll();
    await new Promise((resolve) => (all.onsuccess = resolve));
    for (const row of all.result as object[]) store.put({ ...row, bytes: 1 });
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    open.result.close();
  });
}

test('a model that has no room is refused before it is fetched, with what to do', async ({ baseURL }) => {
  const fullDisk = async (page: Page, hub: StandInHub): Promise<void> => {
    // Until then more and more is stored.
    await expect(page.getByText('All models are on this device')).toBeVisible({ timeout: 60_000 });
    const session = await page.context().newCDPSession(page);
    const leave = async (bytes: number): Promise<void> => {
      const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
      await session.send('Storage.overrideQuotaForOrigin', { origin: ORIGIN, quotaSize: usage + bytes });
    };
    await leave(8_000_000);
    await fetchIt(page);
    const refused = (size: string): RegExp =>
      new RegExp(`There is no room for another ${size} MB\\. Free disk space, or delete a model or a download`);
    await expect(coming(page)).toContainText(refused('15'), { timeout: 20_000 });
    await throwAway(page);
    expect(await unfinished(page)).toEqual([]);
    // Room for what is fetched, and none for what it becomes.
    await leave(30_000_000);
    await page.getByLabel('Keep weights as').selectOption('f32');
    await fetchIt(page);
    await expect(coming(page)).toContainText(refused('30'), { timeout: 20_000 });
    expect(hub.sent.bytes).toBeLessThan(1_000_000);
    await session.send('Storage.overrideQuotaForOrigin', { origin: ORIGIN });
    await press(page, 'Try again');
    await expect(brought(page)).toContainText('as f32', { timeout: 30_000 });
    expect(await unfinished(page)).toEqual([]);
  };
  await atHub(baseURL, fullDisk, randomModel(2, 'full disk'));
});

test('what the network broke off goes on by itself when there is one again', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    hub.change = () => ({ status: 418, headers: {}, body: new Uint8Array() });
    await fetchIt(page);
    await expect(coming(page)).toContainText('huggingface.co answered 418 for config.json.', { timeout: 20_000 });
    await page.context().setOffline(true);
    hub.change = (answer) => answer;
    await page.context().setOffline(false);
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
  });
});
