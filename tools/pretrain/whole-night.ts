// Whole nights on Node, one or many after each other, with the product's own stages: tables and files in memory, models from public/weights. For trying
// settings, and for nights by the dozen. The product's night is `lab night`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { cycle } from '../../src/cycle.ts';
import { openStore } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { makeLog } from '../../src/lib/log.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import type { BaseScores, Context, NightSettings, Poison } from '../../src/team/context.ts';
import { currentLearner } from '../../src/team/current.ts';
import { beginNight, type NightRequest } from '../../src/team/night.ts';
import { nightReport, type NightReport } from '../../src/team/report.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, heldAgainst, nodeEngine, nodeTrainer } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';

export type WorldOptions = {
  settings: NightSettings;
  threads: number;
  /** What the tables' times are of; nights last as long as they do. */
  clock?: Clock;
  say(line: string): void;
};

/** A browser profile without a browser. */
export type NodeWorld = {
  /** Tables and models as they are now: the learner is what the last night left. */
  context(): Promise<Context>;
  /** With other settings than the world's, if any are given. @param poison goes wrong after verification, as in test builds */
  sleep(night: NightRequest, poison?: Poison): Promise<NightReport>;
  close(): Promise<void>;
};

export type NodeNight = WorldOptions & {
  prompts: readonly string[];
  seed: string;
  poison?: Poison | undefined;
  /** What happened by day, with the night's own tables and models. */
  before?(context: Context): Promise<void>;
  /** More to be measured, with the night's own tables and models, before they go. */
  after?(context: Context, night: string): Promise<void>;
};

const LEARNER = 'dream-s';

export async function openNodeWorld({ settings, threads, say, clock = systemClock }: WorldOptions): Promise<NodeWorld> {
  const executor = node(threads);
  const facts = await folderWeights(LEARNER);
  const log = makeLog(({ level, message, facts: known }) => say(`${level} ${message} ${JSON.stringify(known)}`), clock);
  const store = await openStore({ name: 'night', backend: { indexedDB: new IDBFactory(), IDBKeyRange }, log });
  const dreamer = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'the dreamer');
  const files = memoryFiles(clock);
  const fixed: Omit<Context, 'learner'> = {
    store,
    files,
    fence: dreamer.fence,
    // The runtime of this processor is what devices are compared with.
    device: { test: async () => ({ device: 'node', passed: true, errors: {} }) },
    engine: nodeEngine(executor, folderWeights, settings.lora),
    trainer: nodeTrainer(executor, folderWeights, heldAgainst(LEARNER)),
    sandbox: nodeSandbox(),
    domain: katas,
    teacher: 'dream-l',
    expert: null,
    baseScores: JSON.parse(readFileSync(join(WEIGHTS, LEARNER, 'scores.json'), 'utf8')) as BaseScores,
    settings,
    clock,
    log,
    report: ({ step, done, of, note }) => say(`${step} ${done}/${of} ${note}`),
    signal: new AbortController().signal,
  };
  const context = async (): Promise<Context> => ({
    ...fixed,
    learner: await currentLearner(store, files, { model: LEARNER, facts, settings }, clock),
  });
  return {
    context,
    sleep: async (asked, poison) => {
      const started = systemClock.now();
      const night = await beginNight(store, dreamer.fence, clock, asked, settings);
      const now = { ...(await context()), settings: night.settings, ...(poison ? { poison } : {}) };
      await cycle(now, { ...night, config: facts.config });
      return nightReport(store, night.id, (systemClock.now() - started) / 1000);
    },
    close: async () => {
      await fixed.engine.dispose();
      store.close();
    },
  };
}

export async function nightOnNode({
  prompts,
  seed,
  poison,
  before,
  after,
  ...options
}: NodeNight): Promise<NightReport> {
  const world = await openNodeWorld(options);
  await before?.(await world.context());
  const report = await world.sleep({ prompts, seed }, poison);
  await after?.(await world.context(), report.sessionId);
  await world.close();
  return report;
}
