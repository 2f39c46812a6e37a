// The page under `?lab`: the command line's calls, carried out by the same team that the page itself uses. Loaded only then. What crosses is plain
// JSON; progress and rows leave through `labEvent`, which the command line binds before the page opens.

import type { ExaminerApi } from '../../workers/examiner.ts';
import type { CaseText, DecodeRate, Lab, LabCalls, LabEvent } from '../../workers/lab-api.ts';
import { connect, resultOf } from '../lib/channel.ts';
import { AppError } from '../lib/errors.ts';
import { startDownloader } from './bringing.ts';
import { type Preferences, type Role, ROLES } from '../team/meta.ts';
import { checkIntegrity, readTails } from './integrity.ts';
import { runNight } from './night.ts';
import { pageStore } from './state/live.svelte.ts';
import { measureWakes } from './wake.ts';
import type { Team } from './workers.ts';

declare global {
  var lab: Lab | undefined;
  var labEvent: ((event: LabEvent) => Promise<void>) | undefined;
}

/** Puts `lab` on the page. */
export function openLab(team: () => Promise<Team>, choose: (models: Chosen) => Promise<void>): void {
  let stop: () => void = () => undefined;
  const calls = makeCalls(team, choose, (end) => (stop = end));
  globalThis.lab = {
    call: (name, args) => resultOf(() => (calls[name] as (...args: readonly unknown[]) => unknown)(...args)),
    stop: () => stop(),
  };
}

const say = (event: LabEvent): void => void globalThis.labEvent?.(event);

type Chosen = Partial<Pick<Preferences, Role | 'endpointUrl' | 'endpointModel'>>;

function makeCalls(
  team: () => Promise<Team>,
  choose: (models: Chosen) => Promise<void>,
  onStop: (stop: () => void) => void,
): LabCalls {
  const ending = async <T>(work: (team: Team, signal: AbortSignal) => Promise<T>): Promise<T> => {
    const opened = await team();
    const end = new AbortController();
    onStop(() => {
      opened.flag.raise();
      end.abort();
    });
    opened.flag.lower();
    return work(opened, end.signal);
  };
  const row = (found: LabEvent & { kind: 'row' }): void => say(found);
  return {
    ready: async () => ({ device: (await team()).device }),
    night: async (request, yields) => {
      const run = runNight(await team(), {
        request,
        yields,
        onProgress: (progress) => say({ kind: 'progress', progress }),
      });
      onStop(run.stop);
      return run.report;
    },
    ask: (rows, model) =>
      ending(({ dreamer }, signal) => dreamer.ask(rows, model, (found) => row({ kind: 'row', row: found }), signal)),
    guard: (rows) =>
      ending(({ dreamer }, signal) => dreamer.guard(rows, (found) => row({ kind: 'row', row: found }), signal)),
    choose: async (called) => {
      const { dreamer } = await team();
      const members = ROLES.filter((role) => called[role]);
      const found = members.map(async (role) => [role, await dreamer.find(called[role] ?? '')] as const);
      await choose({ ...called, ...Object.fromEntries(await Promise.all(found)) });
    },
    status: async () => (await team()).dreamer.status(),
    parity: (files, device) => examine(files, device),
    metrics: async (night, form) => metricsOf(await team(), night, form),
    exportAdapter: async () => inBase64(await (await team()).dreamer.exportAdapter()),
    exportMerged: (form) => ending(async ({ dreamer }, signal) => inBase64(await dreamer.exportMerged(form, signal))),
    importAdapter: async (adapterConfig, weights, sure) =>
      (await team()).dreamer.importAdapter({ adapterConfig, weights: bytesOf(weights), purpose: '', sure }),
    importModel: (base, source, precision) => importOne(base, source, precision, (end) => onStop(() => end.abort())),
    generate: (called, prompt, options) =>
      ending(({ dreamer }, signal) => dreamer.generate(called, prompt, options, signal)),
    decode: (model, prompts, batch) => ending((opened, signal) => decode(opened, model, prompts, batch, signal)),
    wake: (request) =>
      ending((opened, signal) => measureWakes(opened, request, (sample) => say({ kind: 'sample', sample }), signal)),
    tails: () => readTails(),
    check: (seen) => checkIntegrity(seen),
  };
}

