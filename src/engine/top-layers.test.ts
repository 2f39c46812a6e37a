import { describe, expect, it } from 'vitest';
import { type ReferenceExecutor, referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import {
  tinyAutoencoder,
  tinyConfig,
  tinyLessons,
  tinyTokenizer,
  tinyWeights,
} from '../../tests/contracts/tiny-model.ts';
import { loraLayout } from '../../models/lora.ts';
import { fakeTime } from '../lib/clock.ts';
import { plainFlag, type StopFlag } from '../lib/flag.ts';
import { createLoraTrainer } from './lora-trainer.ts';
import type { TrainingPlan, TrainingPoint, TrainingResult } from './trainer.ts';

const config = { ...tinyConfig, num_hidden_layers: 2 };
const base = tinyWeights('tiny', config);
const plan: TrainingPlan = {
  ...{ model: 'dream-s', lora: { r: 2, lora_alpha: 4 }, topLayers: 1, seed: 'night 1', lessons: tinyLessons(4) },
  ...{ epochs: 2, learningRate: 0.02, decay: 0.01, maxNorm: 1, batch: 2, time: 32 },
};
const under = loraLayout({ ...config, num_hidden_layers: 1 }, plan.lora).size;

async function train(
  over: Partial<TrainingPlan> = {},
  start: TrainingPoint | null = null,
  executor: ReferenceExecutor = referenceExecutor(),
  stop: StopFlag = plainFlag(),
): Promise<TrainingResult> {
  const autoencoder = tinyAutoencoder();
  const trainer = createLoraTrainer({
    ...{ executor, clock: fakeTime(), stop, breathe: () => Promise.resolve() },
    load: async () => ({ config, base, tokenizer: tinyTokenizer, autoencoder }),
  });
  const signal = new AbortController().signal;
  const result = await trainer
    .train(
      { ...plan, ...over },
      start,
      () => {},
      async () => {},
      signal,
    )
    .finally(trainer.dispose);
  expect(executor.live, 'everything is freed').toMatchObject({ tensors: 0, programs: 0 });
  return result;
}

const kept = ({ parameters, optimiser, losses, tokens, carried }: TrainingPoint): object => ({
  ...{ parameters, optimiser, losses, tokens, carried },
});

describe('training of the top layers', () => {
  it('learns, and leaves the adapter under them as it was', async () => {
    const result = await train({ epochs: 6 });
    expect(result.losses.at(-1)).toBeLessThan(0.8 * (result.losses[0] as number));
    const first = await train({ epochs: 1, learningRate: 0 });
    expect(result.parameters.slice(0, under)).toEqual(first.parameters.slice(0, under));
    expect(result.parameters.slice(under)).not.toEqual(first.parameters.slice(under));
    expect(result.optimiser.m.slice(0, under).every((m) => m === 0)).toBe(true);
    expect(result.optimiser.m).toHaveLength(result.parameters.length);
  });

  it('of all of them is the training that it is without', async () => {
    const all = await train({ epochs: 1, topLayers: 2 });
    expect(kept(all)).toEqual(kept(await train({ epochs: 1, topLayers: undefined })));
    expect(all.optimiser.m.slice(0, under).some((m) => m !== 0)).toBe(true);
  });

  // The first run computes what is kept; from the end: between the last steps.
  it.each([0, 1, 9, -2])('stopped before run %i goes on to the bit-equal end', async (run) => {
    const learned = { epochs: 2, manifold: 0.1 };
    const unhindered = referenceExecutor({ onRun: () => {} });
    const whole = await train(learned, null, unhindered);
    const at = run < 0 ? unhindered.live.runs + run : run;
    const stop = plainFlag();
    const stopping = referenceExecutor({ onRun: (runs) => runs === at && stop.raise() });
    const halted = await train(learned, null, stopping, stop);
    expect(halted).toMatchObject({ status: 'interrupted', steps: run < 0 ? whole.steps - 1 : 0 });
    expect(kept(await train(learned, structuredClone(halted)))).toEqual(kept(whole));
  });

  it('goes on from an adapter of all layers, whose lower part it keeps and uses', async () => {
    const all = await train({ topLayers: 2, epochs: 3 });
    const { losses, parameters } = await train({}, { ...all, losses: [], optimiser: { ...all.optimiser, step: 0 } });
    expect(losses[0]).toBeLessThan(0.8 * (all.losses[0] as number));
    expect(parameters.slice(0, under)).toEqual(all.parameters.slice(0, under));
  });

  it('says which numbers of layers there are, and that an anchor needs all', async () => {
    await expect(train({ topLayers: 3 })).rejects.toMatchObject({ code: 'train/top' });
    await expect(train({ topLayers: 0 })).rejects.toMatchObject({ code: 'train/top' });
    await expect(train({ anchor: 0.5 })).rejects.toMatchObject({ code: 'train/objective' });
  });
});
