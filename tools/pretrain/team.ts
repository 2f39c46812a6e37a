// A team on Node: engine and trainer over onnxruntime-node (the sandbox is tools/sandbox/node.ts), for measuring models and trying nights on the
// command line at full speed. The product's own team is src/team/open.ts.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Autoencoder } from '../../models/autoencoder/autoencoder.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import type { Tensors } from '../../models/parameters.ts';
import { must } from '../../src/lib/assert.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { plainFlag } from '../../src/lib/flag.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { throwIfAborted } from '../../src/lib/abort.ts';
import type { Adapter, Engine, GenerateOptions, ModelName } from '../../src/engine/engine.ts';
import type { Executor } from '../../src/engine/executor/executor.ts';
import { createLoraTrainer } from '../../src/engine/lora-trainer.ts';
import { createScorer, type ScoredModel, type Scorer } from '../../src/engine/scoring.ts';
import { encodePrompt, type Tokenizer } from '../../src/engine/tokenizer.ts';
import type { TrainerModel, TrainerParts } from '../../src/engine/trainer-parts.ts';
import type { Trainer } from '../../src/engine/trainer.ts';
import { createDecoder, type Decoder } from './decode.ts';
import { familyTokenizer, WEIGHTS } from './tokenizer.ts';

export type Weights = { config: QwenConfig; tensors: Tensors; hash: string };

/** A model folder under public/weights. */
export async function folderWeights(name: ModelName): Promise<Weights> {
  const bytes = new Uint8Array(readFileSync(join(WEIGHTS, name, 'model.safetensors')));
  const config = parseConfig(JSON.parse(readFileSync(join(WEIGHTS, name, 'config.json'), 'utf8')));
  return { config, tensors: readSafetensors(bytes).tensors, hash: await sha256(bytes) };
}

/** What a learner's hidden states can be held against, as it was shipped with the learner; null where it was not. */
export function heldAgainst(model: ModelName): Required<Pick<TrainerModel, 'autoencoder' | 'pca'>> {
  const read = (name: 'autoencoder' | 'pca'): Autoencoder | null => {
    const file = join(WEIGHTS, model, `${name}.safetensors`);
    return existsSync(file) ? { tensors: readSafetensors(new Uint8Array(readFileSync(file))).tensors } : null;
  };
  return { autoencoder: read('autoencoder'), pca: read('pca') };
}

const SCORE_BUDGET = 4e9;

type Opened = { weights: Weights; decoder: Decoder; scorer: Scorer; zero: Float32Array };

const scoredModel = ({ config, tensors }: Weights): ScoredModel => ({
  ...{ config, frozen: tensors },
  multiplications: [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0),
});

/** Models that are opened at first use, and after they were closed; once for every shape of adapter. @param usual where there is none */
function nodeModels(
  executor: Executor,
  load: (name: ModelName) => Promise<Weights>,
  tokenizer: Tokenizer,
  usual: LoraConfig,
): { model(name: ModelName, adapter?: Adapter): Promise<Opened>; close(): Promise<void> } {
  const end = must(tokenizer.encode(TURN_END)[0], 'end of turn');
  const models = new Map<string, Promise<Opened>>();
  const open = async (name: ModelName, lora: LoraConfig): Promise<Opened> => {
    const weights = await load(name);
    const decoder = await createDecoder(executor, weights.config, weights.tensors, end, lora);
    const scorer = createScorer(executor, scoredModel(weights), tokenizer, SCORE_BUDGET, lora);
    return { weights, decoder, scorer, zero: new Float32Array(loraLayout(weights.config, lora).size) };
  };
  const model = (name: ModelName, { lora } = { lora: usual }): Promise<Opened> => {
    const key = `${name} ${lora.r}/${lora.lora_alpha}`;
    const opened = models.get(key) ?? open(name, lora);
    models.set(key, opened);
    return opened;
  };
  const close = async (): Promise<void> => {
    const opened = [...models.values()];
    models.clear();
    for (const each of opened) {
      const { decoder, scorer } = await each;
      await decoder.release();
      await scorer.release();
    }
  };
  return { model, close };
}

/** An engine whose models are opened at first use; a zero adapter stands for none. */
export function nodeEngine(executor: Executor, load: (name: ModelName) => Promise<Weights>, lora: LoraConfig): Engine {
  const tokenizer = familyTokenizer();
  const { model, close } = nodeModels(executor, load, tokenizer, lora);
  const generateBatch: Engine['generateBatch'] = async (conversations, options: GenerateOptions, signal) => {
    throwIfAborted(signal);
    const { decoder, zero } = await model(options.model, options.adapter);
    const prompts = conversations.map((turns) => encodePrompt(tokenizer, turns));
    const started = performance.now();
    const { temperature = 0, minP = 0, seed = 0, maxNewTokens, adapter } = options;
    const draw = temperature > 0 ? { temperature, minP, seed } : undefined;
    const ids = await decoder.decode(prompts, maxNewTokens, adapter?.flat ?? zero, draw);
    const seconds = (performance.now() - started) / 1000;
    return ids.map((tokens, i) => ({
      text: tokenizer.decode(tokens),
      tokens: tokens.length,
      promptTokens: must(prompts[i], 'prompt').length,
      seconds,
      stopped: tokens.length < maxNewTokens ? 'end' : 'length',
    }));
  };
  return {
    load: async (name) => {
      const { weights } = await model(name);
      return {
        model: name,
        parameters: parameterCount(weights.config),
        device: 'wasm',
        hash: weights.hash,
        seconds: 0,
      };
    },
    generate: async (messages, options, onText, signal) => {
      const answer = must((await generateBatch([messages], options, signal))[0], 'answer');
      onText(answer.text);
      return answer;
    },
    generateBatch,
    score: async (drafts, options, signal) => {
      const { scorer, zero } = await model(options.model, options.adapter);
      return scorer.score(drafts, options.adapter?.flat ?? zero, () => throwIfAborted(signal), options.each);
    },
    likely: async (drafts, { model: name, adapter, ...options }, signal) => {
      const { scorer, zero } = await model(name, adapter);
      return scorer.likely(drafts, adapter?.flat ?? zero, options, () => throwIfAborted(signal));
    },
    dispose: close,
  };
}

export function nodeTrainer(
  executor: Executor,
  load: (name: ModelName) => Promise<Weights>,
  held: Pick<TrainerModel, 'autoencoder' | 'pca'>,
  openEncoder?: TrainerParts['openEncoder'],
): Trainer {
  return createLoraTrainer({
    executor,
    load: async (name) => {
      const { config, tensors } = await load(name);
      return {
        config,
        base: tensors,
        tokenizer: familyTokenizer(),
        ...held,
      };
    },
    ...(openEncoder ? { openEncoder } : {}),
    clock: systemClock,
    stop: plainFlag(),
    breathe: () => new Promise((resolve) => setImmediate(resolve)),
  });
}
