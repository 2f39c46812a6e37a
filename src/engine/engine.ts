// What every engine can do: answer, answer many, and score drafts, with or without an adapter. Instances: transformers.ts (the embedded family in a
// worker), scripted.ts (tests). An engine knows no stage, no table and no task; text and token counts in, text and token counts out.

import type { LoraConfig } from '../../models/lora.ts';

export type ModelName = 'dream-s' | 'dream-l';

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
  seed?: number;
};

/** `stopped`: the model ended its turn, the length limit came, or somebody raised the stop flag or aborted. */
export type Generation = {
  text: string;
  tokens: number;
  promptTokens: number;
  seconds: number;
  stopped: 'end' | 'length' | 'stopped';
};

/** A draft answer under a conversation: does greedy decoding give exactly it, and how likely is it. */
export type Draft = { messages: readonly ChatMessage[]; draft: string };
export type Score = {
  /** Every token of the draft, and the end of the turn after it, is the model's greedy choice. */
  agrees: boolean;
  /** Σ −log p over the draft's tokens and the end of turn, nats; `tokens` of them. */
  nll: number;
  tokens: number;
};

export type ModelInfo = {
  model: ModelName;
  parameters: number;
  device: 'wasm' | 'webgpu';
  hash: string;
  seconds: number;
};

export type Engine = {
  /** Loads once; later calls return what is known. @throws AppError model/missing, model/corrupt, engine/compile. */
  load(model: ModelName, signal: AbortSignal): Promise<ModelInfo>;
  /** One answer, streamed: onText gets each new piece of text. A raised stop flag or abort ends it within one token, with what is there. */
  generate(
    messages: readonly ChatMessage[],
    options: GenerateOptions,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Generation>;
  /** Many answers in one batch (16 and more are worth it), in order. */
  generateBatch(
    conversations: readonly (readonly ChatMessage[])[],
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<Generation[]>;
  /** Scores drafts by one forward pass over packed rows, in order. */
  score(
    drafts: readonly Draft[],
    options: Pick<GenerateOptions, 'model' | 'adapter'>,
    signal: AbortSignal,
  ): Promise<Score[]>;
  dispose(): Promise<void>;
};
