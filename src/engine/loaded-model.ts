// One model in memory: its files, its tokenizer, and its graphs. There is a set of graphs without an adapter, and one for each shape of adapter that was
// asked for; within a shape, adapters change from call to call at no cost.

import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { Adapter } from './engine.ts';
import type { Executor } from './executor/executor.ts';
import { webExecutor } from './executor/web.ts';
import { type HostedModel, hostModel, type Running } from './hosted-model.ts';
import { createScorer, type Scorer } from './scoring.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import type { Turns } from './turns.ts';
import type { ModelFolder } from './weights.ts';

export type Graphs = { hosted: Promise<HostedModel>; scorer: Scorer };

export class LoadedModel {
  readonly tokenizer: Tokenizer;
  /** Id of the token that ends a turn. */
  readonly end: number;
  /** Tokens that the model reads at most. */
  readonly context: number;
  readonly parameters: number;
  readonly #folder: ModelFolder;
  readonly #running: Running;
  readonly #executor: Executor;
  readonly #graphs = new Map<string, Graphs>();

  constructor(folder: ModelFolder, running: Running) {
    this.tokenizer = createTokenizer(folder.json['tokenizer.json'], folder.json['tokenizer_config.json']);
    this.end = must(this.tokenizer.encode(TURN_END)[0], TURN_END);
    this.context = folder.config.max_position_embeddings;
    this.parameters = parameterCount(folder.config);
    this.#folder = folder;
    this.#running = running;
    this.#executor = takingTurns(webExecutor(running.device), running.turns);
  }

  /** Compiled when first asked for. */
  graphs(lora?: LoraConfig): Graphs {
    const key = lora ? `${lora.r}/${lora.lora_alpha}` : '';
    const known = this.#graphs.get(key);
    if (known) return known;
    const hosted = hostModel(this.#folder, this.#running, lora);
    const graphs = {
      hosted,
      scorer: createScorer(this.#executor, this.#folder, this.tokenizer, this.#running.budget, lora),
    };
    this.#graphs.set(key, graphs);
    hosted.catch(() => this.#graphs.delete(key));
    return graphs;
  }

  /** The vector that the graphs take. @throws AppError engine/adapter when it does not belong to this model. */
  flatOf(adapter: Adapter | undefined): Float32Array | null {
    if (!adapter) return null;
    const { size } = loraLayout(this.#folder.config, adapter.lora);
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
  }
}

/** The same executor, one run at a time with everything else in this worker. */
function takingTurns(executor: Executor, turns: Turns): Executor {
  return {
    ...executor,
    compile: async (graph, options) => {
      const program = await turns.take(() => executor.compile(graph, options));
      return {
        run: (inputs) => turns.take(() => program.run(inputs)),
        release: () => turns.take(() => program.release()),
      };
    },
  };
}
