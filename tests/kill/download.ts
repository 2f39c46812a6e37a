// `tsx tests/kill/download.ts [--kills N] [--seed S] [--rate BYTES] [--layers N]`: fetches a model of some 78 MB with the app as it is built, in Chrome, from a
// hub on this machine, interrupts that at random moments in every way that happens (tests/kill/interruptions.ts), and goes on by the page's own buttons until
// the model is here. Then: its bytes are right, it answers, nothing else is left on the disk, no row that had been seen is gone, and next to nothing was
// fetched twice. One JSON object on the last line. Linux only: processes are found in /proc.

import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { assert } from '../../src/lib/assert.ts';
import { rng, type Rng } from '../../src/lib/rng.ts';
import { ensureBuilt } from '../../tools/build.ts';
import { isMain, runMain, stopSignal } from '../../tools/command.ts';
import { type LabBrowser, openLab } from '../../tools/lab/browser.ts';
import { serve } from '../../tools/serve.ts';
import { StandInHub } from '../doubles/hub.ts';
import { COMMIT, randomModel, REPO } from '../doubles/hub-model.ts';
import { ask, openChat, untilAnswered } from '../e2e/watch.ts';
import { dropProfile, makeProfile, ORIGIN } from './app.ts';
import { Fetching } from './fetching.ts';
import { History } from './history.ts';
import { type Interruption, INTERRUPTIONS } from './interruptions.ts';
import { storedIn } from './stored.ts';

export type DownloadOptions = {
  kills: number;
  seed: string;
  /** Bytes a second that the hub gives. */
  rate: number;
  /** Layers of the model, 6.3 MB each. */
  layers: number;
  /** What happens, by turns in an order that the seed decides. */
  kinds: readonly Interruption[];
  /** Whether something is asked before, so that there is more to lose than preferences. */
  asks: boolean;
  signal: AbortSignal;
  say(line: string): void;
};

export type DownloadResult = {
  /** How often each happened. */
  interruptions: Readonly<Record<string, number>>;
  faults: readonly string[];
  bytes: number;
  /** Bytes that were fetched again, of all bytes of the model. */
  again: number;
  seconds: number;
  /** Sentences of failures that the page told. */
  told: Readonly<Record<string, number>>;
};

/** `at`: after which share of all bytes; null in the middle of the conversion. */
type Planned = { kind: Interruption; at: number | null };

/** Of all interruptions, those while it is converted; and how far into that the last of them come. */
const CONVERTING = 0.1;
const CONVERTING_MS = 700;
/** Bytes that may be fetched again, of all. */
export const MOST_AGAIN = 0.05;

export async function interruptDownload(options: DownloadOptions): Promise<DownloadResult> {
  const random = rng(`${options.seed}/download`);
  const hub = await StandInHub.open(REPO, COMMIT, randomModel(options.layers, options.seed));
  const served = await serve({ dir: await ensureBuilt(options.say), port: 0, host: '127.0.0.1' });
  const fetching = new Fetching(hub, served, makeProfile());
  const history = new History(options.say);
  hub.rate = options.rate;
  try {
    await fetching.open();
    await useIt(fetching, options.asks);
    await fetching.close();
    history.seen = await inLab(options, fetching.profile, (lab) => lab.call('tails'));
    await fetching.open();
    const start = performance.now();
    const interruptions = await interrupt(fetching, random, options);
    await fetching.goOn((state) => state === 'here');
    const seconds = (performance.now() - start) / 1000;
    const faults = await faultsOf(fetching);
    await itAnswers(fetching);
    await fetching.close();
    history.look(await inLab(options, fetching.profile, (lab) => lab.call('check', history.seen)));
    const found = { bytes: hub.bytes, again: hub.sent.again / hub.bytes, seconds, told: fetching.told };
    return { interruptions, faults: [...faults, ...history.result().faults], ...found };
  } finally {
    await fetching.close();
    await Promise.all([hub.close(), served.close()]);
    dropProfile(fetching.profile);
  }
}

