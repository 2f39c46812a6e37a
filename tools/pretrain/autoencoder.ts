// Trains the frozen autoencoder of dream-s (d → d/4 → d, GELU, denoising) on its standardised hidden states at completion positions of the levels it
// knows: `tsx tools/pretrain/autoencoder.ts [--state FILE] [--weights DIR] [--prompts N] [--threads N]`. Writes DIR/dream-s/autoencoder.safetensors and
// prints one JSON object: held-out normalised error, and its ratio to principal components of the same width. Run components.ts and manifest.ts afterwards.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { applyGraph, corrections } from '../../models/adamw.ts';
import { autoencoderShapes, reconstruct, standardised } from '../../models/autoencoder/autoencoder.ts';
import { Graph } from '../../models/graph/ir.ts';
import * as o from '../../models/graph/ops.ts';
import { differentiate } from '../../models/graph/reverse.ts';
import {
  type Layout,
  layoutOf,
  sliceParameters,
  type Tensor,
  type Tensors,
  unflatten,
} from '../../models/parameters.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../../src/lib/assert.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { type Rng, rng } from '../../src/lib/rng.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import type { DeviceTensor, Executor, Program } from '../../src/engine/executor/executor.ts';
import { loadState } from './checkpoint.ts';
import { recipes } from './family.ts';
import { hiddenStates, kataRows } from './hidden-states.ts';
import { type Components, components, covariance, leftOver } from './pca.ts';
import { node } from './runtime.ts';
import { familyTokenizer, WEIGHTS } from './tokenizer.ts';

const BATCH = 512;
const NOISE = 0.1;
const FIRST_RATE = 2e-3;
const LAST_RATE = 5e-5;
const PATIENCE = 3;
const ADAM = { beta1: 0.9, beta2: 0.999, eps: 1e-8 };

const { values } = parseArgs({
  options: {
    state: { type: 'string' },
    weights: { type: 'string', default: WEIGHTS },
    prompts: { type: 'string', default: '6000' },
    threads: { type: 'string', default: '1' },
  },
});
const { config, diet } = recipes['dream-s'];
const d = config.hidden_size;
const code = d / 4;

function baseWeights(): Tensors {
  if (!values.state)
    return readSafetensors(new Uint8Array(readFileSync(join(values.weights, 'dream-s/model.safetensors')))).tensors;
  return unflatten(layoutOf(weightShapes(config)), must(loadState(values.state), values.state).parameters);
}

const vector = (data: Float32Array): Tensor => ({ shape: [d], data });

/** Mean and scale (1 / standard deviation) of rows. */
function standardOf(rows: Float32Array): Tensors {
  const count = rows.length / d;
  const [sum, squares] = [new Float64Array(d), new Float64Array(d)];
  rows.forEach((x, i) => {
    sum[i % d] = (sum[i % d] as number) + x;
    squares[i % d] = (squares[i % d] as number) + x * x;
  });
  const mean = Float32Array.from(sum, (total) => total / count);
  const variance = (total: number, i: number): number => total / count - (mean[i] as number) ** 2;
  const scale = Float32Array.from(squares, (total, i) => 1 / Math.sqrt(variance(total, i) + 1e-12));
  return new Map([
    ['mean', vector(mean)],
    ['scale', vector(scale)],
  ]);
}

const layout: Layout = layoutOf(autoencoderShapes(d).filter(([name]) => /^(en|de)coder/.test(name)));

/** inputs parameters [n], clean and noisy [BATCH, d]; outputs gradient [n] and error [] = Σ‖clean − AE(noisy)‖² / (BATCH · d). */
function denoisingGraph(): Graph {
  const g = new Graph();
  const weights = sliceParameters(g.input('parameters', [layout.size]), layout);
  const [clean, noisy] = [g.input('clean', [BATCH, d]), g.input('noisy', [BATCH, d])];
  const difference = o.subtract(
    clean,
    reconstruct((name) => must(weights.get(name), name), noisy),
  );
  const error = o.scale(o.total(o.multiply(difference, difference)), 1 / (BATCH * d));
  g.output('error', error);
  const pieces = differentiate(error, [...weights.values()]);
  g.output(
    'gradient',
    o.concat(
      pieces.map((piece) => o.reshape(piece, [piece.shape.reduce<number>((a, b) => a * (b as number), 1)])),
      0,
    ),
  );
  return g;
}

/**
 * Principal components as an autoencoder: far from 0 GELU is the identity, so each code is moved there by its encoder bias and back by the decoder's.
 * Training starts where linear compression ends.
 */
function fromComponents({ values: variances, vectors }: Components): Float32Array {
  const flat = new Float32Array(layout.size);
  const part = (name: string): Float32Array => must(unflatten(layout, flat).get(name), name).data;
  for (let k = 0; k < code; k++) {
    const away = 2 + Math.sqrt(variances[k] as number);
    part('encoder.bias')[k] = away;
    for (let i = 0; i < d; i++) {
      const v = vectors[k * d + i] as number;
      part('encoder.weight')[k * d + i] = part('decoder.weight')[i * code + k] = v;
      part('decoder.bias')[i] = (part('decoder.bias')[i] as number) - v * away;
    }
  }
  return flat;
}

type Batch = (rows: Float32Array, noise: (i: number) => number) => Promise<{ error: number; gradient: DeviceTensor }>;

class Denoiser {
  readonly #executor: Executor;
  readonly #gradient: Program;
  readonly #apply: Program;
  #state: Record<'parameters' | 'm' | 'v', DeviceTensor>;
  #step = 0;

