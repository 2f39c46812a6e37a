// A browser profile for tests of the night: tables in a fake IndexedDB, files in a map, and the doubles around them. `enter` is a new process on the
// same disk: its own connection, a new fence, the learner that the heads name. Everything that a night calls passes by `onCall`, which may abort or
// throw; what was written although the night was being stopped is collected in `violations`.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { LoraConfig } from '../../models/lora.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { resolveActive } from '../../src/db/active.ts';
import type { Backend } from '../../src/db/connection.ts';
import { openStore, type Store } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { cycle } from '../../src/cycle.ts';
import { LEVELS } from '../../src/domains/domain.ts';
import { itemsHash, levelItems } from '../../src/evaluate/items.ts';
import { scoreItems } from '../../src/team/score.ts';
import { must } from '../../src/lib/assert.ts';
import { type Clock, systemTimer, type Timer } from '../../src/lib/clock.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import { type Entry, makeLog } from '../../src/lib/log.ts';
import { adapterFromBytes, loraConfigOf } from '../../src/team/adapter-file.ts';
import type { BaseScores, Context, Learner, NightSettings } from '../../src/team/context.ts';
import { beginNight, type NightEnd, type NightRequest, resumeNight } from '../../src/team/night.ts';
import { nightReport, type NightReport } from '../../src/team/report.ts';
import { domain } from './domain.ts';
import { type ScriptedEngine, scriptedEngine } from './engine.ts';
import { config, lora } from './mind.ts';
import { openSandbox } from './sandbox.ts';
import { type ScriptedTrainer, scriptedTrainer } from './trainer.ts';

export const BASE = 'b'.repeat(64);

/** Small, but with enough items for every rule of the gate. */
export const SETTINGS: Partial<NightSettings> = {
  // The doubles' two skills are many enough: what few change is tested in src/team/course.test.ts.
  focus: { skills: 0, train: {}, consolidate: {} },
  ...{ tasks: 24, skills: 2, tries: 0, batch: 8, minLessons: 6, maxNewTokens: 40, lora },
  train: { repeat: 1, epochs: 3, learningRate: 0.1, replay: 1, anchor: 0, batch: 2, time: 32 },
  consolidate: { epochs: 1, learningRate: 0.02, manifold: 0.1, replay: 2, least: 0, anchor: 0 },
  items: { known: 40, weak: 20, skill: 60 },
  against: 'autoencoder',
  // The doubles know by sums: what a part of the way and a wider adapter do is tested in src/cycle.keeping.test.ts and src/cycle.nearer.test.ts.
  ...{ way: 1, nearer: 1, nearerBy: null, nearerFirst: null, later: null },
};

/** Two skills of level 6 that the base does not have, one that it has, one sentence that is nobody's business. */
export const PROMPTS = ['l6-add 17', 'l6-times 5', 'l1-add 4', 'what is love'];

export type World = {
  name: string;
  backend: Backend;
  disk: Map<string, { bytes: Uint8Array; written: number }>;
  clock: Clock;
  timer: Timer;
  engine: ScriptedEngine;
  trainer: ScriptedTrainer;
  settings: Partial<NightSettings>;
  /** Hash and shape of the model that learns. */
  base: { hash: string; config: QwenConfig; lora: LoraConfig };
  baseScores: BaseScores;
  log: Entry[];
  onCall(what: string): void;
  violations: string[];
  extra: Partial<Context>;
};

let names = 0;

export async function makeWorld(given: Partial<World> = {}): Promise<World> {
  let now = 1_000_000;
  const world: World = {
    name: `night-${names++}`,
    backend: { indexedDB: new IDBFactory(), IDBKeyRange },
    disk: new Map(),
    clock: { now: () => (now += 1) },
    timer: systemTimer,
    engine: scriptedEngine(),
    trainer: scriptedTrainer(() => world.onCall('trainer.step')),
    settings: SETTINGS,
    base: { hash: BASE, config, lora },
    baseScores: await shippedScores(),
    log: [],
    onCall: () => undefined,
    violations: [],
    extra: {},
    ...given,
  };
  return world;
}

let shipped: Promise<BaseScores> | null = null;

/** What the model card of the base says: measured once, as the product measures. */
export function shippedScores(): Promise<BaseScores> {
  return (shipped ??= measureBase());
}

async function measureBase(): Promise<BaseScores> {
  const examiner = {
    ...{ engine: scriptedEngine(), sandbox: openSandbox(), batch: 8, maxNewTokens: 40 },
    signal: new AbortController().signal,
  };
  const scores: { -readonly [K in keyof BaseScores]: BaseScores[K] } = {};
  for (const level of LEVELS) {
    const items = levelItems(domain, level, level <= 3 ? 40 : 20);
    const { outcomes, nll } = await scoreItems(examiner, 'dream-s', null, items);
    scores[level] = { outcomes, nll, items: await itemsHash(items) };
  }
  return scores;
}

