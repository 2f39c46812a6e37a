// One model in memory: its interior, and its graphs. There is a set of graphs without an adapter, and one for each shape of adapter that was asked for;
// within a shape, adapters change from call to call at no cost.

import type { LoraConfig } from '../../models/lora.ts';
import { AppError } from '../lib/errors.ts';
import { must } from '../lib/assert.ts';
import type { Adapter } from './engine.ts';
import type { HostedModel } from './hosted-model.ts';
import type { Batching, Interior } from './interior.ts';
import type { Scorer } from './scoring.ts';
import type { Tokenizer } from './tokenizer.ts';

export type Graphs = { hosted: Promise<HostedModel>; scorer: Scorer };

export class LoadedModel {
  /** Fills up shorter rows, and ends a turn. */
  readonly end: number;
  /** Every token that ends a turn: models name more in their generation_config.json. */
  readonly ends: ReadonlySet<number>;
  readonly #interior: Interior;
  readonly #graphs = new Map<string, Graphs>();

  constructor(interior: Interior) {
    this.#interior = interior;
    this.end = must(interior.ends[0], 'a token that ends a turn');
    this.ends = new Set(interior.ends);
  }

  get parameters(): number {
    return this.#interior.parameters;
  }

  get tokenizer(): Tokenizer {
    return this.#interior.tokenizer;
  }

  /** Tokens that the model reads at most. */
  get context(): number {
    return this.#interior.context;
  }

  get batching(): Batching {
    return this.#interior.batching;
  }

  /** Compiled when first asked for. */
  graphs(lora?: LoraConfig): Graphs {
    const key = lora ? `${lora.r}/${lora.lora_alpha}` : '';
    const known = this.#graphs.get(key);
    if (known) return known;
    const hosted = this.#interior.host(lora);
    const graphs = { hosted, scorer: this.#interior.scorer(lora) };
    this.#graphs.set(key, graphs);
    hosted.catch(() => this.#graphs.delete(key));
    return graphs;
  }

  /** The vector that the graphs take. @throws AppError engine/adapter when it does not belong to this model. */
  flatOf(adapter: Adapter | undefined): Float32Array | null {
    if (!adapter) return null;
    const size = this.#interior.adapterSize(adapter.lora);
    const { length } = adapter.flat;
    if (length !== size)
      throw new AppError(
        'engine/adapter',
        `The adapter ${adapter.hash} has ${length} numbers, this model takes ${size}: it belongs to another model. Choose another checkpoint.`,
        { size, length },
      );
    return adapter.flat;
  }

  async release(): Promise<void> {
    for (const { hosted, scorer } of this.#graphs.values()) {
      await (await hosted).release();
      await scorer.release();
    }
    this.#graphs.clear();
    this.#interior.release();
  }
}
