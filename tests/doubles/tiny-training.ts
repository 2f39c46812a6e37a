// Trainings of a tiny model on the reference executor, by a clock that moves with the rows that are run; whatever happens, everything is freed.

import { expect } from 'vitest';
import { plainFlag, type StopFlag } from '../../src/lib/flag.ts';
import { fakeTime } from '../../src/lib/clock.ts';
import { createLoraTrainer } from '../../src/engine/lora-trainer.ts';
import type { TextEncoder } from '../../src/engine/text-states.ts';
import type { TrainerModel } from '../../src/engine/trainer-parts.ts';
import type { TrainingPlan, TrainingPoint, TrainingProgress, TrainingResult } from '../../src/engine/trainer.ts';
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
  msPerRow?: number;
  stop?: StopFlag;
  signal?: AbortSignal;
  /** What a text autoencoder of any name is. */
  encoder?: TextEncoder;
};
type Watch = { progress: TrainingProgress[]; points: TrainingPoint[]; executor: ReferenceExecutor };
export type Ran = { result: TrainingResult } & Watch;

/** Trains; every row of a run takes `msPerRow` of a clock that otherwise stands still. */
export async function train(
  over: Partial<TrainingPlan> = {},
  start: TrainingPoint | null = null,
  given: Given = {},
): Promise<Ran> {
  const time = fakeTime();
  const [progress, points]: [TrainingProgress[], TrainingPoint[]] = [[], []];
  const executor = referenceExecutor(given.options);
  const timed = {
    ...executor,
    compile: async (...args: Parameters<typeof executor.compile>) => {
      const program = await executor.compile(...args);
      return {
        ...program,
        run: (inputs: Parameters<typeof program.run>[0]) => {
          time.advance((given.msPerRow ?? 30) * (inputs['ids']?.shape[0] ?? 0));
          return program.run(inputs);
        },
      };
    },
  };
  const model = {
    config: tinyConfig,
    ...(given.model && 'weights' in given.model ? {} : { base: tinyWeights() }),
    tokenizer: tinyTokenizer,
    autoencoder: null,
    ...given.model,
  } as TrainerModel;
  const trainer = createLoraTrainer({
    executor: timed,
    load: async () => model,
    ...(given.encoder ? { openEncoder: async () => given.encoder as TextEncoder } : {}),
    clock: time,
    stop: given.stop ?? plainFlag(),
    breathe: () => Promise.resolve(),
  });
  const result = await trainer
    .train(
      { ...plan, ...over },
      start,
      (step) => progress.push(step),
      async (point) => void points.push(point),
      given.signal ?? new AbortController().signal,
    )
    .finally(async () => {
      expect(executor.live, 'tensors are freed, however it ends').toMatchObject({ tensors: 0 });
      // What was stopped may go on: only then are programs kept, until the trainer is no longer needed.
      if (given.stop === undefined && given.signal === undefined) expect(executor.live).toMatchObject({ programs: 0 });
      await trainer.dispose();
      expect(executor.live, 'everything is freed in the end').toMatchObject({ tensors: 0, programs: 0 });
    });
  return { result, progress, points, executor };
}

/** How long it took is nobody's business here. */
export const state = ({ seconds: _, trace, ...point }: TrainingPoint): object => ({
  ...{ parameters: point.parameters, optimiser: point.optimiser, losses: point.losses },
  ...{ tokens: point.tokens, carried: point.carried, trace: { ...trace, seconds: [] } },
});
