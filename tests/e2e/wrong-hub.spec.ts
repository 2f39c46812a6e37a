// Models from servers that are wrong, over real connections: each gives one clear sentence, and nothing of it is kept.

import { expect, test } from '@playwright/test';
import type { Answer, Asked } from '../doubles/hub.ts';
import { atHub, brought, coming, fetchIt, press, throwAway, unfinished, WEIGHTS } from './at-hub.ts';

test.describe.configure({ timeout: 120_000 });

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
