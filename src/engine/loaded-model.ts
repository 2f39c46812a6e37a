// One model in memory: its interior, and its graphs. There is a set of graphs without an adapter, and one for each shape of adapter that was asked for;
// within a shape, adapters change from call to call at no cost.

import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { Adapter } from './engine.ts';
import { type HostedModel, hostModel } from './hosted-model.ts';
import type { Interior } from './interior.ts';
import type { Scorer } from './scoring.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Turns } from './turns.ts';

export type Graphs = { hosted: Promise<HostedModel>; scorer: Scorer };

export class LoadedModel {
  /** Id of the token that ends a turn. */
  readonly end: number;
  /** Every token that ends one: models name more in their generation_config.json. */
  readonly ends: ReadonlySet<number>;
  readonly parameters: number;
  readonly #interior: Interior;
  readonly #turns: Turns;
  readonly #graphs = new Map<string, Graphs>();

  constructor(interior: Interior, turns: Turns) {
    [this.#interior, this.#turns] = [interior, turns];
    this.end = must(interior.tokenizer.encode(TURN_END)[0], TURN_END);
    const named = (interior.json['generation_config.json'] as { eos_token_id?: unknown }).eos_token_id;
    this.ends = new Set([this.end, ...[named].flat().filter((id): id is number => typeof id === 'number')]);
    this.parameters = parameterCount(interior.config);
  }

  get tokenizer(): Tokenizer {
    return this.#interior.tokenizer;
  }

  /** Tokens that the model reads at most. */
  get context(): number {
    return this.#interior.config.max_position_embeddings;
  }

  /** Compiled when first asked for. */
  graphs(lora?: LoraConfig): Graphs {
    const key = lora ? `${lora.r}/${lora.lora_alpha}` : '';
    const known = this.#graphs.get(key);
    if (known) return known;
    const hosted = this.#host(lora);
    const graphs = { hosted, scorer: this.#interior.scorer(lora) };
    this.#graphs.set(key, graphs);
    hosted.catch(() => this.#graphs.delete(key));
    return graphs;
  }

  async #host(lora?: LoraConfig): Promise<HostedModel> {
    const { config, json, pace } = this.#interior;
    const body = await this.#turns.take(() => this.#interior.body(lora));
    return hostModel(config, json, body, this.#turns, pace);
  }

  /** The vector that the graphs take. @throws AppError engine/adapter when it does not belong to this model. */
  flatOf(adapter: Adapter | undefined): Float32Array | null {
    if (!adapter) return null;
    const { size } = loraLayout(this.#interior.config, adapter.lora);
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