/** The newest night that trained, where none is named. */
async function metricsOf(
  { dreamer }: Team,
  named: string | null,
  form: 'jsonl' | 'csv',
): ReturnType<LabCalls['metrics']> {
  const store = await pageStore();
  const nights = (await store.list('nights', { newest: true })).filter(({ event }) => event === 'started');
  const runs = await store.list('runs', { newest: true });
  const night = named === null ? runs[0]?.night : nights.find(({ id }) => id.startsWith(named))?.id;
  if (!night)
    throw new AppError(
      'lab/no-night',
      named === null
        ? 'No night of this profile has trained yet: `lab night` makes one.'
        : `There is no night ${named}: \`lab status\` names the last one.`,
    );
  return { night, ...(await dreamer.exportMetrics(night, form)) };
}

async function examine(files: CaseText, device: 'wasm' | 'webgpu' | 'auto'): ReturnType<LabCalls['parity']> {
  const worker = new Worker(new URL('../../workers/examiner.ts', import.meta.url), { type: 'module' });
  const { api, close } = connect<ExaminerApi>(worker);
  const json = (text: string): unknown => JSON.parse(text);
  try {
    const { config, adapterConfig, case: file, model, adapter, expected } = files;
    const texts = { config: json(config), adapterConfig: json(adapterConfig), case: json(file) };
    const modelBytes =
      typeof model === 'string'
        ? bytesOf(model)
        : new Map(Object.entries(model).map(([name, text]) => [name, bytesOf(text)]));
    return await api.parity(
      { ...texts, model: modelBytes, adapter: bytesOf(adapter), expected: bytesOf(expected) } as never,
      device,
    );
  } finally {
    close();
  }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

const inBase64 = (files: ReadonlyMap<string, Uint8Array>): Record<string, string> =>
  Object.fromEntries([...files].map(([name, bytes]) => [name, base64Of(bytes)]));

/** In pieces: a call takes so many arguments and no more. */
function base64Of(bytes: Uint8Array): string {
  const STEP = 8192;
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += STEP) texts.push(String.fromCharCode(...bytes.subarray(at, at + STEP)));
  return btoa(texts.join(''));
}

async function importOne(
  base: string,
  source: string,
  precision: Parameters<LabCalls['importModel']>[2],
  onBegin: (end: AbortController) => void,
): ReturnType<LabCalls['importModel']> {
  const { api, close } = startDownloader();
  const end = new AbortController();
  onBegin(end);
  try {
    const address = new URL(base, location.origin).href;
    return await api.importFrom(
      address,
      source,
      precision,
      (progress) => say({ kind: 'import', progress }),
      end.signal,
    );
  } finally {
    close();
  }
}

const DECODE_TOKENS = 64;

/** Tokens per second of all rows together; prompts count in the time, not in the tokens. */
async function decode(
  { engine }: Team,
  model: DecodeRate['model'],
  prompts: readonly string[],
  batch: number,
  signal: AbortSignal,
): Promise<DecodeRate> {
  if (prompts.length === 0) throw new AppError('lab/no-prompts', 'Decoding is measured on at least one prompt.');
  const conversation = (i: number): { role: 'user'; content: string }[] => [
    { role: 'user', content: prompts[i % prompts.length] as string },
  ];
  const options = { model, maxNewTokens: DECODE_TOKENS };
  const start = performance.now();
  const answers =
    batch === 1
      ? [await engine.generate(conversation(0), options, () => undefined, signal)]
      : await engine.generateBatch(
          Array.from({ length: batch }, (_, i) => conversation(i)),
          options,
          signal,
        );
  const seconds = (performance.now() - start) / 1000;
  const tokens = answers.reduce((sum, answer) => sum + answer.tokens, 0);
  return { model, batch, tokens, seconds, tokensPerSecond: tokens / seconds };
}
