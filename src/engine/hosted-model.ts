// A model of ours inside transformers.js: the session runs a graph that we wrote, and is wrapped, so that the library sees a model that takes ids, mask
// and positions and gives logits. The wrapping keeps what the library does not know: the adapter, the cache of keys and values, rows that have ended
// (they are no longer computed), and pieces of a long prefill, between which a stop comes through.
//
// It leans on what transformers.js 4.3.1 asks of a session (names, metadata, run), which is not a public contract: the version is pinned.

import { PretrainedConfig, type PreTrainedModel, Qwen2ForCausalLM, Qwen3ForCausalLM } from '@huggingface/transformers';
import { Tensor } from 'onnxruntime-web/webgpu';
import { toHalves } from '../../models/halves.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { runFault } from './executor/onnx.ts';
import type { Body, Feeds } from './body.ts';
import { KeyValueCache } from './key-value-cache.ts';
import type { Pace } from './pace.ts';
import type { Turns } from './turns.ts';
import type { ModelFolder } from './weights.ts';

/** How one generation is watched: asked before every run. A failed run is noted in `failure` and ends the generation. */
export type Watch = { isStopped(): boolean; isOpen(row: number): boolean; failure: AppError | null };

/** A model for one generation. */
export type View = { model: PreTrainedModel; close(): void };

export type HostedModel = {
  /** With this adapter, or without. All views share one session; making one costs nothing. */
  view(adapter: Float32Array | null, watch: Watch): View;
  release(): Promise<void>;
};

/** What the library is told of a model: its config.json and generation_config.json. */
export type LibraryFacts = Pick<ModelFolder['json'], 'config.json' | 'generation_config.json'>;

/**
 * The part of generation_config.json that says which tokens end a text. How words are drawn is decided here: the published penalties would make the most likely
 * answer another than the one that is scored and learned.
 */
export function plainGeneration(published: object): object {
  return Object.fromEntries(Object.entries(published).filter(([name]) => name.endsWith('_token_id')));
}

/** A body, as a model of transformers.js. */
export function hostModel(config: QwenConfig, json: LibraryFacts, body: Body, turns: Turns, pace: Pace): HostedModel {
  const Model = config.model_type === 'qwen3' ? Qwen3ForCausalLM : Qwen2ForCausalLM;
  const libraryConfig = new PretrainedConfig(json['config.json']);
  const generation_config = plainGeneration(json['generation_config.json']);
  const numbers = body.numbers;
  const flat = (adapter: Float32Array): Tensor =>
    new Tensor(numbers, (numbers === 'float16' ? toHalves(adapter) : adapter) as Float32Array, [adapter.length]);
  return {
    view: (adapter, watch) => {
      const cache = new KeyValueCache(config, numbers, body.keepsCacheOnHost);
      const hidden: Feeds = adapter ? { lora: flat(adapter) } : {};
      const wrapped = new WrappedSession(body, { config, pace, cache, hidden, turns, watch });
      const model = new Model(libraryConfig, { model: wrapped }, { generation_config });
      return { model, close: () => cache.dispose() };
    },
    release: () => turns.take(() => body.release()),
  };
}

type Wrapping = {
  config: QwenConfig;
  pace: Pace;
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
  readonly #body: Body;
  readonly #wrapping: Wrapping;
  /** The rows that are still computed; all of them at first. */
  #rows: readonly number[] = [];

  constructor(body: Body, wrapping: Wrapping) {
    this.#body = body;
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
      watch.failure = error instanceof AppError ? error : runFault('this device', error);
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
    const { cache, config, hidden, pace, turns, watch } = this.#wrapping;
    const cut = (name: string, start: number, end: number, most?: number): Tensor =>
      this.#cut(must(feeds[name], name), start, end, most);
    let logits: Tensor | null = null;
    for (let start = 0, end = 0; start < time; start = end) {
      if (watch.isStopped()) return null;
      end = Math.min(time, start + pace.columns(this.#rows.length));
      const given = {
        input_ids: cut('input_ids', start, end),
        attention_mask: cut('attention_mask', 0, cache.length + end - start),
        // A row that has ended but is still computed runs past the last position that there is.
        position_ids: cut('position_ids', start, end, config.max_position_embeddings - 1),
      };
      const rows = this.#rows.length;
      const run = (): Promise<Feeds> => this.#body.run({ ...given, ...cache.feeds(rows), ...hidden });
      const { logits: found, ...present } = await turns.take(() => pace.run(rows, end - start, run));
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
