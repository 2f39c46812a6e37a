// What a model in memory is made of, whichever way it came: the embedded family holds its weights in its graphs; an imported model's weights are held once
// on the device and fed to graphs of their own making; a ready-made one (ready-made.ts) is a file that somebody else wrote.

import type { LoraConfig } from '../../models/lora.ts';
import { loraLayout } from '../../models/lora.ts';
import type { Numbers } from '../../models/graph/onnx/encode.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { type Body, fedBody, wholeBody } from './body.ts';
import { createChatTokenizer } from './chat-template.ts';
import type { Executor } from './executor/executor.ts';
import type { WebDevice } from './executor/adapter.ts';
import { loadFed, planFed } from './fed-weights.ts';
import { type HostedModel, hostModel, type LibraryFacts } from './hosted-model.ts';
import type { ImportedFacts } from './import/facts.ts';
import type { WeightFile } from './import/layout.ts';
import { fixedPace, measuredPace, type Pace } from './pace.ts';
import { createScorer, type Scorer } from './scoring.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import type { Turns } from './turns.ts';
import type { ModelFolder } from './weights.ts';

/** How runs are made: where, in whose turn, and of how many multiplications at most, where that is known beforehand. */
export type Running = { device: WebDevice; executor: Executor; turns: Turns; budget: number; now(): number };

/** What may be decoded together: rows of one length alone, or any; and of how many positions in all. */
export type Batching = { even: boolean; positions: number };

export type Interior = {
  readonly tokenizer: Tokenizer;
  /** Tokens that it reads at most. */
  readonly context: number;
  readonly parameters: number;
  /** Tokens that end a turn; the first of them fills up shorter rows. */
  readonly ends: readonly number[];
  readonly batching: Batching;
  /** Graphs without an adapter, or with places for one of this shape. @throws AppError engine/compile, engine/adapter */
  host(lora?: LoraConfig): Promise<HostedModel>;
  /** @throws AppError engine/no-scores */
  scorer(lora?: LoraConfig): Scorer;
  /** Numbers of an adapter of this shape. @throws AppError engine/adapter where none can be taken */
  adapterSize(lora: LoraConfig): number;
  /** What all graphs share. */
  release(): void;
};

export function embeddedInterior(folder: ModelFolder, { device, executor, turns, budget }: Running): Interior {
  const { config, json, tensors } = folder;
  const tokenizer = createTokenizer(json['tokenizer.json'], json['tokenizer_config.json']);
  const multiplications = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  const pace = fixedPace(budget, parameterCount(config));
  return {
    ...ofQwen({ config, json, tokenizer, pace }, turns, (lora) => wholeBody(folder, device, lora)),
    scorer: (lora) => createScorer(executor, { config, frozen: tensors, multiplications }, tokenizer, budget, lora),
    release: () => undefined,
  };
}

/** Longest conversation that is kept in memory; models that could read more are cut off here. */
export const LONGEST_CONTEXT = 4096;
/** Between two chances to stop, ms. */
const RUN_MS = 60;

/** @throws AppError engine/out-of-memory, model/config, model/tokenizer, model/safetensors */
export async function importedInterior(
  facts: ImportedFacts,
  file: WeightFile,
  numbers: Numbers,
  { device, executor, turns, budget, now }: Running,
): Promise<Interior> {
  const published = parseConfig(facts['config.json']);
  const config = {
    ...published,
    max_position_embeddings: Math.min(LONGEST_CONTEXT, published.max_position_embeddings),
  };
  const tokenizer = createChatTokenizer(facts);
  const plan = planFed(file, { numbers, halves: await executor.readsHalves() });
  const weights = await loadFed(executor, config, file, numbers, plan.keptAs);
  const multiplications = parameterCount(config);
  const described = { config, json: facts, tokenizer, pace: measuredPace(RUN_MS, now) };
  return {
    ...ofQwen(described, turns, (lora) => fedBody({ config, plan, numbers, weights }, device, lora)),
    scorer: (lora) =>
      createScorer(executor, { config, frozen: plan, multiplications, numbers, weights }, tokenizer, budget, lora),
    release: () => weights.dispose(),
  };
}

type Described = { config: QwenConfig; json: LibraryFacts; tokenizer: Tokenizer; pace: Pace };

/** What models share whose graphs are ours. */
function ofQwen(
  { config, json, tokenizer, pace }: Described,
  turns: Turns,
  body: (lora?: LoraConfig) => Promise<Body>,
): Omit<Interior, 'scorer' | 'release'> {
  const end = must(tokenizer.encode(TURN_END)[0], TURN_END);
  return {
    tokenizer,
    context: config.max_position_embeddings,
    parameters: parameterCount(config),
    ends: [end, ...namedEnds(json['generation_config.json'])],
    batching: { even: false, positions: Infinity },
    host: async (lora) => hostModel(config, json, await turns.take(() => body(lora)), turns, pace),
    adapterSize: (lora) => loraLayout(config, lora).size,
  };
}

/** The tokens that a JSON file of a model names as the end. */
export function namedEnds(file: object): number[] {
  const named = (file as { eos_token_id?: unknown }).eos_token_id;
  return [named].flat().filter((id): id is number => typeof id === 'number');
}
