// Parity: runs a reference case (a model folder with expected values) on an executor and reports the worst relative error of every group.
// Used by tests, by `lab parity` and by whoever ports the engine. Errors are ‖a − b‖ / ‖b‖ per tensor, absolute differences for losses.

import { PEFT_PREFIX } from '../../models/lora.ts';
import { flatten, layoutOf, type Tensor, unflatten } from '../../models/parameters.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { forwardGraph, type Trainable, trainableLayout } from '../../models/qwen/graphs.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import { assert, must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { allTensors, importedFile } from './import/memory.ts';
import type { WeightFile } from './import/layout.ts';
import { LayerwiseSession } from './layerwise.ts';
import { emptyPacked, type Packed } from './packing.ts';
import { type Session, TrainingSession } from './training.ts';

/** The files of a case folder, as in `case.json` and Hugging Face layouts. */
export type CaseFiles = {
  config: unknown;
  adapterConfig: unknown;
  case: CaseJson;
  /** model.safetensors; or the model's files by name (config.json, the weights in one file or several), which are then imported as users' models are. */
  model: Uint8Array | ReadonlyMap<string, Uint8Array>;
  adapter: Uint8Array;
  expected: Uint8Array;
};

type Grid = readonly (readonly number[])[];
export type CaseJson = {
  B: number;
  T: number;
  ids: Grid;
  weights: Grid;
  segment_ids: Grid;
  position_ids: Grid;
  scalars: Record<string, number | readonly number[]>;
};

export type ParityReport = { worst: number; device: string; groups: Record<string, number | 'skipped'> };

type Case = {
  config: QwenConfig;
  file: CaseJson;
  weights: ReadonlyMap<string, Tensor>;
  /** As an import keeps it, if the case came through one. */
  imported: WeightFile | null;
  adapter: Map<string, Tensor>;
  expected: Map<string, Tensor>;
  lora: { r: number; lora_alpha: number };
};

async function load(files: CaseFiles): Promise<Case> {
  const adapterConfig = files.adapterConfig as { r: number; lora_alpha: number };
  const { B, T } = files.case;
  const config = { ...parseConfig(files.config), max_position_embeddings: T };
  for (const name of ['ids', 'weights', 'segment_ids', 'position_ids'] as const)
    if (!Array.isArray(files.case[name]) || files.case[name].length !== B)
      throw new AppError('parity/case', `case.json has no ${name} of ${B} rows.`);
  const adapter = new Map(
    [...readSafetensors(files.adapter).tensors].map(([name, tensor]) => [name.replace(PEFT_PREFIX, ''), tensor]),
  );
  const imported = files.model instanceof Uint8Array ? null : await importedFile(files.model, 'f32');
  return {
    config,
    file: files.case,
    weights:
      files.model instanceof Uint8Array
        ? readSafetensors(files.model).tensors
        : await allTensors(must(imported, 'imported')),
    imported,
    adapter,
    expected: readSafetensors(files.expected).tensors,
    lora: { r: adapterConfig.r, lora_alpha: adapterConfig.lora_alpha },
  };
}

function batchOf({ file }: Case, packed: boolean): Packed {
  const { B, T } = file;
  const flat = (grid: Grid, from = 0): number[] => grid.flatMap((row) => row.slice(from, from + T));
  const weights = Float32Array.from(flat(file.weights));
  return {
    ...emptyPacked(B, T),
    ids: BigInt64Array.from(flat(file.ids), BigInt),
    targets: BigInt64Array.from(flat(file.ids, 1), BigInt),
    positions: BigInt64Array.from(
      packed ? flat(file.position_ids) : Array.from({ length: B * T }, (_, i) => i % T),
      BigInt,
    ),
    segments: packed ? Int32Array.from(flat(file.segment_ids)) : new Int32Array(B * T),
    weights,
    supervised: weights.reduce((a, b) => a + b, 0),
  };
}

export function relativeError(actual: Float32Array, expected: Float32Array): number {
  assert(actual.length === expected.length, `sizes agree: ${actual.length} and ${expected.length}`);
  let [difference, norm] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += ((actual[i] as number) - (expected[i] as number)) ** 2;
    norm += (expected[i] as number) ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-12);
}

function trainables(c: Case): {
  full: { trainable: Trainable; flat: Float32Array };
  lora: { trainable: Trainable; flat: Float32Array };
} {
  const full: Trainable = { mode: 'full' };
  const lora: Trainable = { mode: 'lora', lora: c.lora, base: c.weights };
  return {
    full: { trainable: full, flat: flatten(layoutOf(weightShapes(c.config)), c.weights) },
    lora: { trainable: lora, flat: flatten(trainableLayout(c.config, lora), c.adapter) },
  };
}

async function forward(
  executor: Executor,
  c: Case,
  trainable: Trainable,
  flat: Float32Array,
  packed: boolean,
): Promise<Map<string, Float32Array>> {
  const batch = batchOf(c, packed);
  const shape = [batch.batch, batch.time];
  const program = await executor.compile(forwardGraph(c.config, batch, trainable));
  const t = (data: Packed['ids'] | Packed['segments']): DeviceTensor => executor.tensor(data, shape);
  const out = await program.run({
    parameters: executor.tensor(flat, [flat.length]),
    ids: t(batch.ids),
    positions: t(batch.positions),
    segments: t(batch.segments),
  });
  const read = await Promise.all(
    Object.entries(out).map(
      async ([name, tensor]) => [name, Float32Array.from((await tensor.read()) as Float32Array)] as const,
    ),
  );
  for (const tensor of Object.values(out)) tensor.dispose();
  await program.release();
  return new Map(read);
}