  private constructor(executor: Executor, gradient: Program, apply: Program, parameters: Float32Array) {
    [this.#executor, this.#gradient, this.#apply] = [executor, gradient, apply];
    const flat = (data: Float32Array): DeviceTensor => executor.tensor(data, [layout.size]);
    this.#state = {
      parameters: flat(parameters),
      m: flat(new Float32Array(layout.size)),
      v: flat(new Float32Array(layout.size)),
    };
  }

  static async create(executor: Executor, parameters: Float32Array): Promise<Denoiser> {
    return new Denoiser(
      executor,
      await executor.compile(denoisingGraph()),
      await executor.compile(applyGraph(layout.size, ADAM)),
      parameters,
    );
  }

  #batch: Batch = async (rows, noise) => {
    const t = (data: Float32Array): DeviceTensor => this.#executor.tensor(data, [BATCH, d]);
    const out = await this.#gradient.run({
      parameters: this.#state.parameters,
      clean: t(rows),
      noisy: t(rows.map((x, i) => x + noise(i))),
    });
    return {
      error: Number((await must(out['error'], 'error').read())[0]),
      gradient: must(out['gradient'], 'gradient'),
    };
  };

  async train(rows: Float32Array, random: Rng, rate: number): Promise<void> {
    const { gradient } = await this.#batch(rows, () => NOISE * random.normal());
    const scalars = {
      learning_rate: rate,
      decay: 0,
      gradient_scale: 1,
      max_norm: 1,
      ...corrections(++this.#step, ADAM),
    };
    const inputs = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, this.#executor.tensor(Float32Array.of(value), [])]),
    );
    const out = await this.#apply.run({ ...this.#state, gradient, ...inputs });
    for (const name of ['parameters', 'm', 'v'] as const) this.#state[name] = must(out[`${name}_out`], name);
  }

  /** Σ‖x − AE(x)‖² / Σ‖x‖² over whole batches of rows, without noise. */
  async error(rows: Float32Array): Promise<number> {
    let [left, whole] = [0, 0];
    for (let at = 0; at + BATCH * d <= rows.length; at += BATCH * d) {
      const batch = rows.subarray(at, at + BATCH * d);
      left += (await this.#batch(batch, () => 0)).error * BATCH * d;
      whole += batch.reduce((sum, x) => sum + x * x, 0);
    }
    return left / whole;
  }

  async parameters(): Promise<Float32Array> {
    return Float32Array.from((await this.#state.parameters.read()) as Float32Array);
  }
}

/** Epochs until the validation error no longer falls at any rate; the best parameters win. */
async function fit(
  denoiser: Denoiser,
  train: Float32Array,
  validation: Float32Array,
  random: Rng,
): Promise<Float32Array> {
  let best = { error: await denoiser.error(validation), parameters: await denoiser.parameters() };
  const count = train.length / d;
  for (let [rate, waited, epoch] = [FIRST_RATE, 0, 1]; rate > LAST_RATE; epoch++) {
    const order = random.shuffle(Array.from({ length: count }, (_, i) => i));
    for (let at = 0; at + BATCH <= count; at += BATCH) {
      const rows = new Float32Array(BATCH * d);
      order.slice(at, at + BATCH).forEach((row, i) => rows.set(train.subarray(row * d, (row + 1) * d), i * d));
      await denoiser.train(rows, random, rate);
    }
    const error = await denoiser.error(validation);
    waited = error < best.error * 0.998 ? 0 : waited + 1;
    if (error < best.error) best = { error, parameters: await denoiser.parameters() };
    if (waited >= PATIENCE) [rate, waited] = [rate / 2, 0];
    process.stderr.write(`epoch ${epoch}: validation error ${error.toFixed(5)}, rate ${rate.toExponential(1)}\n`);
  }
  return best.parameters;
}

const executor = node(Number(values.threads));
const tokenizer = familyTokenizer();
const known = skills.filter(({ level }) => level in diet.levels);
const base = baseWeights();
const prompts = Number(values.prompts);
const states = async (split: 'train' | 'held-out', count: number, seed: string): Promise<Float32Array> =>
  hiddenStates(executor, config, base, kataRows(tokenizer, known, split, count, `autoencoder/${seed}`));
const raw = await states('train', prompts, 'train');
const standard = { tensors: standardOf(raw) };
const train = standardised(raw, standard);
const validation = standardised(await states('train', 500, 'validation'), standard);
const test = standardised(await states('held-out', 1000, 'test'), standard);
const linear = components(covariance(train, d), d);
const denoiser = await Denoiser.create(executor, fromComponents(linear));
const parameters = await fit(denoiser, train, validation, rng('autoencoder'));

const tensors = new Map([...standard.tensors, ...unflatten(layout, parameters)]);
const error = await (await Denoiser.create(executor, parameters)).error(test);
const ofComponents = leftOver(test, d, linear, code);
const facts = {
  prompts,
  vectors: train.length / d,
  error: +error.toFixed(5),
  pca: +ofComponents.toFixed(5),
  ratio: +(error / ofComponents).toFixed(4),
};
const bytes = writeSafetensors(tensors, 'F32', {
  format: 'pt',
  ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)])),
});
writeFileSync(join(values.weights, 'dream-s/autoencoder.safetensors'), bytes);
process.stdout.write(`${JSON.stringify({ ...facts, bytes: bytes.length, sha256: await sha256(bytes) })}\n`);
