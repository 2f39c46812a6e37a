// The frozen weights of a model as inputs of the programs of models/qwen/layers.ts: layer by layer, the head in chunks of the vocabulary, and the embedding
// on the host, where a few of its rows are looked up. One copy of each, as it was imported. On a GPU it lies in GPU memory and is widened there, by the
// programs; on a CPU it lies on the host and each layer is widened when its turn comes, which is much faster than what the runtime offers for it.

import { fromHalves } from '../../models/halves.ts';
import type { Kept, KeptAs, Shapes } from '../../models/qwen/weight-inputs.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { headName } from '../../models/qwen/decoder.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { type KeptTensor, rowsAt, rowsOf, valuesOf, type WeightFile } from './import/layout.ts';

/** A chunk of the head in float32 takes at most this: far under what any GPU binds at once, and a product that is worth its run. */
const CHUNK_BYTES = 64 << 20;

export type Feeds = Readonly<Record<string, DeviceTensor>>;
export type Chunk = { start: number; rows: number };

/** How tensors come into programs, before any is loaded. */
export type WeightPlan = { blockShapes: Shapes; keptAs: KeptAs; chunks: readonly Chunk[] };

export type LayerWeights = {
  /** The inputs of a layer; good until the next call of this or of `head`. */
  layer(index: number): Feeds;
  /** The same for a chunk of the head, by its place in the plan. */
  head(index: number): Feeds;
  /** Of the last layer's output. */
  readonly norm: DeviceTensor;
  /** Rows of the embedding, [ids, width]. */
  embed(ids: BigInt64Array): Float32Array;
  dispose(): void;
};

/** Reads what a layer and the head look like. @param chunkBytes for tests */
export async function planWeights(
  executor: Executor,
  config: QwenConfig,
  file: WeightFile,
  chunkBytes = CHUNK_BYTES,
): Promise<WeightPlan> {
  const halves = await executor.readsHalves();
  const kindOf = (kept: Kept): Kept => (onHost(executor) || (kept === 'f16' && !halves) ? 'f32' : kept);
  const first = 'model.layers.0.';
  const outline = file.outline();
  const kinds = new Map<string, Kept>();
  const blockShapes = new Map<string, readonly number[]>();
  for (const { name, shape, kept } of outline.filter((each) => each.name.startsWith(first))) {
    blockShapes.set(name.slice(first.length), shape);
    kinds.set(name.slice(first.length), kindOf(kept));
  }
  const head = must(
    outline.find(({ name }) => name === headName(config)),
    headName(config),
  );
  kinds.set(HEAD, kindOf(head.kept));
  return {
    blockShapes,
    keptAs: (name) => must(kinds.get(name), name),
    chunks: chunksOf(config.vocab_size, config.hidden_size * 4, chunkBytes),
  };
}

const HEAD = 'head';
const onHost = (executor: Executor): boolean => executor.device !== 'webgpu';
/** Equal chunks if the rows divide into not much more of them, else a last one that is smaller. */
function chunksOf(rows: number, rowBytes: number, most: number): Chunk[] {
  const least = Math.ceil((rows * rowBytes) / most);
  const equal = Array.from({ length: least + 1 }, (_, i) => least + i).find((count) => rows % count === 0);
  const size = Math.ceil(rows / (equal ?? least));
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    start: i * size,
    rows: Math.min(size, rows - i * size),
  }));
}

/** A layer's tensors, or a chunk, by the names of their inputs. */
type Part = ReadonlyMap<string, KeptTensor>;

/**
 * All weights, read once. @param pause awaited before every layer; may throw to stop, then nothing stays.
 * @throws AppError engine/out-of-memory, model/safetensors
 */
