// Training layer by layer at true shapes, with random weights in memory: one function for the page and for Node. What it tells: time of a step, of a forward
// pass, the longest stretch in which no stop is heard, and memory.

import { initLora, loraLayout } from '../models/lora.ts';
import type { Executor } from '../src/engine/executor/executor.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import { LayerwiseSession } from '../src/engine/layerwise.ts';
import { ADAMW } from '../src/engine/training.ts';
import { must } from '../src/lib/assert.ts';
import { rng } from '../src/lib/rng.ts';
import { createJaxLayers } from './jax-layers.ts';
import { LORA, rowsOf } from './models.ts';
import { counting, type Work } from './operations.ts';
import { configOf, randomWeights } from './random-weights.ts';
import type { ShapeName } from './shapes.ts';

export type LayersOptions = {
  executor: Executor;
  now(): number;
  memory?: () => Promise<number>;
  model: ShapeName;
  precision: Precision;
  /** Rows and positions of a step. */
  batch: number;
  time: number;
  steps: number;
  /** Fewer layers than the model has. */
  layers?: number;
};

export type LayersBench = {
  device: string;
  model: ShapeName;
  precision: Precision;
  layers: number;
  tokens: number;
  openSeconds: number;
  /** The first is slower: code is compiled while it runs. */
  firstMs: number;
  stepMs: number;
  tokensPerSecond: number;
  /** Between two places where a stop is heard, the longest. */
  gapMs: number;
  losses: number[];
  /** What a step asks of the device; null where the graphs are not ours. */
  work: Work | null;
  /** Bytes of the process, the most that was seen. */
  memory: number | null;
};

const RATES = { learningRate: 1e-3, decay: 0.01, maxNorm: 1 };

/** The same in jax-js: weights in float32 whatever the precision, because nothing else is computed in on WebAssembly. */
export async function benchJaxLayers(options: LayersOptions, report: (line: string) => void): Promise<LayersBench> {
  const { now, model, batch, time, layers } = options;
  const config = configOf(model, time, layers);
  const begun = now();
  const jax = await createJaxLayers(config, randomWeights(config, 'int4'), LORA, time);
  const openSeconds = (now() - begun) / 1000;
  const rows = rowsOf(config, { batch, time }, 50, 'bench/rows');
  const found = await runSteps(options, () => jax.step(rows.ids, rows.targets, RATES.learningRate), report);
  jax.dispose();
  const about = { device: 'jax-js wasm', model, precision: 'f32' as const, layers: config.num_hidden_layers };
  return { ...about, tokens: batch * time, openSeconds, gapMs: 0, work: null, ...found };
}

/** Some steps, each giving its mean loss. */
async function runSteps(
  { now, batch, time, steps, memory }: LayersOptions,
  step: () => Promise<number>,
  report: (line: string) => void,
): Promise<Pick<LayersBench, 'firstMs' | 'stepMs' | 'tokensPerSecond' | 'losses' | 'memory'>> {
  const [times, losses]: [number[], number[]] = [[], []];
  let most = 0;
  for (let i = 0; i < steps; i++) {
    const start = now();
    const loss = await step();
    const ms = now() - start;
    times.push(ms);
    losses.push(loss);
    most = Math.max(most, (await memory?.()) ?? 0);
    report(`step ${i}: ${ms.toFixed(0)} ms, loss ${loss.toFixed(4)}`);
  }
  const [firstMs = 0, ...rest] = times;
  const stepMs = rest.length ? must([...rest].sort((a, b) => a - b)[rest.length >> 1], 'median') : firstMs;
  return { firstMs, stepMs, tokensPerSecond: (batch * time * 1000) / stepMs, losses, memory: memory ? most : null };
}

export async function benchLayers(options: LayersOptions, report: (line: string) => void): Promise<LayersBench> {
  const { now, model, precision, batch, time, layers } = options;
  const { executor, work } = counting(options.executor);
  const config = configOf(model, time, layers);
  let [last, gapMs, settled] = [now(), 0, false];
  const pause = async (): Promise<void> => {
    gapMs = Math.max(gapMs, now() - last);
    last = now();
  };
  const begun = now();
  const session = await LayerwiseSession.create(
    executor,
    {
      ...{ config, lora: LORA, weights: randomWeights(config, precision), adamw: ADAMW, pause },
      bucket: { batch, time },
    },
    initLora(loraLayout(config, LORA), rng('bench/lora')),
  );
  const openSeconds = (now() - begun) / 1000;
  report(`opened in ${openSeconds.toFixed(1)} s`);
  const rows = rowsOf(config, { batch, time }, 50, 'bench/rows');
  let first = true;
  const step = async (): Promise<number> => {
    if (!first && !settled) [settled, gapMs] = [true, 0];
    [first, last] = [false, now()];
    Object.assign(work, { operations: 0, flop: 0 });
    const { loss } = await session.accumulate(rows);
    await session.apply(rows.supervised, RATES);
    return loss / rows.supervised;
  };
  const found = await runSteps(options, step, report);
  await session.dispose();
  const about = { device: executor.device, model, precision, layers: config.num_hidden_layers };
  return { ...about, tokens: batch * time, openSeconds, gapMs, work, ...found };
}