type Way = 'full' | 'lora' | 'layers';

const REFERENCE_ADAMW = { beta1: 0.9, beta2: 0.999, eps: 1e-8 };

async function openSession(executor: Executor, c: Case, way: Way, bucket: Packed): Promise<Session> {
  const { config, lora } = c;
  const { trainable, flat } = trainables(c)[way === 'full' ? 'full' : 'lora'];
  if (way !== 'layers')
    return TrainingSession.create(executor, { config, trainable, buckets: [bucket], adamw: REFERENCE_ADAMW }, flat);
  const weights = must(c.imported, 'an import');
  // Several chunks of a head that would fit into one.
  const chunkBytes = config.vocab_size * config.hidden_size;
  return LayerwiseSession.create(executor, { config, lora, weights, bucket, adamw: REFERENCE_ADAMW, chunkBytes }, flat);
}

/** Gradient errors and loss errors of one way of training; then five AdamW steps on the same batch. */
async function training(
  executor: Executor,
  c: Case,
  way: Way,
  packed: boolean,
  steps: number,
): Promise<{ gradient: number; losses: number }> {
  const which = way === 'full' ? 'full' : 'lora';
  const { trainable } = trainables(c)[which];
  const batch = batchOf(c, packed);
  const name = `ce_${which}${packed ? '_packed' : ''}`;
  const session = await openSession(executor, c, way, batch);
  try {
    const first = (await session.accumulate(batch)).loss / batch.supervised;
    const gradient = (await session.gradient()).map((g) => g / batch.supervised);
    const parts = unflatten(trainableLayout(c.config, trainable), gradient);
    const errors = [...parts].map(([key, { data }]) =>
      relativeError(data, must(c.expected.get(`grad.${name}.${key}`), `expected grad.${name}.${key}`).data),
    );
    const expectedLosses = steps
      ? (c.file.scalars[`adamw_${which}`] as readonly number[])
      : [c.file.scalars[name] as number];
    const losses = [first];
    for (let step = 1; step < expectedLosses.length; step++) {
      await session.apply(batch.supervised, { learningRate: 1e-3, decay: 0.01, maxNorm: 1e9 });
      losses.push((await session.accumulate(batch)).loss / batch.supervised);
    }
    return {
      gradient: Math.max(...errors),
      losses: Math.max(...losses.map((loss, i) => Math.abs(loss - (expectedLosses[i] as number)))),
    };
  } finally {
    await session.dispose();
  }
}

/** Every group of the case on this executor. Groups that the product does not compute yet are 'skipped'. */
export async function parity(executor: Executor, files: CaseFiles): Promise<ParityReport> {
  const c = await load(files);
  const { full, lora } = trainables(c);
  const expect = (name: string): Float32Array => must(c.expected.get(name), `expected ${name}`).data;
  const plain = await forward(executor, c, full.trainable, full.flat, false);
  const adapted = await forward(executor, c, lora.trainable, lora.flat, false);
  const packed = await forward(executor, c, full.trainable, full.flat, true);
  const of = (found: Map<string, Float32Array>, name: string): Float32Array => must(found.get(name), name);
  const past = [...plain.keys()].filter((name) => name.startsWith('present.'));
  const ceFull = await training(executor, c, 'full', false, 5);
  const ceLora = await training(executor, c, 'lora', false, 5);
  const cePacked = await training(executor, c, 'lora', true, 0);
  const layers = c.imported && {
    plain: await training(executor, c, 'layers', false, 5),
    packed: await training(executor, c, 'layers', true, 0),
  };
  const groups: ParityReport['groups'] = {
    logits: relativeError(of(plain, 'logits'), expect('logits')),
    logits_lora: relativeError(of(adapted, 'logits'), expect('logits_lora')),
    logits_packed: relativeError(of(packed, 'logits'), expect('logits_packed')),
    hidden: relativeError(of(plain, 'hidden'), expect('hidden')),
    past: Math.max(...past.map((name) => relativeError(of(plain, name), expect(name.replace('present', 'past'))))),
    ce_full: ceFull.gradient,
    ce_lora: ceLora.gradient,
    ce_lora_packed: Math.max(cePacked.gradient, cePacked.losses),
    adamw_full: ceFull.losses,
    adamw_lora: ceLora.losses,
    ...(layers
      ? {
          layers_lora: layers.plain.gradient,
          layers_lora_packed: Math.max(layers.packed.gradient, layers.packed.losses),
          layers_adamw_lora: layers.plain.losses,
        }
      : {}),
    kl_topk_lora: 'skipped',
    dpo_lora: 'skipped',
  };
  const worst = Math.max(
    ...Object.values(groups)
      .filter((error): error is number => error !== 'skipped')
      .map((error) => (Number.isNaN(error) ? Infinity : error)),
  );
  return { worst, device: executor.device, groups };
}