export async function loadWeights(
  executor: Executor,
  config: QwenConfig,
  file: WeightFile,
  plan: WeightPlan,
  pause: () => Promise<void>,
): Promise<LayerWeights> {
  const place = onHost(executor) ? new HostPlace(executor) : new DevicePlace(executor, plan.keptAs);
  try {
    for (let layer = 0; layer < config.num_hidden_layers; layer++) {
      await pause();
      const part = new Map<string, KeptTensor>();
      for (const name of plan.blockShapes.keys()) part.set(name, await file.kept(`model.layers.${layer}.${name}`));
      await place.take(part);
    }
    const embedding = await file.kept('model.embed_tokens.weight');
    const source = config.tie_word_embeddings ? embedding : await file.kept(headName(config));
    for (const { start, rows } of plan.chunks) {
      await pause();
      await place.take(new Map([[HEAD, rowsOf(source, start, start + rows)]]));
    }
    const norm = await file.kept('model.norm.weight');
    const held = executor.tensor(valuesOf(norm), norm.shape);
    return {
      layer: (index) => place.feeds(index),
      head: (index) => place.feeds(config.num_hidden_layers + index),
      norm: held,
      embed: (ids) => rowsAt(embedding, ids),
      dispose: () => {
        held.dispose();
        place.dispose();
      },
    };
  } catch (error) {
    place.dispose();
    throw error;
  }
}

/** Where parts lie, in the order in which they were taken. */
type Place = { take(part: Part): Promise<void>; feeds(index: number): Feeds; dispose(): void };

class DevicePlace implements Place {
  readonly #executor: Executor;
  readonly #keptAs: KeptAs;
  readonly #parts: Record<string, DeviceTensor>[] = [];

  constructor(executor: Executor, keptAs: KeptAs) {
    [this.#executor, this.#keptAs] = [executor, keptAs];
  }

  async take(part: Part): Promise<void> {
    const held: Record<string, DeviceTensor> = {};
    this.#parts.push(held);
    for (const [name, tensor] of part) {
      if (tensor.kept !== 'int4') {
        const widened = this.#keptAs(name, tensor.shape) === 'f32' ? valuesOf(tensor) : tensor.data;
        held[name] = await this.#executor.hold(widened, tensor.shape);
        continue;
      }
      const [scales, rows] = [fromHalves(tensor.scales), must(tensor.shape[0], 'rows')];
      held[`${name}.codes`] = await this.#executor.hold(signedCodes(tensor.codes), tensor.shape, 'int4');
      held[`${name}.scales`] = await this.#executor.hold(scales, [rows, scales.length / rows]);
    }
  }

  feeds(index: number): Feeds {
    return must(this.#parts[index], 'part');
  }

  dispose(): void {
    for (const part of this.#parts.splice(0)) for (const tensor of Object.values(part)) tensor.dispose();
  }
}

/** Codes around 8 as codes around 0 in two's complement: both halves of every byte with their highest bit turned. */
function signedCodes(codes: Uint8Array): Uint8Array {
  const words = new Uint32Array(codes.slice().buffer);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) ^ 0x88888888;
  return new Uint8Array(words.buffer);
}

/** One part at a time is widened, into memory that the next one uses again. */
class HostPlace implements Place {
  readonly #executor: Executor;
  readonly #parts: Part[] = [];
  #room = new Float32Array(0);
  #given: DeviceTensor[] = [];

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async take(part: Part): Promise<void> {
    this.#parts.push(part);
    const size = [...part.values()].reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    if (size > this.#room.length) this.#room = new Float32Array(size);
  }

  feeds(index: number): Feeds {
    this.#free();
    let at = 0;
    const feeds: Record<string, DeviceTensor> = {};
    for (const [name, tensor] of must(this.#parts[index], 'part')) {
      const room = this.#room.subarray(at, (at += sizeOf(tensor.shape)));
      feeds[name] = this.#executor.tensor(valuesOf(tensor, room), tensor.shape);
    }
    this.#given = Object.values(feeds);
    return feeds;
  }

  dispose(): void {
    this.#free();
    this.#parts.length = 0;
    this.#room = new Float32Array(0);
  }

  #free(): void {
    for (const tensor of this.#given.splice(0)) tensor.dispose();
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
