// Whole nights on Node, one or many after each other, with the product's own stages: tables and files in memory, models from public/weights. For trying
// settings, and for nights by the dozen. The product's night is `lab night`.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BaseScores, Context, Poison } from '../../src/team/context.ts';
import type { NightReport } from '../../src/team/report.ts';
import { nodeSandbox } from '../sandbox/node.ts';
import { node } from './runtime.ts';
import { folderWeights, heldAgainst, nodeEngine, nodeTrainer } from './team.ts';
import { WEIGHTS } from './tokenizer.ts';
import { LEARNER, openWorld, type World, type WorldOptions } from './world.ts';

export type NodeWorldOptions = WorldOptions & { threads: number };

export type NodeNight = NodeWorldOptions & {
  prompts: readonly string[];
  seed: string;
  poison?: Poison | undefined;
  /** What happened by day, with the night's own tables and models. */
  before?(context: Context): Promise<void>;
  /** More to be measured, with the night's own tables and models, before they go. */
  after?(context: Context, night: string): Promise<void>;
};

/** On the runtime of this processor, which is what devices are compared with. */
export async function openNodeWorld({ threads, ...options }: NodeWorldOptions): Promise<World> {
  const executor = node(threads);
  const { config, hash } = await folderWeights(LEARNER);
  const scores = JSON.parse(readFileSync(join(WEIGHTS, LEARNER, 'scores.json'), 'utf8')) as BaseScores;
  const parts = {
    facts: { config, hash, scores: scores as Required<BaseScores> },
    engine: nodeEngine(executor, folderWeights, options.settings.lora),
    trainer: nodeTrainer(executor, folderWeights, heldAgainst(LEARNER)),
    device: { test: async () => ({ device: 'node', passed: true, errors: {} }) },
    sandbox: nodeSandbox(),
  };
  return openWorld(parts, options);
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
