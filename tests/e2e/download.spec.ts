// Models fetched over real connections from a stand-in of the hub (tests/doubles/hub.ts): interrupted, paused, thrown away, by two tabs at once, without room,
// and from servers that are wrong. Each ends with the model or with one clear sentence, and nothing is left that nobody knows of.

import { expect, type Page, test } from '@playwright/test';
import { type Answer, type Asked, StandInHub } from '../doubles/hub.ts';
import { COMMIT, randomModel, REPO, smallModel } from '../doubles/hub-model.ts';
import { dropProfile, makeProfile, openApp, ORIGIN } from '../kill/app.ts';
import { interruptDownload, MOST_AGAIN } from '../kill/download.ts';
import { storedIn } from '../kill/stored.ts';

test.describe.configure({ timeout: 120_000 });

const WEIGHTS = 'model.safetensors';
/** Slow enough that something can happen in the middle, bytes a second. */
const SLOW = 200_000;

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

/** The app in a profile of its own, on its page of models, before the hub. */
async function atHub(
  baseURL: string | undefined,
  work: (page: Page, hub: StandInHub) => Promise<void>,
  files = smallModel(),
): Promise<void> {
  const hub = await StandInHub.open(REPO, COMMIT, files);
  const profile = makeProfile();
  const { context, page } = await openApp(profile, { url: baseURL ?? '' }, hub);
  try {
    await openModels(page);
    await work(page, hub);
  } finally {
    await context.close();
    await hub.close();
    dropProfile(profile);
  }
}

async function openModels(page: Page): Promise<void> {
  await page.goto(`${ORIGIN}/#/models`);
  await page.getByText('Bring a model').click();
}

const list = (page: Page, name: string): ReturnType<Page['getByRole']> => page.getByRole('list', { name });
const coming = (page: Page): ReturnType<Page['getByRole']> => list(page, 'Being brought');
const brought = (page: Page): ReturnType<Page['getByRole']> => list(page, 'Models that you brought');
const fetchIt = (page: Page): Promise<void> => page.getByRole('button', { name: 'Fetch Qwen2.5 0.5B' }).click();
const press = (page: Page, name: string): Promise<void> => coming(page).getByRole('button', { name }).click();

/** Resolves when so many bytes went out. */
const untilSent = (hub: StandInHub, bytes: number): Promise<void> =>
  expect.poll(() => hub.sent.bytes, { timeout: 20_000, intervals: [20] }).toBeGreaterThan(bytes);

/** Files of downloads, and of models that are not whole. */
const unfinished = async (page: Page): Promise<string[]> =>
  (await storedIn(page)).files.filter((file) => !/^models\/[0-9a-f]{64}(\.json)?$/.test(file));

test('what was begun is told after the tab was closed, is gone on with, and can be thrown away', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 300_000);
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
    await untilSent(hub, hub.sent.bytes + 300_000);
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

test('a download is thrown away in the middle; a model that is fetched again may be deleted meanwhile', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 200_000);
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
    await untilSent(hub, hub.sent.bytes + 200_000);
    await brought(page).getByRole('button', { name: 'Delete' }).click();
    await brought(page).getByRole('button', { name: 'Delete' }).click();
    await expect(brought(page)).toHaveCount(0);
    hub.rate = Infinity;
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    expect(await unfinished(page)).toEqual([]);
  });
});

