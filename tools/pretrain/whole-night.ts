// One whole night on Node, with the product's own stages: tables and files in memory, models from public/weights. For trying settings, and for nights
// by the dozen. The product's night is `lab night`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { cycle } from '../../src/cycle.ts';
import { openStore } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { systemClock as clock } from '../../src/lib/clock.ts';
import { makeLog } from '../../src/lib/log.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import type { BaseScores, Context, NightSettings, Poison } from '../../src/team/context.ts';
import { beginNight } from '../../src/team/night.ts';
import { nightReport, type NightReport } from '../../src/team/report.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, heldAgainst, nodeEngine, nodeTrainer } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';

export type NodeNight = {
  prompts: readonly string[];
  seed: string;
  settings: NightSettings;
  threads: number;
  poison?: Poison | undefined;
  /** What happened by day, with the night's own tables and models. */
  before?(context: Context): Promise<void>;
  /** More to be measured, with the night's own tables and models, before they go. */
  after?(context: Context, night: string): Promise<void>;
  say(line: string): void;
};

export async function nightOnNode(asked: NodeNight): Promise<NightReport> {
  const { prompts, seed, settings, threads, poison, say } = asked;
  const executor = node(threads);
  const base = await folderWeights('dream-s');
  const log = makeLog(({ level, message, facts }) => say(`${level} ${message} ${JSON.stringify(facts)}`), clock);
  const store = await openStore({ name: 'night', backend: { indexedDB: new IDBFactory(), IDBKeyRange }, log });
  const dreamer = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'the dreamer');
  const context: Context = {
    store,
    files: memoryFiles(clock),
    fence: dreamer.fence,
    // The runtime of this processor is what devices are compared with.
    device: { test: async () => ({ device: 'node', passed: true, errors: {} }) },
    engine: nodeEngine(executor, folderWeights, settings.lora),
    trainer: nodeTrainer(executor, folderWeights, heldAgainst('dream-s')),
    sandbox: nodeSandbox(),
    domain: katas,
    learner: { model: 'dream-s', base: base.hash, adapter: null, checkpoint: null },
    teacher: 'dream-l',
    expert: null,
    baseScores: JSON.parse(readFileSync(join(WEIGHTS, 'dream-s', 'scores.json'), 'utf8')) as BaseScores,
    settings,
    clock,
    log,
    ...(poison ? { poison } : {}),
    report: ({ step, done, of, note }) => say(`${step} ${done}/${of} ${note}`),
    signal: new AbortController().signal,
  };
  const started = clock.now();
  await asked.before?.(context);
  const night = await beginNight(store, dreamer.fence, clock, { prompts, seed, settings });
  await cycle(context, { ...night, config: base.config });
  await asked.after?.(context, night.id);
  const report = await nightReport(store, night.id, (clock.now() - started) / 1000);
  await context.engine.dispose();
  store.close();
  return report;
}
