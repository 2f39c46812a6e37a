// Trainings of a tiny model on the reference executor, by a clock that moves with the rows that are run; whatever happens, everything is freed.

import { expect } from 'vitest';
import { plainFlag, type StopFlag } from '../../src/lib/flag.ts';
import { fakeTime } from '../../src/lib/clock.ts';
import type { Device, Executor } from '../../src/engine/executor/executor.ts';
import { createLoraTrainer } from '../../src/engine/lora-trainer.ts';
import type { TextEncoder } from '../../src/engine/text-states.ts';
import type { TrainerModel } from '../../src/engine/trainer-parts.ts';
import type {
  Trainer,
  TrainingPlan,
  TrainingPoint,
  TrainingProgress,
  TrainingResult,
} from '../../src/engine/trainer.ts';
import { type ReferenceExecutor, referenceExecutor, type ReferenceOptions } from '../contracts/reference-executor.ts';
import { tinyConfig, tinyLessons, tinyTokenizer, tinyWeights } from '../contracts/tiny-model.ts';

export const plan: TrainingPlan = {
  model: 'dream-s',
  lora: { r: 2, lora_alpha: 4 },
  seed: 'night 1',
  lessons: tinyLessons(10),
  epochs: 3,
  learningRate: 0.02,
  decay: 0.01,
  maxNorm: 1,
  batch: 4,
  time: 32,
};

export type Given = {
  model?: Partial<TrainerModel>;
  options?: ReferenceOptions;
  /** Of a row of a run, after so many optimiser steps that were made here, in a run of so many rows. */
  msPerRow?: number | ((steps: number, rows: number) => number);
  /** Called after every step. */
  onStep?(step: number): void;
  /** What the trainer takes its executor for. */
  device?: Device;
  stop?: StopFlag;
  signal?: AbortSignal;
  /** What a text autoencoder of any name is. */
  encoder?: TextEncoder;
};
type Watch = { progress: TrainingProgress[]; points: TrainingPoint[]; executor: ReferenceExecutor };
export type Ran = { result: TrainingResult } & Watch;
/** A trainer that may train more than once, as in a worker. */
export type TinyTrainer = {
  trainer: Trainer;
  executor: ReferenceExecutor;
  train(over?: Partial<TrainingPlan>, start?: TrainingPoint | null): Promise<Ran>;
};

/** Every row of a run takes `msPerRow` of a clock that otherwise stands still. */
export function tinyTrainer(given: Given = {}): TinyTrainer {
  const time = fakeTime();
  const executor = referenceExecutor(given.options);
  const { msPerRow = 30 } = given;
  let steps = 0;
  const compile: Executor['compile'] = async (...args) => {
    const program = await executor.compile(...args);
    return {
      ...program,
      run: (inputs) => {
        const rows = inputs['ids']?.shape[0] ?? 0;
        if (inputs['learning_rate']) steps++;
        time.advance((typeof msPerRow === 'number' ? msPerRow : msPerRow(steps, rows)) * rows);
        return program.run(inputs);
      },
    };
  };
  const trainer = createLoraTrainer({
    executor: { ...executor, compile, device: given.device ?? executor.device },
    load: async () => modelOf(given),
    ...(given.encoder ? { openEncoder: async () => given.encoder as TextEncoder } : {}),
    clock: time,
    stop: given.stop ?? plainFlag(),
    breathe: () => Promise.resolve(),
  });
  const train: TinyTrainer['train'] = async (over = {}, start = null) => {
    const [progress, points]: [TrainingProgress[], TrainingPoint[]] = [[], []];
    const result = await trainer.train(
      { ...plan, ...over },
      start,
      (step) => {
        progress.push(step);
        given.onStep?.(step.step);
      },
      async (point) => void points.push(point),
      given.signal ?? new AbortController().signal,
    );
    return { result, progress, points, executor };
  };
  return { trainer, executor, train };
}

const modelOf = ({ model }: Given): TrainerModel =>
  ({
    config: tinyConfig,
    ...(model && 'weights' in model ? {} : { base: tinyWeights() }),
    tokenizer: tinyTokenizer,
    autoencoder: null,
    ...model,
  }) as TrainerModel;

/** Trains once. */
export function train(
  over: Partial<TrainingPlan> = {},
  start: TrainingPoint | null = null,
  given: Given = {},
): Promise<Ran> {
  const { trainer, executor, train: once } = tinyTrainer(given);
  return once(over, start).finally(async () => {
    expect(executor.live, 'tensors are freed, however it ends').toMatchObject({ tensors: 0 });
    // What was stopped may go on: only then are programs kept, until the trainer is no longer needed.
    if (given.stop === undefined && given.signal === undefined) expect(executor.live).toMatchObject({ programs: 0 });
    await trainer.dispose();
    expect(executor.live, 'everything is freed in the end').toMatchObject({ tensors: 0, programs: 0 });
  });
}

/** How long it took is nobody's business here. */
export const state = ({ seconds: _, trace, ...point }: TrainingPoint): object => ({
  ...{ parameters: point.parameters, optimiser: point.optimiser, losses: point.losses },
  ...{ tokens: point.tokens, carried: point.carried, trace: { ...trace, seconds: [] } },
});
