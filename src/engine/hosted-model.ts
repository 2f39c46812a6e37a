// A model of ours inside transformers.js: the session runs a graph that we wrote, and is wrapped, so that the library sees a model that takes ids, mask
// and positions and gives logits. The wrapping keeps what the library does not know: the adapter, the cache of keys and values, rows that have ended
// (they are no longer computed), and pieces of a long prefill, between which a stop comes through.
//
// It leans on what transformers.js 4.3.1 asks of a session (names, metadata, run), which is not a public contract: the version is pinned.

import { PretrainedConfig, type PreTrainedModel, Qwen2ForCausalLM, Qwen3ForCausalLM } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { encodeOnnx } from '../../models/graph/onnx/encode.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { generateGraph } from '../../models/qwen/graphs.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { type WebDevice, webSessionOptions } from './executor/web.ts';
import { KeyValueCache } from './key-value-cache.ts';
import type { Turns } from './turns.ts';
import type { ModelFolder } from './weights.ts';

/** Fewer new positions than this are not worth a run of their own. */
const MIN_COLUMNS = 4;

/** How one generation is watched: asked before every run. A failed run is noted in `failure` and ends the generation. */
export type Watch = { isStopped(): boolean; isOpen(row: number): boolean; failure: AppError | null };

/** A model for one generation. */
export type View = { model: PreTrainedModel; close(): void };

export type HostedModel = {
  /** With this adapter, or without. All views share one session; making one costs nothing. */
  view(adapter: Float32Array | null, watch: Watch): View;
  release(): Promise<void>;
};

/** How runs are made: where, in which order with others, and of how many multiplications at most. */
export type Running = { device: WebDevice; turns: Turns; budget: number };

/** Compiles the generation graph of a model, with or without places for an adapter. @throws AppError engine/compile */
export async function hostModel(folder: ModelFolder, running: Running, lora?: LoraConfig): Promise<HostedModel> {
  const { config, json } = folder;
  const { device, turns, budget } = running;
  const session = await turns.take(() => createSession(folder, device, lora));
  const Model = config.model_type === 'qwen3' ? Qwen3ForCausalLM : Qwen2ForCausalLM;
  const libraryConfig = new PretrainedConfig(json['config.json']);
  const columns = budget / parameterCount(config);
  return {
    view: (adapter, watch) => {
      const cache = new KeyValueCache(config, device === 'wasm');
      const hidden: Feeds = adapter ? { lora: new Tensor('float32', adapter, [adapter.length]) } : {};
      const wrapped = new WrappedSession(session, { config, columns, cache, hidden, turns, watch });
      const model = new Model(libraryConfig, { model: wrapped }, { generation_config: json['generation_config.json'] });
      return { model, close: () => cache.dispose() };
    },
    release: () => turns.take(() => session.release()),
  };
}

async function createSession(
  { config, tensors }: ModelFolder,
  device: WebDevice,
  lora?: LoraConfig,
): Promise<InferenceSession> {
  const graph = generateGraph(config, tensors, lora, 'last');
  // The cache stays where it is made.
  const locations = Object.fromEntries(
    graph.outputs.map(
      ({ name }) => [name, device === 'webgpu' && name.startsWith('present') ? 'gpu-buffer' : 'cpu'] as const,
    ),
  );
  try {
    return await InferenceSession.create(encodeOnnx(graph, device === 'webgpu' ? 'gpu' : 'cpu'), {
      ...webSessionOptions(device),
      preferredOutputLocation: locations,
    });
  } catch (error) {
    throw new AppError(
      'engine/compile',
      `The ${device} runtime refused the model: ${messageOf(error)}. Reload the page or choose another device.`,
      { device },
      error,
    );
  }
}

type Feeds = Readonly<Record<string, Tensor>>;
type Wrapping = {
  config: QwenConfig;
  columns: number;
  cache: KeyValueCache;
  hidden: Feeds;
  turns: Turns;
  watch: Watch;
};

/** What transformers.js takes for an InferenceSession. */
class WrappedSession {
  readonly inputNames = ['input_ids', 'attention_mask', 'position_ids'];
  readonly outputNames = ['logits'];
  readonly inputMetadata = [];
  readonly #session: InferenceSession;
  readonly #wrapping: Wrapping;
  /** The rows that are still computed; all of them at first. */
  #rows: readonly number[] = [];

  constructor(session: InferenceSession, wrapping: Wrapping) {
    this.#session = session;
    this.#wrapping = wrapping;
  }

  /** Never rejects: the library puts the runs of all models in one chain of promises, which a single rejection would break for good. */
  async run(feeds: Feeds): Promise<Feeds> {
    const { watch, config } = this.#wrapping;
    const ids = must(feeds['input_ids'], 'input_ids');
    const [rows, time] = ids.dims as [number, number];
    const logits = new Float32Array(rows * config.vocab_size);
    try {
      this.#chooseRows(rows);
      const found = await this.#compute(feeds, time);
      if (found)
        this.#rows.forEach((row, i) =>
          logits.set(found.subarray(i * config.vocab_size, (i + 1) * config.vocab_size), row * config.vocab_size),
        );
    } catch (error) {
      watch.failure = new AppError(
        'engine/run',
        `The model could not be run: ${messageOf(error)}. If this repeats, reload the page or choose another device.`,
        {},
        error,
      );
    }
    return { logits: new Tensor('float32', logits, [rows, 1, config.vocab_size]) };
  }

  #chooseRows(rows: number): void {
    const { cache, watch } = this.#wrapping;
    if (cache.length === 0) this.#rows = Array.from({ length: rows }, (_, row) => row);
    const places = [...this.#rows.keys()].filter((place) => watch.isOpen(must(this.#rows[place], 'row')));
    if (cache.keep(places)) this.#rows = places.map((place) => must(this.#rows[place], 'row'));
  }

  /** Logits of the last position of every computed row; null when a stop came first. */
  async #compute(feeds: Feeds, time: number): Promise<Float32Array | null> {
    const { cache, columns, config, hidden, turns, watch } = this.#wrapping;
    const width = Math.max(MIN_COLUMNS, Math.floor(columns / this.#rows.length));
    const cut = (name: string, start: number, end: number, most?: number): Tensor =>
      this.#cut(must(feeds[name], name), start, end, most);
    let logits: Tensor | null = null;
    for (let start = 0; start < time; start += width) {
      if (watch.isStopped()) return null;
      const end = Math.min(time, start + width);
      const given = {
        input_ids: cut('input_ids', start, end),
        attention_mask: cut('attention_mask', 0, cache.length + end - start),
        // A row that has ended but is still computed runs past the last position that there is.
        position_ids: cut('position_ids', start, end, config.max_position_embeddings - 1),
      };
      const { logits: found, ...present } = await turns.take(() =>
        this.#session.run({ ...given, ...cache.feeds(this.#rows.length), ...hidden }),
      );
      cache.replace(present);
      logits = must(found, 'logits');
    }
    return must(logits, 'logits').data as Float32Array;
  }

  /** Some columns of the computed rows, no element above `most`. */
  #cut(tensor: Tensor, start: number, end: number, most = Infinity): Tensor {
    const data = tensor.data as BigInt64Array;
    const width = tensor.dims[1] as number;
    const out = new BigInt64Array(this.#rows.length * (end - start));
    this.#rows.forEach((row, i) => out.set(data.subarray(row * width + start, row * width + end), i * (end - start)));
    if (most < Infinity) out.forEach((value, i) => value > most && (out[i] = BigInt(most)));
    return new Tensor('int64', out, [this.#rows.length, end - start]);
  }
}
