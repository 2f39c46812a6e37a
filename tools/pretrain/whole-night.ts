// Whole nights on Node, with the product's own stages: tables and files in memory, models from public/weights. For trying settings, and for nights
// by the dozen, one alone or some in a row. The product's night is `lab night`.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { readSafetensors } from '../../models/safetensors.ts';
import type { Tensors } from '../../models/parameters.ts';
import { resolveActive } from '../../src/db/active.ts';
import { cycle } from '../../src/cycle.ts';
import { openStore } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { memoryFiles } from '../../src/db/memory-files.ts';
import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { systemClock as clock } from '../../src/lib/clock.ts';
import { makeLog } from '../../src/lib/log.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import { adapterFromBytes } from '../../src/team/adapter-file.ts';
import type { BaseScores, Context, Learner, NightSettings, Poison } from '../../src/team/context.ts';
import { beginNight } from '../../src/team/night.ts';
import { nightReport, type NightReport } from '../../src/team/report.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, nodeEngine, nodeTrainer } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';

const LEARNER = 'dream-s';

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

function autoencoderOf(model: string): Tensors | null {
  const file = join(WEIGHTS, model, 'autoencoder.safetensors');
  return existsSync(file) ? readSafetensors(new Uint8Array(readFileSync(file))).tensors : null;
}

export async function nightOnNode({ prompts, ...asked }: NodeNight): Promise<NightReport> {
  return must((await nightsOnNode([prompts], asked))[0], 'the report');
}

/** Nights in a row, each with its own questions and the learner that the one before left. @param last is called with what the last one left */
export async function nightsOnNode(
  days: readonly (readonly string[])[],
  { last, ...asked }: Omit<NodeNight, 'prompts'> & { last?(context: Context): Promise<void> },
): Promise<NightReport[]> {
  const { context, dispose } = await openOnNode(asked);
  const reports: NightReport[] = [];
  for (const [i, prompts] of days.entries()) {
    const now = { ...context, learner: await learnerNow(context) };
    reports.push(await nightIn(now, { ...asked, prompts, seed: i ? `${asked.seed}/${i}` : asked.seed }));
  }
  await last?.({ ...context, learner: await learnerNow(context) });
  await dispose();
  return reports;
}

type Opened = Omit<Context, 'learner'>;

async function openOnNode({
  settings,
  threads,
  poison,
  say,
}: Omit<NodeNight, 'prompts'>): Promise<{ context: Opened; dispose(): Promise<void> }> {
  const executor = node(threads);
  const log = makeLog(({ level, message, facts }) => say(`${level} ${message} ${JSON.stringify(facts)}`), clock);
  const store = await openStore({ name: 'night', backend: { indexedDB: new IDBFactory(), IDBKeyRange }, log });
  const dreamer = must(await becomeDreamer(store.session, memoryLocks(), 'try'), 'the dreamer');
  const context: Opened = {
    store,
    files: memoryFiles(clock),
    fence: dreamer.fence,
    // The runtime of this processor is what devices are compared with.
    device: { test: async () => ({ device: 'node', passed: true, errors: {} }) },
    engine: nodeEngine(executor, folderWeights, settings.lora),
    trainer: nodeTrainer(executor, folderWeights, autoencoderOf(LEARNER)),
    sandbox: nodeSandbox(),
    domain: katas,
    teacher: 'dream-l',
    expert: null,
    baseScores: JSON.parse(readFileSync(join(WEIGHTS, LEARNER, 'scores.json'), 'utf8')) as BaseScores,
    settings,
    clock,
    log,
    ...(poison ? { poison } : {}),
    report: ({ step, done, of, note }) => say(`${step} ${done}/${of} ${note}`),
    signal: new AbortController().signal,
  };
  const dispose = async (): Promise<void> => {
    await context.engine.dispose();
    store.close();
  };
  return { context, dispose };
}

/** The learner by what the heads say. */
async function learnerNow({ store, files, settings: { lora } }: Opened): Promise<Learner> {
  const { hash, config } = await folderWeights(LEARNER);
  const { checkpoint, bytes } = await resolveActive(store, files);
  const base = { model: LEARNER, base: hash } as const;
  if (!checkpoint || !bytes) return { ...base, adapter: null, checkpoint: null };
  const adapter = { hash: checkpoint.file, lora, flat: adapterFromBytes(config, lora, bytes) };
  return { ...base, adapter, checkpoint: checkpoint.id };
}

async function nightIn(context: Context, { prompts, seed, settings, before, after }: NodeNight): Promise<NightReport> {
  const { store, fence } = context;
  const { config } = await folderWeights(LEARNER);
  const started = clock.now();
  await before?.(context);
  const night = await beginNight(store, fence, clock, { prompts, seed, settings });
  await cycle(context, { ...night, config });
  await after?.(context, night.id);
  return nightReport(store, night.id, (clock.now() - started) / 1000);
}
