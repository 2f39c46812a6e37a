// Training layer by layer at true shapes, with random weights in memory: one function for the page and for Node. What it tells: time of a step, of a forward
// pass, the longest stretch in which no stop is heard, and memory.

import { initLora, loraLayout } from '../models/lora.ts';
import { toHalves } from '../models/halves.ts';
import { BLOCK, fitsBlocks } from '../models/quant.ts';
import { parseConfig, type QwenConfig } from '../models/qwen/config.ts';
import { weightShapes } from '../models/qwen/weights.ts';
import type { Executor } from '../src/engine/executor/executor.ts';
import { type KeptTensor, type Precision, valuesOf, type WeightFile } from '../src/engine/import/layout.ts';
import { LayerwiseSession } from '../src/engine/layerwise.ts';
import { ADAMW } from '../src/engine/training.ts';
import { must } from '../src/lib/assert.ts';
import { rng } from '../src/lib/rng.ts';
import { createJaxLayers } from './jax-layers.ts';
import { LORA, rowsOf } from './models.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

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
  /** Bytes of the process, the most that was seen. */
  memory: number | null;
};

const RATES = { learningRate: 1e-3, decay: 0.01, maxNorm: 1 };
const DEVIATION = 0.02;
/** Standard deviation of the codes. */
const SPREAD = 4.2;

export function configOf(model: ShapeName, time: number, layers?: number): QwenConfig {
  const config = parseConfig(SHAPES[model]);
  return { ...config, num_hidden_layers: layers ?? config.num_hidden_layers, max_position_embeddings: time };
}

function keptOf(shape: readonly number[], precision: Precision): KeptTensor['kept'] {
  if (shape.length < 2 || precision === 'f32') return 'f32';
  return precision === 'int4' && fitsBlocks(shape) ? 'int4' : 'f16';
}

/** Codes of −7 … 7 with the spread of weights that a model begins with; whole blocks. */
function randomCodes(size: number, seed: string): { codes: Uint8Array; scales: Uint16Array } {
  const blocks = Math.ceil(size / BLOCK);
  const words = new Uint32Array((blocks * BLOCK) / 8);
  let state = rng(seed).int(1, 2 ** 31 - 1);
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // A code of zero would stand for −8 and move the mean: it becomes the code for 0.
    const zeros = ~(state | (state >>> 1) | (state >>> 2) | (state >>> 3)) & 0x11111111;
    words[i] = state | (zeros << 3);
  }
  const scale = must(toHalves(Float32Array.of(DEVIATION / SPREAD))[0], 'scale');
  return { codes: new Uint8Array(words.buffer), scales: new Uint16Array(blocks).fill(scale) };
}

/** Weights of a shape, the same whenever they are read and however they are kept; norms 1. */
export function randomWeights(config: QwenConfig, precision: Precision): WeightFile {
  const shapes = new Map(weightShapes(config));
  const kept = async (name: string): Promise<KeptTensor> => {
    const shape = must(shapes.get(name), name);
    const size = shape.reduce((a, b) => a * b, 1);
    if (/norm\.weight$/.test(name)) return { shape, kept: 'f32', data: new Float32Array(size).fill(1) };
    const int4 = randomCodes(size, name);
    const as = keptOf(shape, precision);
    const tensor: KeptTensor = { shape, kept: 'int4', ...int4 };
    if (as === 'int4') return tensor;
    const data = valuesOf(tensor).subarray(0, size);
    return as === 'f32' ? { shape, kept: as, data } : { shape, kept: as, data: toHalves(data) };
  };
  const tensor = (): never => {
    throw new Error('The bench reads tensors as they are kept.');
  };
  const outline: WeightFile['outline'] = () =>
    [...shapes].map(([name, shape]) => ({ name, shape, kept: keptOf(shape, precision) }));
  return { names: [...shapes.keys()], outline, kept, tensor };
}

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
  return { ...about, tokens: batch * time, openSeconds, gapMs: 0, ...found };
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
  const { executor, now, model, precision, batch, time, layers } = options;
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
    const { loss } = await session.accumulate(rows);
    await session.apply(rows.supervised, RATES);
    return loss / rows.supervised;
  };
  const found = await runSteps(options, step, report);
  await session.dispose();
  const about = { device: executor.device, model, precision, layers: config.num_hidden_layers };
  return { ...about, tokens: batch * time, openSeconds, gapMs, ...found };
}