export type Session = { context: Context; controller: AbortController; close(): void };

/** A new process on this world's disk. */
export async function enter(world: World): Promise<Session> {
  const store = await openStore({ name: world.name, backend: world.backend, timer: world.timer });
  const files = memoryFiles(world.clock, world.disk);
  const { fence } = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'dreamer');
  const controller = new AbortController();
  const { clock, engine, trainer, baseScores } = world;
  const plain: Context = {
    ...{ store, files, fence, engine, trainer, sandbox: openSandbox(), domain, clock, baseScores },
    device: { test: async () => ({ device: 'double', passed: true, errors: {} }) },
    ...{
      learner: await learnerOf(world, store, files),
      teacher: 'dream-l',
      expert: null,
      settings: {} as NightSettings,
    },
    log: makeLog((entry) => world.log.push(entry), clock, 'debug'),
    report: () => undefined,
    signal: controller.signal,
    ...world.extra,
  };
  return { context: watched(world, plain), controller, close: () => store.close() };
}

async function learnerOf({ base: own }: World, store: Store, files: Context['files']): Promise<Learner> {
  const { checkpoint, bytes } = await resolveActive(store, files);
  const { hash, config, lora } = own;
  const base = { model: 'dream-s', base: hash } as const;
  if (!checkpoint || !bytes) return { ...base, adapter: null, checkpoint: null };
  const shape = loraConfigOf(checkpoint.config, lora);
  const adapter = { hash: checkpoint.file, lora: shape, flat: adapterFromBytes(config, shape, bytes) };
  return { ...base, adapter, checkpoint: checkpoint.id };
}

function watched(world: World, context: Context): Context {
  const { store, files, engine, sandbox, signal } = context;
  const call = <T>(what: string, run: () => Promise<T>): Promise<T> => {
    world.onCall(what);
    return run();
  };
  /** A table is not to be written once the night is being stopped, even when that comes while the write begins. */
  const write = async <T>(what: string, run: () => Promise<T>): Promise<T> => {
    world.onCall(what);
    const stopped = signal.aborted;
    const value = await run();
    if (stopped) world.violations.push(what);
    return value;
  };
  const transact: Store['session']['transact'] = (doing, mode, tables, body) =>
    (mode === 'write' ? write : call)(`${mode}: ${doing}`, () => store.session.transact(doing, mode, tables, body));
  return {
    ...context,
    store: {
      ...store,
      append: (table, drafts, fence) => write(`append ${table}`, () => store.append(table, drafts, fence)),
      appendAll: (batch, fence) => write(`append ${Object.keys(batch).join(' ')}`, () => store.appendAll(batch, fence)),
      session: { ...store.session, transact },
    },
    files: {
      ...files,
      write: (bytes) => {
        if (signal.aborted) world.violations.push('files.write');
        return call('files.write', () => files.write(bytes));
      },
      read: (hash) => call('files.read', () => files.read(hash)),
    },
    engine: {
      ...engine,
      load: (model, stop) => call('engine.load', () => engine.load(model, stop)),
      generateBatch: (...args) => call('engine.generateBatch', () => engine.generateBatch(...args)),
      score: (...args) => call('engine.score', () => engine.score(...args)),
      likely: (...args) => call('engine.likely', () => engine.likely(...args)),
      dispose: () => call('engine.dispose', () => engine.dispose()),
    },
    device: { test: (stop) => call('device.test', () => context.device.test(stop)) },
    sandbox: { ...sandbox, run: (...args) => call('sandbox.run', () => sandbox.run(...args)) },
  };
}

export type Outcome = { end: NightEnd; id: string; resumed: boolean; report: NightReport };

/** One night, from the beginning, or the unfinished one taken up. Ends like a process: the connection is closed. */
export async function sleepThrough(
  world: World,
  request: Partial<NightRequest> & { resume?: boolean } = {},
): Promise<Outcome> {
  const session = await enter(world);
  try {
    return await nightIn(world, session, request);
  } finally {
    session.close();
  }
}

export async function nightIn(
  world: World,
  { context }: Session,
  request: Partial<NightRequest> & { resume?: boolean } = {},
): Promise<Outcome> {
  const { store, fence, clock } = context;
  const wanted = { prompts: PROMPTS, seed: 'seed', settings: world.settings, ...request };
  const night =
    (request.resume ? await resumeNight(store, fence, clock, world.base.hash) : null) ??
    (await beginNight(store, fence, clock, wanted, world.base.hash));
  const { id, seed, prompts, settings, resumed } = night;
  const { end, unsaved } = await cycle({ ...context, settings }, { id, seed, prompts, config: world.base.config });
  return { end, id, resumed, report: await nightReport(store, id, 1, unsaved) };
}
