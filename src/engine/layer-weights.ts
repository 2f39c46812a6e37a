// The frozen weights of a model on a device, as inputs of the programs of models/qwen/layers.ts: layer by layer, the head in chunks of the vocabulary, and
// the embedding on the host, where a few of its rows are looked up. One copy of each; whoever opens this frees it with dispose().

import { fromHalves } from '../../models/halves.ts';
import type { BlockShapes, Kept, KeptAs } from '../../models/qwen/layers.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { type KeptTensor, rowsOf, valuesOf, type WeightFile } from './import/layout.ts';

/** A chunk of the head in float32 takes at most this: far under what any GPU binds at once, and a product that is worth its run. */
const CHUNK_BYTES = 64 << 20;

/** Of the last layer's output. */
const NORM = 'norm';

export type Feeds = Readonly<Record<string, DeviceTensor>>;

export type HeadChunk = { start: number; rows: number; feeds: Feeds };

/** How tensors are kept, before any is loaded. */
export type WeightPlan = {
  blockShapes: BlockShapes;
  keptAs: KeptAs;
  chunks: readonly { start: number; rows: number }[];
};

/** Reads what a layer and the head look like. @param chunkBytes for tests */
export async function planWeights(
  executor: Executor,
  config: QwenConfig,
  file: WeightFile,
  chunkBytes = CHUNK_BYTES,
): Promise<WeightPlan> {
  const halves = await executor.readsHalves();
  const kindOf = ({ kept }: KeptTensor): Kept => (kept === 'f16' && !halves ? 'f32' : kept);
  const first = 'model.layers.0.';
  const kinds = new Map<string, Kept>();
  const blockShapes = new Map<string, readonly number[]>();
  for (const name of file.names.filter((each) => each.startsWith(first))) {
    const tensor = await file.kept(name);
    blockShapes.set(name.slice(first.length), tensor.shape);
    kinds.set(name.slice(first.length), kindOf(tensor));
  }
  kinds.set(NORM, 'f32');
  kinds.set('head', kindOf(await file.kept(headName(config))));
  return {
    blockShapes,
    keptAs: (name) => must(kinds.get(name), name),
    chunks: chunksOf(config.vocab_size, config.hidden_size * 4, chunkBytes),
  };
}

/** Equal chunks if the rows divide into not much more of them, else a last one that is smaller. */
function chunksOf(rows: number, rowBytes: number, most: number): { start: number; rows: number }[] {
  const least = Math.ceil((rows * rowBytes) / most);
  const equal = Array.from({ length: least + 1 }, (_, i) => least + i).find((count) => rows % count === 0);
  const size = Math.ceil(rows / (equal ?? least));
  return Array.from({ length: Math.ceil(rows / size) }, (_, i) => ({
    start: i * size,
    rows: Math.min(size, rows - i * size),
  }));
}

const headName = (config: QwenConfig): string =>
  config.tie_word_embeddings ? 'model.embed_tokens.weight' : 'lm_head.weight';

export class LayerWeights {
  readonly layers: readonly Feeds[];
  readonly head: readonly HeadChunk[];
  readonly norm: DeviceTensor;
  readonly #embedding: KeptTensor;
  readonly #width: number;

  private constructor(layers: readonly Feeds[], head: readonly HeadChunk[], norm: DeviceTensor, embedding: KeptTensor) {
    [this.layers, this.head, this.norm, this.#embedding] = [layers, head, norm, embedding];
    this.#width = must(embedding.shape[1], 'width');
  }

  /** @param pause awaited before every layer; may throw to stop, then nothing stays. @throws AppError engine/out-of-memory, model/safetensors */
  static async load(
    executor: Executor,
    config: QwenConfig,
    file: WeightFile,
    plan: WeightPlan,
    pause: () => Promise<void>,
  ): Promise<LayerWeights> {
    const held: DeviceTensor[] = [];
    const feedsOf = async (name: string, tensor: KeptTensor): Promise<Feeds> => {
      const feeds = await holdTensor(executor, name, tensor, plan.keptAs(name, tensor.shape));
      held.push(...Object.values(feeds));
      return feeds;
    };
    try {
      const layers: Feeds[] = [];
      for (let layer = 0; layer < config.num_hidden_layers; layer++) {
        await pause();
        const feeds: Record<string, DeviceTensor> = {};
        for (const name of plan.blockShapes.keys())
          Object.assign(feeds, await feedsOf(name, await file.kept(`model.layers.${layer}.${name}`)));
        layers.push(feeds);
      }
      const embedding = await file.kept('model.embed_tokens.weight');
      const source = config.tie_word_embeddings ? embedding : await file.kept(headName(config));
      const head: HeadChunk[] = [];
      for (const { start, rows } of plan.chunks) {
        await pause();
        head.push({ start, rows, feeds: await feedsOf('head', rowsOf(source, start, start + rows)) });
      }
      const { [NORM]: norm } = await feedsOf(NORM, await file.kept('model.norm.weight'));
      return new LayerWeights(layers, head, must(norm, 'norm'), embedding);
    } catch (error) {
      for (const tensor of held) tensor.dispose();
      throw error;
    }
  }

  /** Rows of the embedding, [ids, width]. */
  embed(ids: BigInt64Array): Float32Array {
    const out = new Float32Array(ids.length * this.#width);
    ids.forEach((id, i) => out.set(valuesOf(rowsOf(this.#embedding, Number(id), Number(id) + 1)), i * this.#width));
    return out;
  }

  dispose(): void {
    for (const feeds of [...this.layers, ...this.head.map((chunk) => chunk.feeds), { norm: this.norm }])
      for (const tensor of Object.values(feeds)) tensor.dispose();
  }
}

async function holdTensor(executor: Executor, name: string, tensor: KeptTensor, kept: Kept): Promise<Feeds> {
  if (tensor.kept !== 'int4')
    return { [name]: await executor.hold(kept === 'f32' ? valuesOf(tensor) : tensor.data, tensor.shape) };
  const [rows = 0] = tensor.shape;
  const scales = fromHalves(tensor.scales);
  return {
    [`${name}.codes`]: await executor.hold(signedCodes(tensor.codes), tensor.shape),
    [`${name}.scales`]: await executor.hold(scales, [rows, scales.length / rows]),
  };
}

/** Codes around 8 as codes around 0 in two's complement: both halves of every byte with their highest bit turned. */
function signedCodes(codes: Uint8Array): Uint8Array {
  const signed = codes.slice();
  const words = new Uint32Array(signed.buffer, 0, signed.length >> 2);
  for (let i = 0; i < words.length; i++) words[i] = (words[i] as number) ^ 0x88888888;
  for (let i = words.length << 2; i < signed.length; i++) signed[i] = (signed[i] as number) ^ 0x88;
  return signed;
}
