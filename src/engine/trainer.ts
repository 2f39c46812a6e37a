// What a trainer can do: one resumable LoRA training from examples to adapter, with or without the frozen autoencoder. It knows no table, night or
// task. Instances: lora-trainer.ts over a TrainingSession (in the trainer worker); the dreamer uses it through a port.

import type { Against } from '../../models/catalog.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { LossName } from '../../models/losses/index.ts';
import type { LossOptions } from '../../models/losses/loss.ts';
import type { Turn } from '../../models/qwen/chat.ts';
import type { Step, Trace } from '../lib/trace.ts';
import type { ModelName } from './engine.ts';
import type { Example } from './packing.ts';
import type { Mapping } from './text-targets.ts';
import type { TopK } from './top-k.ts';
import type { OptimiserState } from './training.ts';

/**
 * A conversation to learn from. `replay` rows keep what was known; the autoencoder's loss is measured on them alone. `given` and `group` are for losses that
 * need more than ids and weights: see Example in packing.ts; what is given for each token is given for every one of the whole conversation.
 */
export type Lesson = {
  turns: readonly Turn[];
  weight: number;
  replay: boolean;
  /** What a teacher would say at every token of the answer; the losses that look at it take the answer itself where it is absent. */
  taught?: TopK;
  /** What a loss is given at each token of the last answer and at its end, by the input's name: one number a token. */
  perToken?: Readonly<Record<string, readonly number[]>>;
} & Pick<Example, 'given' | 'group'>;

export type TrainingPlan = {
  model: ModelName;
  lora: LoraConfig;
  /**
   * Only the adapters of so many top layers are trained (in PEFT, layers_to_transform names them); what the layers under them make of the lessons is computed
   * once and kept. Absent: all layers.
   */
  topLayers?: number | undefined;
  /** Order of rows in every epoch, first adapter when `start` is absent. */
  seed: string;
  lessons: readonly Lesson[];
  epochs: number;
  /** Peak rate: warm-up over 5 % of the steps, cosine to 2 %. */
  learningRate: number;
  decay: number;
  maxNorm: number;
  /** Positions per optimiser step: `batch` rows of `time`. */
  batch: number;
  time: number;
  /** What lessons are learned by; cross-entropy unless named. */
  loss?: LossName;
  lossOptions?: LossOptions;
  /** Weight of the autoencoder term; absent: no autoencoder. */
  manifold?: number;
  /** With `manifold`: what hidden states are held against; the frozen autoencoder, unless said. */
  against?: Against;
  /**
   * With `manifold`: the autoencoder trains along instead of staying frozen, to show what freezing is worth: its maps stand behind the adapter in `parameters`, of the start and
   * of the result.
   */
  unfrozen?: boolean;
  /** Share of replay's weight that keeps to the frozen base's own distribution instead of to the one answer; absent or 0: none. */
  anchor?: number;
};

/**
 * Where a training is: everything that resuming needs. On a CPU, resumed with `carried` (plain JSON), it ends bit-equal to never having stopped with the same
 * rows per run, which decide in what order sums are added. Those of the point stay but for two changes, which a clock decides: rows that slow code chose
 * (`cold`) are chosen anew once the code of the worker is fast, as they are without a stop, though not always at the same step; and rows whose runs have become
 * much too long for the user's return give way. Later points carry what changed. Without `carried`, rows and the autoencoder's sums of the current epoch are
 * found anew.
 */
export type TrainingPoint = {
  parameters: Float32Array;
  optimiser: OptimiserState;
  losses: readonly number[];
  /** Everything that is told of steps; absent in points of before it was. */
  trace?: Trace;
  tokens: number;
  seconds: number;
  /** Rows per run; true where slow code chose them; sums of the epoch. */
  carried?: { rows: number; cold?: true; errors: number; replayTokens: number };
};

export type TrainingProgress = Step & { steps: number };

export type TrainingResult = TrainingPoint & {
  status: 'completed' | 'interrupted';
  /** Optimiser steps made so far, earlier parts of a resumed training included. */
  steps: number;
  /** Mean weighted term and mean reconstruction error ‖ĥ − AE(ĥ)‖² / d over replay tokens of the last epoch; null without autoencoder. */
  aeLoss: number | null;
  aeError: number | null;
  /** Error of the gradient self-check at the start; null when it was stopped before that. */
  selfCheck: number | null;
  /** Unit of work that was chosen by measured speed: rows per run, median ms; zeros when it was stopped before that. */
  unit: { rows: number; ms: number };
  /** How a text autoencoder's states were mapped to the learner's width, where hidden states were held against one. */
  mapping?: Mapping;
};

export type Trainer = {
  /**
   * Trains on from `start` (a fresh adapter when null). onPoint is awaited about every ten seconds with a point to store. A raised stop flag or an
   * abort ends it after at most one unit (80 ms) with status 'interrupted' and the last whole step.
   * @throws AppError train/self-check, train/not-finite, train/no-lessons, train/too-long, train/no-autoencoder, train/top, train/objective,
   * train/ridge, model/missing and model/text-autoencoder for a text autoencoder that is not here or is none; abort/aborted when it was stopped
   * before the model was there.
   */
  train(
    plan: TrainingPlan,
    start: TrainingPoint | null,
    onProgress: (progress: TrainingProgress) => void,
    onPoint: (point: TrainingPoint) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TrainingResult>;
  dispose(): Promise<void>;
};
