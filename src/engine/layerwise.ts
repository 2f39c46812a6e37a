// Training layer by layer: one program for the blocks of all layers, the head in chunks of the vocabulary. Memory is that of the weights as they are kept,
// of one layer at work, and of what each layer hands its way back; between layers a stop comes through. For models that are too large for one graph.
// Frees everything in dispose().

import { applyGraph, type AdamWConfig, corrections } from '../../models/adamw.ts';
import type { Graph, TensorData } from '../../models/graph/ir.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { LossName } from '../../models/losses/index.ts';
import type { LossOptions } from '../../models/losses/loss.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { PackedShape } from '../../models/qwen/graphs.ts';
import { biasGraph, blockGraphs, blockLayout, squaresGraph, tailGraphs } from '../../models/qwen/layers.ts';
import { assert, must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import type { WeightFile } from './import/layout.ts';
import { headLoss, type HeadPlan, planHead } from './layer-head.ts';
import { type Chunk, type LayerWeights, loadWeights, planWeights } from './layer-weights.ts';
import type { Packed } from './packing.ts';
import { type Runner, runnerOf, Scope } from './runner.ts';
import type { OptimiserState, Session, StepOptions, Sums } from './training.ts';
import { supervisedOf } from './training.ts';

export type LayerwiseSpec = {
  config: QwenConfig;
  lora: LoraConfig;
  weights: WeightFile;
  bucket: PackedShape;
  adamw: AdamWConfig;
  /** One that says `chunks`; cross-entropy unless named. */
  loss?: LossName;
  lossOptions?: LossOptions;
  /** Awaited between layers; may throw to stop. What was begun is then dropped: clear() before going on. */
  pause?: () => Promise<void>;
  /** Bytes of a chunk of the head, for tests. */
  chunkBytes?: number;
};

type ProgramName = 'bias' | 'forward' | 'backward' | 'tail' | 'tailBack' | 'loss' | 'squares' | 'apply';

type Parts = {
  executor: Executor;
  spec: LayerwiseSpec;
  programs: Readonly<Record<ProgramName, Runner>>;
  plan: HeadPlan;
  /** Of the head, by rows of a chunk. */
  heads: ReadonlyMap<number, Runner>;
  weights: LayerWeights;
  chunks: readonly Chunk[];
};

type LayerState = Record<'parameters' | 'm' | 'v' | 'gradient', DeviceTensor>;

/** Bytes that all layers keep of one position for the way back. */
export function activationBytes({
  hidden_size: d,
  num_attention_heads: H,
  num_key_value_heads: KV,
  head_dim: hd,
  intermediate_size: f,
  num_hidden_layers: layers,
}: QwenConfig): number {
  // x, queries, keys, values, what was attended to, the middle, gate and up.
  return 4 * layers * (2 * d + 2 * H * hd + 2 * KV * hd + 2 * f);
}

export class LayerwiseSession implements Session {
  readonly size: number;
  readonly #parts: Parts;
  readonly #perLayer: number;
  #state: LayerState[];
  #step: number;

  private constructor(parts: Parts, parameters: Float32Array, optimiser?: OptimiserState) {
    const { spec } = parts;
    this.#parts = parts;
    this.#perLayer = blockLayout(spec.config, spec.lora).size;
    this.size = this.#perLayer * spec.config.num_hidden_layers;
    assert(parameters.length === this.size, `the adapter has ${this.size} parameters, got ${parameters.length}`);
    const cut = (data: Float32Array | undefined, layer: number): DeviceTensor =>
      this.#flat(data ? data.slice(layer * this.#perLayer, (layer + 1) * this.#perLayer) : this.#zeros());
    this.#state = Array.from({ length: spec.config.num_hidden_layers }, (_, layer) => ({
      parameters: cut(parameters, layer),
      m: cut(optimiser?.m, layer),
      v: cut(optimiser?.v, layer),
      gradient: cut(undefined, layer),
    }));
    this.#step = optimiser?.step ?? 0;
  }

  /** `parameters` [n] in the layout of loraLayout; not changed. @throws AppError engine/compile, engine/out-of-memory, model/safetensors */
  static async create(
    executor: Executor,
    spec: LayerwiseSpec,
    parameters: Float32Array,
    optimiser?: OptimiserState,
  ): Promise<LayerwiseSession> {
    const { config, lora, bucket, adamw, weights: file, pause = async () => undefined } = spec;
    const plan = await planWeights(executor, config, file, spec.chunkBytes);
    const made: Runner[] = [];
    const compile = async (graph: Graph): Promise<Runner> => {
      await pause();
      const runner = await runnerOf(executor, graph);
      made.push(runner);
      return runner;
    };
    try {
      const { blockShapes: shapes, keptAs } = plan;
      const block = blockGraphs({ config, shape: bucket, lora, shapes, keptAs });
      const tail = tailGraphs(config, bucket);
      const head = planHead(config, keptAs, spec.loss, spec.lossOptions);
      const n = blockLayout(config, lora).size;
      const programs = {
        bias: await compile(biasGraph(bucket)),
        forward: await compile(block.forward),
        backward: await compile(block.backward),
        tail: await compile(tail.forward),
        tailBack: await compile(tail.backward),
        loss: await compile(head.graphs.loss),
        squares: await compile(squaresGraph(n)),
        apply: await compile(applyGraph(n, adamw)),
      };
      const heads = new Map<number, Runner>();
      for (const rows of new Set(plan.chunks.map((chunk) => chunk.rows)))
        heads.set(rows, await compile(head.graphs.chunk(rows)));
      const weights = await loadWeights(executor, config, file, plan, pause);
      return new LayerwiseSession(
        { executor, spec, programs, plan: head, heads, weights, chunks: plan.chunks },
        parameters,
        optimiser,
      );
    } catch (error) {
      for (const runner of made) await runner.release();
      throw error;
    }
  }

  /** One unit of work: adds this batch's gradient. Returns Σ weights·loss. @throws AppError train/not-finite, and what `pause` throws */
  async accumulate(batch: Packed): Promise<Sums> {
    const scope = new Scope();
    try {
      const loss = await this.#accumulate(batch, scope);
      if (!Number.isFinite(loss))
        throw new AppError(
          'train/not-finite',
          'The loss is not a number. The step is dropped; the last checkpoint stands.',
          { loss },
        );
      return { loss, manifoldLoss: 0, anchorLoss: 0 };
    } finally {
      scope.dispose();
    }
  }

  async #accumulate(batch: Packed, scope: Scope): Promise<number> {
    const { bucket, config } = this.#parts.spec;
    assert(batch.batch === bucket.batch && batch.time === bucket.time, 'the batch has the shape of the session');
    const grid = [batch.batch, batch.time];
    const tensor = (data: TensorData, shape: readonly number[]): DeviceTensor =>
      scope.add(this.#parts.executor.tensor(data, shape));
    const { bias } = scope.all(await this.#parts.programs.bias.run({ segments: tensor(batch.segments, grid) }));
    const shared = { positions: tensor(batch.positions, grid), bias: must(bias, 'bias') };
    let x = tensor(this.#parts.weights.embed(batch.ids), [...grid, config.hidden_size]);
    const trail: Record<string, DeviceTensor>[] = [];
    for (const [layer, { parameters }] of this.#state.entries()) {
      await this.#pause();
      const { output, ...kept } = scope.all(
        await this.#parts.programs.forward.run({ ...this.#parts.weights.layer(layer), ...shared, x, parameters }),
      );
      trail.push({ ...kept, x });
      x = must(output, 'output');
    }
    const supervised = supervisedOf(batch, {});
    const chosen = {
      rows: tensor(supervised.rows, [supervised.rows.length]),
      places: tensor(supervised.places, [supervised.places.length]),
      norm: this.#parts.weights.norm,
    };
    const { hidden } = scope.all(await this.#parts.programs.tail.run({ x, ...chosen }));
    const head = { ...this.#parts, loss: this.#parts.programs.loss, pause: () => this.#pause() };
    const { loss, gradient } = await headLoss(head, must(hidden, 'hidden'), batch, supervised, scope);
    const back = { x, ...chosen, hidden_gradient: gradient };
    let there = must(scope.all(await this.#parts.programs.tailBack.run(back))['x_gradient'], 'x_gradient');
    for (let layer = trail.length - 1; layer >= 0; layer--) {
      await this.#pause();
      const handed = must(trail[layer], 'trail');
      const state = must(this.#state[layer], 'layer');
      const feeds = { ...this.#parts.weights.layer(layer), ...shared, ...handed, ...state, output_gradient: there };
      const { gradient_out, x_gradient } = await this.#parts.programs.backward.run(feeds);
      scope.free(there, ...Object.values(handed));
      this.#replace(state, 'gradient', must(gradient_out, 'gradient_out'));
      there = scope.add(must(x_gradient, 'x_gradient'));
    }
    return loss;
  }

  /** Ends a step; as TrainingSession.apply. */
  async apply(weight: number, { learningRate, decay, maxNorm }: StepOptions): Promise<number> {
    assert(weight > 0, 'a step has supervised tokens');
    const norm = Math.sqrt(await this.#squares()) / weight;
    if (!Number.isFinite(norm))
      throw new AppError(
        'train/not-finite',
        'The gradient is not a number. The step is dropped; the last checkpoint stands.',
        { norm },
      );
    const { correction1, correction2 } = corrections(this.#step + 1, this.#parts.spec.adamw);
    const scalars = {
      ...{ learning_rate: learningRate, decay, correction1, correction2 },
      // Clipped here, over all layers; each layer by itself is not.
      gradient_scale: Math.min(1, maxNorm / (norm + 1e-6)) / weight,
      max_norm: 1e30,
    };
    const scope = new Scope();
    const feeds = Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [
        name,
        scope.add(this.#parts.executor.tensor(Float32Array.of(value), [])),
      ]),
    );
    for (const state of this.#state) {
      const { parameters_out, m_out, v_out, norm: own } = await this.#parts.programs.apply.run({ ...feeds, ...state });
      own?.dispose();
      this.#replace(state, 'parameters', must(parameters_out, 'parameters_out'));
      this.#replace(state, 'm', must(m_out, 'm_out'));
      this.#replace(state, 'v', must(v_out, 'v_out'));
    }
    scope.dispose();
    this.#step += 1;
    this.clear();
    return norm;
  }

  /** Σ gradient² over all layers, summed where the gradients are: reading one number from a GPU takes as long as reading many. */
  async #squares(): Promise<number> {
    let sum = this.#parts.executor.tensor(Float32Array.of(0), []);
    for (const { gradient } of this.#state) {
      const { squares } = await this.#parts.programs.squares.run({ gradient, before: sum });
      sum.dispose();
      sum = must(squares, 'squares');
    }
    const [value] = await sum.read();
    sum.dispose();
    return Number(value);
  }

  clear(): void {
    for (const state of this.#state) this.#replace(state, 'gradient', this.#flat(this.#zeros()));
  }

  get step(): number {
    return this.#step;
  }

  parameters(): Promise<Float32Array> {
    return this.#gather('parameters');
  }

  gradient(): Promise<Float32Array> {
    return this.#gather('gradient');
  }

  async optimiser(): Promise<OptimiserState> {
    return { m: await this.#gather('m'), v: await this.#gather('v'), step: this.#step };
  }

  setParameters(parameters: Float32Array): void {
    assert(parameters.length === this.size, `the adapter has ${this.size} parameters, got ${parameters.length}`);
    this.#state.forEach((state, layer) =>
      this.#replace(
        state,
        'parameters',
        this.#flat(parameters.slice(layer * this.#perLayer, (layer + 1) * this.#perLayer)),
      ),
    );
  }

  async dispose(): Promise<void> {
    for (const state of this.#state) for (const tensor of Object.values(state)) tensor.dispose();
    this.#parts.weights.dispose();
    for (const runner of [...Object.values(this.#parts.programs), ...this.#parts.heads.values()])
      await runner.release();
  }

  async #gather(name: keyof LayerState): Promise<Float32Array> {
    const out = new Float32Array(this.size);
    for (const [layer, state] of this.#state.entries())
      out.set((await state[name].read()) as Float32Array, layer * this.#perLayer);
    return out;
  }

  /** What was asked of a GPU is waited for: work that waits there cannot be called back. */
  async #pause(): Promise<void> {
    await this.#parts.executor.settle();
    await this.#parts.spec.pause?.();
  }

  #zeros(): Float32Array {
    return new Float32Array(this.#perLayer);
  }

  #flat(data: Float32Array): DeviceTensor {
    return this.#parts.executor.tensor(data, [this.#perLayer]);
  }

  #replace(state: LayerState, name: keyof LayerState, tensor: DeviceTensor): void {
    state[name].dispose();
    state[name] = tensor;
  }
}
