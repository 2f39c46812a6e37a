// What every engine can do: answer, answer many, and score drafts, with or without an adapter. Instances: transformers.ts (the embedded family in a
// worker), scripted.ts (tests). An engine knows no stage, no table and no task; text and token counts in, text and token counts out.

import type { ModelName } from '../../models/catalog.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { TopK } from './top-k.ts';

export { canTell, importedHash, isFamily, type ModelName, onnxHash } from '../../models/catalog.ts';

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

/** An adapter as one flat vector in the layout of loraLayout(config, lora); `hash` names it, so that the same one is not sent twice. */
export type Adapter = { hash: string; lora: LoraConfig; flat: Float32Array };

export type GenerateOptions = {
  model: ModelName;
  /** Left out: the base model. */
  adapter?: Adapter;
  maxNewTokens: number;
  /** 0 = greedy. */
  temperature?: number;
  /** Where it is warm: no token is drawn that is less likely than this share of the likeliest (min_p). Left out: any may be. */
  minP?: number;
  seed?: number;
  /** Whether a model that can think aloud before it answers may; not, unless said. */
  thinking?: boolean;
  /** So many of the likeliest tokens are wanted at every place, where the model tells them (endpoints that offer it). */
  topLogprobs?: number;
};

/** Log probabilities at one place of an answer, nats: of the token that was said, and of the likeliest. */
export type TokenLogprob = { token: string; logprob: number; top: readonly { token: string; logprob: number }[] };

/** `stopped`: the model ended its turn, the length limit came, or somebody raised the stop flag or aborted. */
export type Generation = {
  text: string;
  /** New tokens, the end of the turn included. */
  tokens: number;
  promptTokens: number;
  /** Of decoding; in a batch, each row's share, so that Σ tokens / Σ seconds is the speed. */
  seconds: number;
  stopped: 'end' | 'length' | 'stopped';
  /** Where they were asked for and told. */
  logprobs?: readonly TokenLogprob[];
};

/** A draft answer under a conversation: does greedy decoding give exactly it, and how likely is it. */
export type Draft = { messages: readonly ChatMessage[]; draft: string };
export type Score = {
  /** Every token of the draft, and the end of the turn after it, is the model's greedy choice. */
  agrees: boolean;
  /** Σ −log p over the draft's tokens and the end of turn, nats; `tokens` of them. */
  nll: number;
  tokens: number;
  /** log p of each of them, nats, where they were asked for; none of a draft that is too long to read. */
  logs?: readonly number[];
};

export type ModelInfo = {
  model: ModelName;
  parameters: number;
  device: 'wasm' | 'webgpu' | 'remote';
  hash: string;
  seconds: number;
};

/**
 * How known answers came out on the device, just now: `errors` as a share of the answer, of imported models by the kind of numbers, of the embedded family
 * as `family`; null where it failed altogether. On WebAssembly, which has no drivers and is what others are compared with, there is nothing to compare.
 */
export type DeviceTest = { device: string; passed: boolean; errors: Readonly<Record<string, number | null>> };

/** Whoever computes can be asked whether it computes right. */
export type Tester = { test(signal: AbortSignal): Promise<DeviceTest> };

export type Engine = {
  /** Loads once; later calls return what is known. @throws AppError model/missing, model/corrupt, engine/compile. */
  load(model: ModelName, signal: AbortSignal): Promise<ModelInfo>;
  /**
   * One answer, streamed: onText gets each new piece of text. A raised stop flag or abort ends it within one token, with what is there; a signal that
   * is aborted before rejects with abort/aborted, here and below. @throws AppError engine/too-long, engine/run, engine/adapter, and those of load.
   */
  generate(
    messages: readonly ChatMessage[],
    options: GenerateOptions,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Generation>;
  /** Many answers in one batch (16 and more are worth it), in order; what is too long to read gets an empty one, stopped by 'length'. */
  generateBatch(
    conversations: readonly (readonly ChatMessage[])[],
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<Generation[]>;
  /**
   * Scores drafts by one forward pass over packed rows, in order; what is too long to read agrees with nothing, its nll is Infinity. With `each`, every
   * token's log probability is told, too.
   * @throws AppError abort/aborted when it is stopped before all are scored.
   */
  score(
    drafts: readonly Draft[],
    options: Pick<GenerateOptions, 'model' | 'adapter'> & { each?: boolean },
    signal: AbortSignal,
  ): Promise<Score[]>;
  /**
   * What the model itself would say at every token of each draft, and at the end of its turn: its `top` likeliest tokens and the mass of all others, of
   * softmax(logits / temperature). In order; null where a draft is too long to read. @throws as score, and engine/no-scores where a model does not tell.
   */
  likely(
    drafts: readonly Draft[],
    options: Pick<GenerateOptions, 'model' | 'adapter'> & { top: number; temperature: number },
    signal: AbortSignal,
  ): Promise<(TopK | null)[]>;
  dispose(): Promise<void>;
};
