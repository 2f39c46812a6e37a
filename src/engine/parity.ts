// Parity: runs a reference case (a model folder with expected values) on an executor and reports the worst relative error of every group.
// Used by tests, by `lab parity` and by whoever ports the engine. Errors are ‖a − b‖ / ‖b‖ per tensor, absolute differences for losses.

import { PEFT_PREFIX } from '../../models/lora.ts';
import { flatten, layoutOf, type Tensor, unflatten } from '../../models/parameters.ts';
import { losses } from '../../models/losses/index.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { forwardGraph, type Trainable, trainableLayout } from '../../models/qwen/graphs.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { relativeError } from '../lib/relative-error.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { allTensors, importedFile } from './import/memory.ts';
import type { WeightFile } from './import/layout.ts';
import { LayerwiseSession } from './layerwise.ts';
import { lossWeight } from './loss-feeds.ts';
import type { Packed } from './packing.ts';
import { caseBatch, type LossCase, lossCases } from './parity-losses.ts';
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

export type Grid = readonly (readonly number[])[];
export type CaseJson = {
  B: number;
  T: number;
  ids: Grid;
  weights: Grid;
  segment_ids: Grid;
  position_ids: Grid;
  teacher_top_ids: readonly Grid[];
  teacher_top_probs: readonly Grid[];
  rejected_ids: Grid;
  completion_weights: Grid;
  dpo_beta: number;
  scalars: Record<string, number | readonly number[]>;
};

export type ParityReport = { worst: number; device: string; groups: Record<string, number> };

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

const GRIDS = [
  ...(['ids', 'weights', 'segment_ids', 'position_ids', 'teacher_top_ids', 'teacher_top_probs'] as const),
  ...(['rejected_ids', 'completion_weights'] as const),
] as const;