test('erasing everything in the middle of a download leaves nothing of it', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    hub.rate = SLOW;
    await fetchIt(page);
    await untilSent(hub, 200_000);
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
    await untilSent(hub, 200_000);
    for (const name of [REPO, `https://huggingface.co/${REPO}/`]) {
      await page.getByLabel('Another Qwen2 or Qwen3 repository').fill(name);
      await page.getByLabel('Another Qwen2 or Qwen3 repository').press('Enter');
      const said = page.getByText(`${REPO} is being fetched already.`);
      await expect(said).toBeVisible();
      await page.getByRole('button', { name: 'Close' }).first().click();
      await expect(said).toHaveCount(0);
    }
    await expect(coming(page).getByRole('listitem')).toHaveCount(1);
    const other = await page.context().newPage();
    await openModels(other);
    await expect(coming(other)).toContainText(/Another tab is fetching it: .* of 2\.2 MB are here/);
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

type Change = (answer: Answer, asked: Asked) => Answer;

/** Of one file; `later`: not where its first byte is asked for, with which comes what the file is. */
const of =
  (file: string, change: Change, later = false): Change =>
  (answer, asked) =>
    asked.file === file && !(later && asked.end - asked.start === 1) ? change(answer, asked) : answer;
const saying =
  (headers: (asked: Asked) => Answer['headers']): Change =>
  (answer, asked) => ({ ...answer, headers: { ...answer.headers, ...headers(asked) } });
const refusing =
  (status: number): Change =>
  (answer) => ({ ...answer, status, body: new Uint8Array() });
const WEB_PAGE = Buffer.from('<!doctype html><title>Sign in</title>');
const webPage =
  (type: string): Change =>
  () => ({ status: 200, headers: { 'content-type': type, 'content-length': WEB_PAGE.length }, body: WEB_PAGE });
/** No length: it is over when the connection says so. */
const longer: Change = ({ status, headers, body }) => ({
  ...{ status, headers: { ...headers, 'content-length': body.length + 9 } },
  body: Buffer.concat([body, Buffer.alloc(9)]),
});

const WRONG: readonly (readonly [what: string, change: Change, said: RegExp])[] = [
  [
    'a gated model (401)',
    refusing(401),
    /does not give Qwen\/Qwen2\.5-0\.5B-Instruct to everybody: .* import the folder/,
  ],
  ['a gated model (403)', refusing(403), /its licence must be accepted there first/],
  ['no such model', refusing(404), /has no model Qwen\/Qwen2\.5-0\.5B-Instruct with a config\.json\. Check the name/],
  ['gated weights', of(WEIGHTS, refusing(403)), /does not give model\.safetensors to everybody/],
  ['no weights', of(WEIGHTS, refusing(404)), /has no file model\.safetensors there/],
  [
    'a web page for the weights',
    of(WEIGHTS, webPage('text/html')),
    /a web page instead of model\.safetensors\. Perhaps/,
  ],
  [
    'a web page that calls itself a file',
    of('config.json', webPage('application/octet-stream')),
    /The file config\.json of .* is a web page\. Check/,
  ],
  [
    'a web page for weights that calls itself a file',
    of(WEIGHTS, webPage('application/octet-stream')),
    /The file model\.safetensors of .* is a web page, not safetensors\. Fetch/,
  ],
  [
    'a file that changed meanwhile',
    of(
      WEIGHTS,
      saying(() => ({ etag: '"another"' })),
      true,
    ),
    /model\.safetensors changed at huggingface\.co while it was being fetched\..* begin again/,
  ],
  [
    'a length that is another than at first',
    of(
      WEIGHTS,
      saying(({ start, end }) => ({ 'content-range': `bytes ${start}-${end - 1}/99999999` })),
      true,
    ),
    /model\.safetensors changed at huggingface\.co/,
  ],
  [
    'another part than was asked for',
    of(
      WEIGHTS,
      saying(({ end }) => ({ 'content-range': `bytes 7-${end - 1}/2104840` })),
      true,
    ),
    /sent another part than was asked for for model\.safetensors/,
  ],
  [
    'a part, of which it is not said which',
    of(
      WEIGHTS,
      saying(() => ({ 'content-range': 'bytes */*' })),
    ),
    /model\.safetensors could not be fetched from huggingface\.co: the server does not say which part/,
  ],
  ['more than was asked for', of(WEIGHTS, longer, true), /sent more than was asked for for model\.safetensors/],
];

test('a server that is wrong is told in one sentence, and nothing of it is kept', async ({ baseURL }) => {
  await atHub(baseURL, async (page, hub) => {
    const honest = hub.change;
    for (const [what, change, said] of WRONG) {
      await test.step(what, async () => {
        hub.change = change;
        await fetchIt(page);
        await expect(coming(page).getByRole('alert')).toContainText(said, { timeout: 20_000 });
        hub.change = honest;
        await throwAway(page);
        expect(await unfinished(page)).toEqual([]);
      });
    }
    await fetchIt(page);
    await expect(brought(page)).toBeVisible({ timeout: 20_000 });
    expect(hub.asked.filter((each) => !each.startsWith('/'))).toEqual([]);
  });
});

/** By the button that there is: it asks first when there is something to lose. */
async function throwAway(page: Page): Promise<void> {
  const remove = coming(page).getByRole('button', { name: 'Delete' });
  await expect(coming(page).getByRole('button', { name: /^(Delete|Take off the list)$/ })).toBeVisible();
  if (await remove.isVisible()) {
    await remove.click();
    await remove.click();
  } else await press(page, 'Take off the list');
  await expect(coming(page)).toHaveCount(0);
}

const WRONG_FILES: readonly (readonly [
  what: string,
  file: string,
  bytes: (right: Uint8Array) => Uint8Array,
  said: RegExp,
])[] = [
  ['short', WEIGHTS, (right) => right.subarray(0, right.length / 2), /Fetch or export it again/],
  [
    'of another kind',
    WEIGHTS,
    () => Buffer.alloc(100_000, Buffer.of(0x80, 0x02)),
    /is a Python pickle, not safetensors/,
  ],
  ['of another family', 'config.json', () => Buffer.from('{"model_type":"llama"}'), /llama/],
  ['no JSON', 'tokenizer.json', () => Buffer.from('{"model":'), /tokenizer\.json of .* is not a JSON object/],
];

test('files that are no good are told before the large ones are fetched, where that can be, and fetched anew when they are tried again', async ({
  baseURL,
}) => {
  await atHub(baseURL, async (page, hub) => {
    for (const [what, file, wrong, said] of WRONG_FILES)
      await test.step(what, async () => {
        const right = hub.files.get(file) ?? new Uint8Array();
        hub.files.set(file, wrong(right));
        const before = hub.sent.bytes;
        await fetchIt(page);
        await expect(coming(page).getByRole('alert')).toContainText(said, { timeout: 20_000 });
        expect(await unfinished(page)).toEqual([]);
        if (file !== WEIGHTS) expect(hub.sent.bytes - before).toBeLessThan(200_000);
        hub.files.set(file, right);
        await press(page, 'Try again');
        await expect(brought(page)).toBeVisible({ timeout: 20_000 });
        await brought(page).getByRole('button', { name: 'Delete' }).click();
        await brought(page).getByRole('button', { name: 'Delete' }).click();
        await expect(brought(page)).toHaveCount(0);
      });
  });
});
