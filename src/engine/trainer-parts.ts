// What a trainer is made of, and where a training begins that goes on from nothing.

import { type Autoencoder, autoencoderFlat } from '../../models/autoencoder/autoencoder.ts';
import { initLora, loraLayout } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import type { StopFlag } from '../lib/flag.ts';
import { rng } from '../lib/rng.ts';
import type { ModelName } from './engine.ts';
import type { Executor } from './executor/executor.ts';
import type { WeightFile } from './import/layout.ts';
import type { TextEncoder } from './text-states.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { TrainingPlan, TrainingPoint } from './trainer.ts';

/** Small models are trained in one graph, large ones layer by layer from their imported weights. */
export type TrainerModel = {
  config: QwenConfig;
  tokenizer: Tokenizer;
  autoencoder: Autoencoder | null;
  /** Its control; absent or null where the model was shipped without. */
  pca?: Autoencoder | null;
} & ({ base: Tensors } | { weights: WeightFile });

export type TrainerParts = {
  executor: Executor;
  load(model: ModelName, signal: AbortSignal): Promise<TrainerModel>;
  /** A text autoencoder that hidden states can be held against; absent where there is none. @throws AppError model/missing, model/text-autoencoder */
  openEncoder?(hash: string): Promise<TextEncoder>;
  clock: Clock;
  stop: StopFlag;
  /** Lets waiting messages in; awaited before every unit. */
  breathe(): Promise<void>;
  /** Longest unit, ms. */
  unitMs?: number;
};

/**
 * The model with what a plan holds its hidden states against in the place of its autoencoder; a text autoencoder needs the family's, too, for the statistics
 * of the learner's states. @throws AppError train/no-autoencoder, train/objective
 */
export function holding(
  model: TrainerModel,
  plan: Pick<TrainingPlan, 'model' | 'manifold' | 'against' | 'unfrozen'>,
): TrainerModel {
  const { manifold, against = 'autoencoder', unfrozen } = plan;
  if (!manifold) return model;
  const name = against === 'pca' ? 'pca' : 'autoencoder';
  const autoencoder = model[name] ?? null;
  if (!autoencoder)
    throw new AppError(
      'train/no-autoencoder',
      `The folder of ${plan.model} has no file ${name}.safetensors. Train without it, or restore the file.`,
    );
  if (unfrozen && against !== 'autoencoder')
    throw new AppError(
      'train/objective',
      'Only the autoencoder can train along. Hold hidden states against it, or keep it frozen.',
      { against },
    );
  return { ...model, autoencoder };
}

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