async function load(files: CaseFiles): Promise<Case> {
  const adapterConfig = files.adapterConfig as { r: number; lora_alpha: number };
  const { B, T } = files.case;
  const config = { ...parseConfig(files.config), max_position_embeddings: T };
  for (const name of GRIDS)
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

/** What the model computes for each batch; all of one shape, by one program: a GPU takes seconds to make one. */
async function forward(
  executor: Executor,
  c: Case,
  { trainable, flat }: { trainable: Trainable; flat: Float32Array },
  batches: readonly Packed[],
): Promise<Map<string, Float32Array>[]> {
  const program = await executor.compile(forwardGraph(c.config, must(batches[0], 'a batch'), trainable));
  const all: Map<string, Float32Array>[] = [];
  for (const batch of batches) {
    const t = (data: Packed['ids'] | Packed['segments']): DeviceTensor =>
      executor.tensor(data, [batch.batch, batch.time]);
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
    all.push(new Map(read));
  }
  await program.release();
  return all;
}

type Way = 'full' | 'lora' | 'layers';

const REFERENCE_ADAMW = { beta1: 0.9, beta2: 0.999, eps: 1e-8 };

async function openSession(
  executor: Executor,
  c: Case,
  { way, batch: bucket, loss, lossOptions }: Training,
): Promise<Session> {
  const { config, lora } = c;
  const { trainable, flat } = trainables(c)[way === 'full' ? 'full' : 'lora'];
  const adamw = REFERENCE_ADAMW;
  const learned = { loss, lossOptions };
  if (way !== 'layers')
    return TrainingSession.create(executor, { config, trainable, buckets: [bucket], adamw, objective: learned }, flat);
  const weights = must(c.imported, 'an import');
  // Several chunks of a head that would fit into one.
  const chunkBytes = config.vocab_size * config.hidden_size;
  return LayerwiseSession.create(executor, { config, lora, weights, bucket, adamw, chunkBytes, ...learned }, flat);
}

/** One expected gradient: of a loss on a batch. `steps`: the expected losses of so many AdamW steps. */
type Training = LossCase & { name: string; way: Way; steps?: readonly number[] };
type Errors = { gradient: number; losses: number };

/** Gradient errors and loss errors of one way of training, at most over five AdamW steps on the same batch. */
async function training(executor: Executor, c: Case, what: Training): Promise<Errors> {
  const session = await openSession(executor, c, what);
  try {
    return await errorsOf(session, c, what);
  } finally {
    await session.dispose();
  }
}

/** @param session of this loss, on batches of this shape; its parameters are other ones afterwards if there are steps */
async function errorsOf(session: Session, c: Case, { name, way, batch, loss, steps }: Training): Promise<Errors> {
  const { trainable } = trainables(c)[way === 'full' ? 'full' : 'lora'];
  const weight = lossWeight(losses[loss], batch);
  const first = (await session.accumulate(batch)).loss / weight;
  const gradient = (await session.gradient()).map((g) => g / weight);
  const parts = unflatten(trainableLayout(c.config, trainable), gradient);
  const errors = [...parts].map(([key, { data }]) =>
    relativeError(data, must(c.expected.get(`grad.${name}.${key}`), `expected grad.${name}.${key}`).data),
  );
  const expected = steps ?? [must(c.file.scalars[name], name) as number];
  const found = [first];
  for (let step = 1; step < expected.length; step++) {
    await session.apply(weight, { learningRate: 1e-3, decay: 0.01, maxNorm: 1e9 });
    found.push((await session.accumulate(batch)).loss / weight);
  }
  session.clear();
  return {
    gradient: Math.max(...errors),
    losses: Math.max(...found.map((loss, i) => Math.abs(loss - (expected[i] as number)))),
  };
}

/** Errors of every loss of the case, as one graph or layer by layer. */
async function lossGroups(
  executor: Executor,
  c: Case,
  base: Float32Array,
  layers: boolean,
): Promise<ParityReport['groups']> {
  const way = layers ? 'layers' : 'lora';
  const prefix = layers ? 'layers_' : '';
  const groups: ParityReport['groups'] = {};
  const note = (name: string, { gradient, losses: error }: Errors): void => {
    groups[layers ? `layers_${name.replace('ce_', '')}` : name] = Math.max(gradient, error);
  };
  const adamw = c.file.scalars['adamw_lora'] as readonly number[];
  const { ce_lora, ce_lora_packed, ...others } = lossCases(c.file, base);
  // Both are of one graph, which a GPU takes seconds to make ready.
  const session = await openSession(executor, c, { ...ce_lora, name: 'ce_lora', way });
  try {
    note('ce_lora_packed', await errorsOf(session, c, { ...ce_lora_packed, name: 'ce_lora_packed', way }));
    const stepped = await errorsOf(session, c, { ...ce_lora, name: 'ce_lora', way, steps: adamw });
    groups[layers ? 'layers_lora' : 'ce_lora'] = stepped.gradient;
    groups[`${prefix}adamw_lora`] = stepped.losses;
  } finally {
    await session.dispose();
  }
  for (const [name, what] of Object.entries(others)) note(name, await training(executor, c, { ...what, name, way }));
  return groups;
}

/** Every group of the case on this executor. @throws AppError parity/case when the case expects a gradient that no group is of */
export async function parity(executor: Executor, files: CaseFiles): Promise<ParityReport> {
  const c = await load(files);
  const { full, lora } = trainables(c);
  const expect = (name: string): Float32Array => must(c.expected.get(name), `expected ${name}`).data;
  const [ids, segmented] = [caseBatch(c.file, false), caseBatch(c.file, true)];
  const others = caseBatch({ ...c.file, ids: c.file.rejected_ids }, false);
  const [plain, packed, rejected] = await forward(executor, c, full, [ids, segmented, others]);
  const [adapted] = await forward(executor, c, lora, [ids]);
  const of = (found: Map<string, Float32Array> | undefined, name: string): Float32Array => must(found?.get(name), name);
  const base = Float32Array.from([...of(plain, 'logits'), ...of(rejected, 'logits')]);
  const past = [...(plain?.keys() ?? [])].filter((name) => name.startsWith('present.'));
  const { ce_lora } = lossCases(c.file, base);
  const adamw = c.file.scalars['adamw_full'] as readonly number[];
  const ceFull = await training(executor, c, { ...ce_lora, name: 'ce_full', way: 'full', steps: adamw });
  const groups: ParityReport['groups'] = {
    logits: relativeError(of(plain, 'logits'), expect('logits')),
    logits_lora: relativeError(of(adapted, 'logits'), expect('logits_lora')),
    logits_packed: relativeError(of(packed, 'logits'), expect('logits_packed')),
    hidden: relativeError(of(plain, 'hidden'), expect('hidden')),
    past: Math.max(...past.map((name) => relativeError(of(plain, name), expect(name.replace('present', 'past'))))),
    ce_full: ceFull.gradient,
    adamw_full: ceFull.losses,
    ...(await lossGroups(executor, c, base, false)),
    ...(c.imported ? await lossGroups(executor, c, base, true) : {}),
  };
  const missing = [...c.expected.keys()]
    .map((name) => /^grad\.(\w+)\./.exec(name)?.[1])
    .find((loss) => loss && !(loss in groups));
  if (missing)
    throw new AppError('parity/case', `No group is of the gradients grad.${missing}.* that this case expects.`);
  const worst = Math.max(...Object.values(groups).map((error) => (Number.isNaN(error) ? Infinity : error)));
  return { worst, device: executor.device, groups };
}
