// What a trainer is made of, and where a training begins that goes on from nothing.

import { type Autoencoder, autoencoderFlat } from '../../models/autoencoder/autoencoder.ts';
import { initLora, loraLayout } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Clock } from '../lib/clock.ts';
import type { StopFlag } from '../lib/flag.ts';
import { rng } from '../lib/rng.ts';
import type { ModelName } from './engine.ts';
import type { Executor } from './executor/executor.ts';
import type { WeightFile } from './import/layout.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { TrainingPlan, TrainingPoint } from './trainer.ts';

/** Small models are trained in one graph, large ones layer by layer from their imported weights. */
export type TrainerModel = { config: QwenConfig; tokenizer: Tokenizer; autoencoder: Autoencoder | null } & (
  { base: Tensors } | { weights: WeightFile }
);

export type TrainerParts = {
  executor: Executor;
  load(model: ModelName, signal: AbortSignal): Promise<TrainerModel>;
  clock: Clock;
  stop: StopFlag;
  /** Lets waiting messages in; awaited before every unit. */
  breathe(): Promise<void>;
  /** Longest unit, ms. */
  unitMs?: number;
};

/** A fresh adapter, and the autoencoder as it was shipped where it trains along. */
export function firstPoint(
  { config, autoencoder }: TrainerModel,
  { lora, seed, manifold, unfrozen }: TrainingPlan,
): TrainingPoint {
  const layout = loraLayout(config, lora);
  const adapter = initLora(layout, rng(`${seed}/adapter`));
  const maps = manifold && unfrozen && autoencoder ? autoencoderFlat(autoencoder) : [];
  const parameters = new Float32Array(layout.size + maps.length);
  parameters.set(adapter);
  parameters.set(maps, layout.size);
  return beginAt(parameters);
}

/** A training that begins at these parameters. */
export function beginAt(parameters: Float32Array): TrainingPoint {
  const zeros = (): Float32Array => new Float32Array(parameters.length);
  return { parameters, optimiser: { m: zeros(), v: zeros(), step: 0 }, losses: [], tokens: 0, seconds: 0 };
}
