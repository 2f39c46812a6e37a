// What a model in memory is made of, whichever way it came: the embedded family holds its weights in its graphs; an imported model's weights are held once
// on the device and fed to graphs of their own making.

import type { LoraConfig } from '../../models/lora.ts';
import type { Numbers } from '../../models/graph/onnx/encode.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { type Body, fedBody, wholeBody } from './body.ts';
import { createChatTokenizer } from './chat-template.ts';
import type { Executor } from './executor/executor.ts';
import type { WebDevice } from './executor/web.ts';
import { loadFed, planFed } from './fed-weights.ts';
import type { LibraryFacts } from './hosted-model.ts';
import type { ImportedFacts } from './import/facts.ts';
import type { WeightFile } from './import/layout.ts';
import { fixedPace, measuredPace, type Pace } from './pace.ts';
import { createScorer, type Scorer } from './scoring.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import type { ModelFolder } from './weights.ts';

/** How runs are made: where, and of how many multiplications at most, where that is known beforehand. */
export type Running = { device: WebDevice; executor: Executor; budget: number; now(): number };

export type Interior = {
  readonly config: QwenConfig;
  readonly json: LibraryFacts;
  readonly tokenizer: Tokenizer;
  readonly pace: Pace;
  /** Graphs without an adapter, or with places for one of this shape. @throws AppError engine/compile */
  body(lora?: LoraConfig): Promise<Body>;
  scorer(lora?: LoraConfig): Scorer;
  /** What all graphs share. */
  release(): void;
};

export function embeddedInterior(folder: ModelFolder, { device, executor, budget }: Running): Interior {
  const { config, json, tensors } = folder;
  const tokenizer = createTokenizer(json['tokenizer.json'], json['tokenizer_config.json']);
  const multiplications = [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
  return {
    ...{ config, json, tokenizer, pace: fixedPace(budget, parameterCount(config)) },
    body: (lora) => wholeBody(folder, device, lora),
    scorer: (lora) => createScorer(executor, { config, frozen: tensors, multiplications }, tokenizer, budget, lora),
    release: () => undefined,
  };
}

/** Longest conversation that is kept in memory; models that could read more are cut off here. */
const CONTEXT = 4096;
/** Between two chances to stop, ms. */
const RUN_MS = 60;

/** @throws AppError engine/out-of-memory, model/config, model/tokenizer, model/safetensors */
export async function importedInterior(
  facts: ImportedFacts,
  file: WeightFile,
  numbers: Numbers,
  { device, executor, budget, now }: Running,
): Promise<Interior> {
  const published = parseConfig(facts['config.json']);
  const config = { ...published, max_position_embeddings: Math.min(CONTEXT, published.max_position_embeddings) };
  const tokenizer = createChatTokenizer(facts);
  const plan = planFed(file, { numbers, halves: await executor.readsHalves() });
  const weights = await loadFed(executor, config, file, numbers, plan.keptAs);
  const multiplications = parameterCount(config);
  return {
    ...{ config, json: facts, tokenizer, pace: measuredPace(RUN_MS, now) },
    body: (lora) => fedBody({ config, plan, numbers, weights }, device, lora),
    scorer: (lora) =>
      createScorer(executor, { config, frozen: plan, multiplications, numbers, weights }, tokenizer, budget, lora),
    release: () => weights.dispose(),
  };
}
