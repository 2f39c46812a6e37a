// A training session: the accumulate and apply graphs of one model on one executor, with parameters, gradient and optimiser state held as flat
// tensors. It knows no data, schedule or stage; the caller decides when a step ends. Frees everything in dispose().

import type { TensorData } from '../../models/graph/ir.ts';
import { type AdamWConfig, applyGraph, corrections } from '../../models/adamw.ts';
import {
  accumulateGraph,
  type Objective,
  type PackedShape,
  type Trainable,
  trainableLayout,
} from '../../models/qwen/graphs.ts';
import { chooseLoss } from '../../models/losses/build.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { AppError } from '../lib/errors.ts';
import { assert, must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import type { DeviceTensor, Executor, Program } from './executor/executor.ts';
import type { KeptPrograms } from './kept-programs.ts';
import { lossFeeds } from './loss-feeds.ts';
import type { Packed } from './packing.ts';
import type { PlacedRows } from './placed-rows.ts';

export type StepOptions = { learningRate: number; decay: number; maxNorm: number };

export type SessionSpec = {
  config: QwenConfig;
  trainable: Trainable;
  /** At most three at a time; a batch runs in the bucket of exactly its shape. More can be added later. */
  buckets: readonly PackedShape[];
  adamw: AdamWConfig;
  objective?: Objective;
  /** Where only upper layers are trained: what those under them make of a batch. */
  below?: PlacedRows;
  /** Where hidden states are held against given ones (Objective): those. */
  targets?: PlacedRows;
};

/** Weights [B, T] of the terms beside the loss. */
export type Terms = {
  /** Of the autoencoder's term, used as they are: scale them so that the objective has the wanted balance. */
  manifold?: Float32Array | undefined;
  /** The part of each loss weight that goes to the frozen base's own distribution instead of to the target. */
  anchor?: Float32Array | undefined;
};

export type Sums = { loss: number; manifoldLoss: number; anchorLoss: number };

export type OptimiserState = { m: Float32Array; v: Float32Array; step: number };

export const ADAMW: AdamWConfig = { beta1: 0.9, beta2: 0.98, eps: 1e-8 };

/** What trains a set of parameters, however it is run: TrainingSession in one graph, LayerwiseSession (layerwise.ts) layer by layer. */
export type Session = {
  readonly size: number;
  readonly step: number;
  accumulate(batch: Packed, terms?: Terms): Promise<Sums>;
  apply(weight: number, options: StepOptions): Promise<number>;
  clear(): void;
  parameters(): Promise<Float32Array>;
  gradient(): Promise<Float32Array>;
  optimiser(): Promise<OptimiserState>;
  setParameters(parameters: Float32Array): void;
  dispose(): Promise<void>;
};

const MOST_BUCKETS = 3;
const KEPT = ['gradient_out', 'parameters_out', 'm_out', 'v_out'];

export class TrainingSession implements Session {
  readonly size: number;
  readonly #executor: Executor;
  readonly #spec: SessionSpec;
  readonly #accumulate = new Map<string, Program>();
  readonly #apply: Program;
  readonly #kept: KeptPrograms | null;
  #state: Record<'parameters' | 'm' | 'v' | 'gradient', DeviceTensor>;
  #step: number;

  private constructor(
    executor: Executor,
    spec: SessionSpec,
    apply: Program,
    parameters: Float32Array,
    optimiser: OptimiserState | undefined,
    kept: KeptPrograms | null,
  ) {
    this.#kept = kept;
    this.#executor = executor;
    this.#spec = spec;
    this.#apply = apply;
    this.size = parameters.length;
    const flat = (data: Float32Array): DeviceTensor => executor.tensor(data, [this.size]);
    const zeros = (): Float32Array => new Float32Array(this.size);
    this.#state = {
      parameters: flat(parameters),
      m: flat(optimiser?.m ?? zeros()),
      v: flat(optimiser?.v ?? zeros()),
      gradient: flat(zeros()),
    };
    this.#step = optimiser?.step ?? 0;
  }

  /**
   * Compiles the graphs. `parameters` [n] in the layout of the trainable set; not changed.
   * @param kept where programs outlive the session; its owner has begun this training there, and releases them
   */
  static async create(
    executor: Executor,
    spec: SessionSpec,
    parameters: Float32Array,
    optimiser?: OptimiserState,
    kept: KeptPrograms | null = null,
  ): Promise<TrainingSession> {
    const size = trainableLayout(spec.config, spec.trainable).size;
    assert(parameters.length === size, `the trainable set has ${size} parameters, got ${parameters.length}`);
    const compile = (): Promise<Program> => executor.compile(applyGraph(size, spec.adamw), { keepOnDevice: KEPT });
    const apply = await (kept?.get('apply', compile) ?? compile());
    const session = new TrainingSession(executor, spec, apply, parameters, optimiser, kept);
    for (const bucket of spec.buckets) await session.addBucket(bucket);
    return session;
  }

  /** Compiles one more bucket, if it is not there yet. @param needed where there is no room for it, all but these are freed; absent: all are needed */
  async addBucket(bucket: PackedShape, needed?: readonly PackedShape[]): Promise<void> {
    if (this.#accumulate.has(keyOf(bucket))) return;
    if (needed && this.#accumulate.size === MOST_BUCKETS) await this.#keepBuckets(needed);
    assert(this.#accumulate.size < MOST_BUCKETS, 'a session has at most three length buckets');
    const { config, trainable, objective } = this.#spec;
    const compile = (): Promise<Program> =>
      this.#executor.compile(accumulateGraph(config, bucket, trainable, objective), { keepOnDevice: KEPT });
    const program = await (this.#kept?.get(keyOf(bucket), compile) ?? compile());
    this.#accumulate.set(keyOf(bucket), program);
  }

  /** Frees every bucket but this one. */
  keepBucket(bucket: PackedShape): Promise<void> {
    return this.#keepBuckets([bucket]);
  }

  async #keepBuckets(buckets: readonly PackedShape[]): Promise<void> {
    const kept = new Set(buckets.map(keyOf));
    for (const [key, program] of this.#accumulate) {
      if (kept.has(key)) continue;
      this.#accumulate.delete(key);
      await (this.#kept?.drop(key) ?? program.release());
    }
  }

  /**
   * One unit of work: adds this batch's gradient. Returns Σ weights·loss and the sums of the terms that the objective has, else 0.
   */
  async accumulate(batch: Packed, terms: Terms = {}): Promise<Sums> {
    const program = must(this.#accumulate.get(keyOf(batch)), `bucket ${keyOf(batch)}`);
    const shape = [batch.batch, batch.time];
    const { autoencoder, anchored, loss = 'cross-entropy', lossOptions } = this.#spec.objective ?? {};
    const supervised = supervisedOf(batch, {
      manifold: autoencoder ? terms.manifold : undefined,
      anchor: anchored ? terms.anchor : undefined,
    });
    const feeds = lossFeeds(chooseLoss(loss, lossOptions).inputs, batch, supervised);
    const t = (data: TensorData, dims: readonly number[] = [data.length]): DeviceTensor =>
      this.#executor.tensor(data, dims);
    const { below, targets, config } = this.#spec;
    const inputs: Record<string, DeviceTensor> = {
      ...(below ? { below: t(below.of(batch), [...shape, config.hidden_size]) } : { ids: t(batch.ids, shape) }),
      positions: t(batch.positions, shape),
      segments: t(batch.segments, shape),
      rows: t(supervised.rows),
      places: t(supervised.places),
    };
    for (const [name, { data, shape: dims }] of Object.entries(feeds)) inputs[name] = t(data, dims);
    if (autoencoder) inputs['manifold_weights'] = t(supervised.manifold);
    if (targets) inputs['manifold_targets'] = t(...rowsAt(targets.of(batch), supervised.rows, config.hidden_size));
    if (anchored) inputs['anchor_weights'] = t(supervised.anchor);
    const held = { parameters: this.#state.parameters, gradient: this.#state.gradient };
    const out = await this.#run(program, held, inputs);
    this.#replace('gradient', must(out['gradient_out'], 'gradient_out'));
    const read = async (name: string): Promise<number> => (out[name] ? readScalar(out[name]) : 0);
    const sums = {
      loss: await readScalar(out['loss']),
      manifoldLoss: await read('manifold_loss'),
      anchorLoss: await read('anchor_loss'),
    };
    if (!Number.isFinite(sums.loss + sums.manifoldLoss + sums.anchorLoss))
      throw new AppError(
        'train/not-finite',
        'The loss is not a number. The step is dropped; the last checkpoint stands.',
        sums,
      );
    return sums;
  }

  /** Ends a step: scales the gradient by 1 / weight (Σ of the loss weights since the last step), clips, updates, clears. Returns the gradient norm. */
  async apply(weight: number, { learningRate, decay, maxNorm }: StepOptions): Promise<number> {
    assert(weight > 0, 'a step has supervised tokens');
    const { correction1, correction2 } = corrections(this.#step + 1, this.#spec.adamw);
    const scalars = {
      learning_rate: learningRate,
      decay,
      gradient_scale: 1 / weight,
      max_norm: maxNorm,
      correction1,
      correction2,
    };
    const inputs = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [name, this.#executor.tensor(Float32Array.of(value), [])]),
    );
    const out = await this.#run(this.#apply, this.#state, inputs);
    const norm = await readScalar(out['norm']);
    if (!Number.isFinite(norm)) {
      for (const name of ['parameters_out', 'm_out', 'v_out']) out[name]?.dispose();
      throw new AppError(
        'train/not-finite',
        'The gradient is not a number. The step is dropped; the last checkpoint stands.',
        { norm },
      );
    }
    this.#step += 1;
    for (const name of ['parameters', 'm', 'v'] as const) this.#replace(name, must(out[`${name}_out`], name));
    this.clear();
    return norm;
  }

  /** Forgets the gradient gathered so far. */
  clear(): void {
    this.#replace('gradient', this.#executor.tensor(new Float32Array(this.size), [this.size]));
  }

  get step(): number {
    return this.#step;
  }

  /** A copy of the parameters [n]. */
  async parameters(): Promise<Float32Array> {
    return Float32Array.from((await this.#state.parameters.read()) as Float32Array);
  }

  /** A copy of the gradient gathered so far [n]. */
  async gradient(): Promise<Float32Array> {
    return Float32Array.from((await this.#state.gradient.read()) as Float32Array);
  }

  async optimiser(): Promise<OptimiserState> {
    const copy = async (name: 'm' | 'v'): Promise<Float32Array> =>
      Float32Array.from((await this.#state[name].read()) as Float32Array);
    return { m: await copy('m'), v: await copy('v'), step: this.#step };
  }

  /** Replaces the parameters, leaving the optimiser as it is. */
  setParameters(parameters: Float32Array): void {
    assert(parameters.length === this.size, `the trainable set has ${this.size} parameters, got ${parameters.length}`);
    this.#replace('parameters', this.#executor.tensor(parameters, [this.size]));
  }

  async dispose(): Promise<void> {
    for (const tensor of Object.values(this.#state)) tensor.dispose();
    if (this.#kept) return;
    for (const program of [...this.#accumulate.values(), this.#apply]) await program.release();
  }

  /** Runs, then frees the inputs that were made for this run. */
  async #run(
    program: Program,
    held: Readonly<Record<string, DeviceTensor>>,
    made: Readonly<Record<string, DeviceTensor>>,
  ): Promise<Record<string, DeviceTensor>> {
    try {
      return await program.run({ ...held, ...made });
    } finally {
      for (const tensor of Object.values(made)) tensor.dispose();
    }
  }

  #replace(name: 'parameters' | 'm' | 'v' | 'gradient', tensor: DeviceTensor): void {
    this.#state[name].dispose();
    this.#state[name] = tensor;
  }
}

function keyOf({ batch, time }: PackedShape): string {
  return `${batch}x${time}`;
}

export type Supervised = {
  rows: BigInt64Array;
  places: BigInt64Array;
  targets: BigInt64Array;
  weights: Float32Array;
  manifold: Float32Array;
  anchor: Float32Array;
};

/** The positions with a weight, one at least, as the accumulate graph wants them. */
export function supervisedOf({ weights, targets }: Packed, terms: Terms): Supervised {
  const { manifold = new Float32Array(weights.length), anchor = new Float32Array(weights.length) } = terms;
  const chosen = Array.from(weights.keys()).filter((cell) => weights[cell] !== 0 || manifold[cell] !== 0);
  if (chosen.length === 0) chosen.push(0);
  const places = new BigInt64Array(weights.length);
  chosen.forEach((cell, place) => (places[cell] = BigInt(place + 1)));
  return {
    rows: BigInt64Array.from(chosen, BigInt),
    places,
    targets: BigInt64Array.from(chosen, (cell) => targets[cell] as bigint),
    weights: Float32Array.from(chosen, (cell) => (weights[cell] as number) - (anchor[cell] as number)),
    manifold: Float32Array.from(chosen, (cell) => manifold[cell] as number),
    anchor: Float32Array.from(chosen, (cell) => anchor[cell] as number),
  };
}

/** Some rows of a matrix of this width, and their shape. */
function rowsAt(data: Float32Array, rows: BigInt64Array, width: number): [Float32Array, number[]] {
  const out = new Float32Array(rows.length * width);
  rows.forEach((row, i) => out.set(data.subarray(Number(row) * width, (Number(row) + 1) * width), i * width));
  return [out, [rows.length, width]];
}

async function readScalar(tensor: DeviceTensor | undefined): Promise<number> {
  const held = must(tensor, 'a scalar output');
  const [value] = await held.read();
  held.dispose();
  return Number(value);
}

export type SelfCheckOptions = {
  tolerance?: number;
  /** Also checks these terms. */
  terms?: Terms;
  /** Parameters at which to check instead of the session's own: a fresh adapter has zero gradients that would hide a wrong rule. */
  at?: Float32Array;
  /** Awaited before every run; may throw to stop. */
  pause?: () => Promise<void>;
};

/**
 * Gradient self-check: the slope measured by central differences along a random direction must equal gradient · direction within `tolerance`
 * (relative) at one of a few step lengths, and the gradient must not be zero. Leaves parameters and gradient as they were before it (gradient cleared), however it ends.
 * @throws AppError train/self-check when this device computes wrong gradients: it must not train.
 */
export async function selfCheck(session: Session, batch: Packed, options: SelfCheckOptions = {}): Promise<number> {
  const { tolerance = 0.02, terms, pause } = options;
  const own = await session.parameters();
  const centre = options.at ?? own;
  const objective = async (parameters: Float32Array): Promise<number> => {
    await pause?.();
    session.setParameters(parameters);
    session.clear();
    const { loss, manifoldLoss, anchorLoss } = await session.accumulate(batch, terms);
    return loss + manifoldLoss + anchorLoss;
  };
  try {
    const loss = await objective(centre);
    const gradient = await session.gradient();
    const { direction, slope, norm } = probe(gradient);
    let [error, measured] = [Infinity, 0];
    for (const size of CHECK_STEPS) {
      const moved = (sign: number): Float32Array => centre.map((p, i) => p + sign * size * (direction[i] as number));
      const found = ((await objective(moved(1))) - (await objective(moved(-1)))) / (2 * size);
      const off = Math.abs(found - slope) / Math.max(Math.abs(slope), 1e-12);
      if (off < error) [error, measured] = [off, found];
      if (error <= tolerance / 20) break;
    }
    if (!(norm > 0) || !(error <= tolerance))
      throw new AppError(
        'train/self-check',
        `This device computes wrong gradients (slope ${measured}, expected ${slope}). Training is switched off on it; choose another device.`,
        { measured, slope, norm, loss },
      );
    return error;
  } finally {
    session.setParameters(own);
    session.clear();
  }
}

/**
 * Lengths of the steps that are tried until one agrees: long ones leave the stretch in which the loss is straight, short ones drown in float32 rounding, and
 * where the two meet depends on how flat the loss is. A wrong rule is wrong at every length.
 */
const CHECK_STEPS = [0.01, 0.03, 0.003, 0.1, 0.001];

/** A direction along the gradient plus noise of the same length: steep enough that float32 rounding of the loss does not hide the slope. */
function probe(gradient: Float32Array): { direction: Float32Array; slope: number; norm: number } {
  const random = rng('self-check');
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  const direction = gradient.map((g) => g / (norm || 1) + random.normal() / Math.sqrt(gradient.length));
  const slope = direction.reduce((sum, d, i) => sum + d * (gradient[i] as number), 0);
  return { direction, slope, norm };
}