/** One thing after the other, until all happened. */
async function interrupt(
  fetching: Fetching,
  random: Rng,
  { kills, kinds, say, signal }: DownloadOptions,
): Promise<Record<string, number>> {
  const { hub } = fetching;
  const counts: Record<string, number> = {};
  for (const { kind, at } of planOf(kills, kinds, random)) {
    if (signal.aborted) throw new Error('Stopped.');
    const state = await fetching.goOn((state) =>
      at === null ? state !== 'coming' : state !== 'coming' || hub.sent.bytes >= at * hub.bytes,
    );
    if (state === 'here') break;
    if (at === null) await fetching.page.waitForTimeout(random.int(0, CONVERTING_MS));
    say(`${kind} at ${(hub.sent.bytes / 1e6).toFixed(1)} MB, ${state}; ${hub.sent.again} bytes again so far`);
    await INTERRUPTIONS[kind](fetching, random);
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Kinds by turns; moments at random, in the order of time. */
function planOf(kills: number, kinds: readonly Interruption[], random: Rng): Planned[] {
  const converting = Math.round(kills * CONVERTING);
  const moments = Array.from({ length: kills - converting }, () => random.next()).sort((a, b) => a - b);
  const drawn = Array.from({ length: Math.ceil(kills / kinds.length) }, () => random.shuffle(kinds)).flat();
  return [
    ...moments.map((at, i): Planned => ({ kind: drawn[i] as Interruption, at })),
    ...Array.from({ length: converting }, (): Planned => ({ kind: random.pick(['killed', 'closed']), at: null })),
  ];
}

/** What is wrong in the end. */
async function faultsOf(fetching: Fetching): Promise<string[]> {
  const { page, hub } = fetching;
  const { files, hashes, rows } = await storedIn(page);
  const [row] = rows;
  const wrong = row?.sources.filter(({ file, sha256 }) => sha256 !== hashOf(hub.files.get(file))) ?? [];
  const left = files.filter((file) => ![`models/${row?.file}`, `models/${row?.file}.json`].includes(file));
  return [
    ...(rows.length === 1 ? [] : [`there are ${rows.length} rows of the model`]),
    ...(row?.sources.length === hub.files.size ? [] : ['files of the model are missing']),
    ...wrong.map(({ file }) => `${file} has another hash`),
    ...(row && hashes[row.file] === row.file ? [] : ['the file of the model is not what its name says']),
    ...left.map((file) => `${file} was left behind`),
  ];
}

/** So that there are rows that could be lost. */
async function useIt({ page }: Fetching, asks: boolean): Promise<void> {
  await openChat(page, `${ORIGIN}/#/chat`);
  if (!asks) return;
  await ask(page, 'Add 7 to n.');
  await untilAnswered(page, 'Add 7 to n.');
}

/** The model that was fetched, chosen as the learner, answers: noise, where the family says a function. It has no end, so it is stopped when there is some. */
async function itAnswers({ page }: Fetching): Promise<void> {
  await page.getByLabel('Learns', { exact: true }).selectOption({ index: 1 });
  await page.getByText('learns at night from now on.').waitFor({ timeout: 60_000 });
  await page.goto(`${ORIGIN}/#/chat`);
  await ask(page, 'Add 9 to n.');
  const article = page.getByRole('article', { name: 'Add 9 to n.' });
  await article.locator('code').filter({ hasText: /\S{3}/ }).waitFor({ timeout: 60_000 });
  await article.getByRole('button', { name: 'Stop' }).click();
  await article.getByText('Stopped, so it is neither tested nor kept.').waitFor();
  assert(
    !(await article.locator('code').innerText()).includes('function'),
    'the imported model answers, not the family',
  );
}

async function inLab<T>(
  { signal, say }: DownloadOptions,
  profile: string,
  work: (lab: LabBrowser) => Promise<T>,
): Promise<T> {
  const lab = await openLab({ profile, device: 'wasm', signal, say });
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

const hashOf = (bytes: Uint8Array = new Uint8Array()): string => createHash('sha256').update(bytes).digest('hex');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: 'download' },
      rate: { type: 'string', default: '6000000' },
      layers: { type: 'string', default: '12' },
    },
  });
  const result = await interruptDownload({
    ...{ kills: Number(values.kills), seed: values.seed, rate: Number(values.rate), layers: Number(values.layers) },
    kinds: Object.keys(INTERRUPTIONS) as Interruption[],
    asks: true,
    signal: stopSignal(),
    say: (line) => void process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode ||= result.faults.length === 0 && result.again <= MOST_AGAIN ? 0 : 1;
}

if (isMain(import.meta.url)) runMain(main);
