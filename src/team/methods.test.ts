import { describe, expect, it } from 'vitest';
import { loraLayout } from '../../models/lora.ts';
import { referenceExecutor } from '../../tests/contracts/reference-executor.ts';
import { tinyConfig, tinyLessons, tinyTokenizer, tinyWeights } from '../../tests/contracts/tiny-model.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import { createLoraTrainer } from '../engine/lora-trainer.ts';
import { beginAt } from '../engine/trainer-parts.ts';
import type { TrainingPlan, TrainingResult } from '../engine/trainer.ts';
import { must } from '../lib/assert.ts';
import { fakeTime } from '../lib/clock.ts';
import { plainFlag } from '../lib/flag.ts';
import { rng } from '../lib/rng.ts';
import { loraOf, NIGHT_SETTINGS, type NightSettings, settingsFor } from './context.ts';
import { DEFAULTS, METHOD_NAMES, type MethodName, methodsIn } from './meta.ts';
import { withMethods } from './methods.ts';
import { startOf } from './start.ts';

describe('methods of nights', () => {
  it('none by default: nights stay as they are', () => {
    expect(methodsIn(DEFAULTS)).toEqual([]);
    expect(withMethods(NIGHT_SETTINGS, [])).toEqual(NIGHT_SETTINGS);
  });

  it('each changes something', () => {
    for (const name of METHOD_NAMES)
      expect([name, withMethods(NIGHT_SETTINGS, [name])]).not.toEqual([name, NIGHT_SETTINGS]);
  });

  it('a choice of training is of few ways, the usual one among them: smaller or larger steps, once or twice over the lessons', () => {
    const { train, later } = NIGHT_SETTINGS;
    const ways = (usual: NightSettings): number[][] =>
      (withMethods(usual, ['choices']).choices ?? []).map((each) => [each.learningRate, each.epochs / train.epochs]);
    const around = (rate: number): number[][] => [
      ...[
        [rate, 1],
        [rate, 2],
        [rate / 2, 2],
        [2 * rate, 1],
      ],
    ];
    expect(ways(NIGHT_SETTINGS)).toEqual(around(must(later?.train.learningRate, 'rate of later nights')));
    expect(ways({ ...NIGHT_SETTINGS, later: null })).toEqual(around(train.learningRate));
  });

  it('several are added up', () => {
    const settings = withMethods(NIGHT_SETTINGS, ['distil', 'legs']);
    expect(settings).toMatchObject({ distil: { top: 32 }, legs: { items: 48 } });
  });

  it('learn at rates in proportion to that of the learner', () => {
    const slow = { ...NIGHT_SETTINGS, train: { ...NIGHT_SETTINGS.train, learningRate: 2e-4 } };
    expect(withMethods(slow, ['dpo']).prefer).toMatchObject({ loss: 'dpo', learningRate: 2.5e-5 });
  });

  it('are those that the user switched on', () => {
    expect(methodsIn({ ...DEFAULTS, prefer: 'info-nce', weak: true })).toEqual(['info-nce', 'weak']);
    expect(methodsIn({ ...DEFAULTS, topLayers: true })).toEqual(['top-layers']);
  });

  it('are what the night that was asked for them does', { timeout: 30_000 }, async () => {
    const world = await makeWorld();
    await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'], methods: ['legs'] });
    const [started] = await rowsOf(world, 'nights');
    expect(started?.options).toMatchObject({ settings: { legs: { items: 48 } } });
  });
});

describe('the top layer alone', () => {
  const on = (usual: NightSettings, ...names: MethodName[]): NightSettings =>
    withMethods(usual, ['top-layers', ...names]);
  const { lora, train, consolidate, focus, later } = NIGHT_SETTINGS;

  it('is trained as it was measured, in both trainings, whatever the night learned and set out from', () => {
    const settings = on(NIGHT_SETTINGS);
    expect(settings.lora).toEqual({ r: 4 * lora.r, lora_alpha: 4 * lora.lora_alpha });
    expect(settings.train).toEqual({ ...train, learningRate: 4 * train.learningRate, topLayers: 1 });
    const rate = 4 * consolidate.learningRate;
    expect(settings.consolidate).toEqual({ ...consolidate, learningRate: rate, topLayers: 1 });
    const gentle = 4 * must(focus?.consolidate.learningRate, 'rate of few skills');
    expect(settings.focus).toEqual({ ...focus, consolidate: { ...focus?.consolidate, learningRate: gentle } });
    const of = (rate: number | undefined): object => ({ learningRate: 4 * must(rate, 'rate of later nights') });
    expect(settings.later).toEqual({
      lora: later?.lora,
      train: { ...later?.train, ...of(later?.train.learningRate) },
      consolidate: { ...later?.consolidate, ...of(later?.consolidate.learningRate) },
    });
  });

  it('learns at its own rates where others choose among several, and leaves those to others that train all layers', () => {
    const rates = ({ choices = [] }: NightSettings): number[] => choices.map(({ learningRate }) => learningRate);
    const usual = rates(withMethods(NIGHT_SETTINGS, ['choices']));
    expect(usual).toHaveLength(4);
    expect(rates(on(NIGHT_SETTINGS, 'choices'))).toEqual(usual.map((rate) => 4 * rate));
    expect(on(NIGHT_SETTINGS, 'dpo').prefer).toEqual(withMethods(NIGHT_SETTINGS, ['dpo']).prefer);
  });

  it('is left out where it cannot be: for learners that were brought, and nights held to the base', () => {
    const brought = settingsFor(`imported:${'a'.repeat(64)}`);
    expect(on(brought)).toEqual(brought);
    expect(on(brought, 'legs')).toEqual(withMethods(brought, ['legs']));
    expect(methodsIn({ ...DEFAULTS, topLayers: true, against: 'base', legs: true })).toEqual(['legs']);
  });

  it('is what nights train, the first and those after it', { timeout: 30_000 }, async () => {
    const usual = { ...NIGHT_SETTINGS, ...SETTINGS };
    // The doubles know adapters of one shape.
    const world = await makeWorld({ settings: { ...on(usual), lora: usual.lora } });
    const first = await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'] });
    await sleepThrough(world, { prompts: ['l8-add 17', 'l9-times 5'], seed: 'later' });
    expect(first.report.promoted).toBe(true);
    expect(world.trainer.plans.map(({ topLayers }) => topLayers)).toEqual([1, 1, 1, 1]);
  });

  it('learns on in an adapter of all layers that was widened, and leaves the others as they do', async () => {
    const [narrow, random] = [{ r: 2, lora_alpha: 4 }, rng('full')];
    const full = new Float32Array(loraLayout(tiny, narrow).size).map(() => random.normal() / 10);
    const adapter = { hash: 'a', lora: narrow, flat: full };
    const settings = on({ ...NIGHT_SETTINGS, later: { ...must(later, 'later'), lora: { r: 4, lora_alpha: 4 } } });
    const ctx = { settings, learner: { model: 'dream-s', base: 'b', checkpoint: 'c', adapter } } as const;
    const { flat } = must(startOf(ctx, { seed: '1' }, tiny), 'a start');
    const { parameters, losses } = await learned({ lora: loraOf(ctx), topLayers: settings.train.topLayers }, flat);
    const under = loraLayout(tiny, loraOf(ctx)).size - loraLayout(tiny, loraOf(ctx), 1).size;
    expect(parameters.slice(0, under)).toEqual(flat.slice(0, under));
    expect(must(losses.at(-1), 'loss')).toBeLessThan(must(losses[0], 'loss'));
  });
});

const tiny = { ...tinyConfig, num_hidden_layers: 2 };

/** What the trainer makes of it, on numbers that a test can wait for. */
async function learned(plan: Pick<TrainingPlan, 'lora' | 'topLayers'>, from: Float32Array): Promise<TrainingResult> {
  const trainer = createLoraTrainer({
    ...{ executor: referenceExecutor(), clock: fakeTime(), stop: plainFlag(), breathe: () => Promise.resolve() },
    load: async () => ({ config: tiny, base: tinyWeights('tiny', tiny), tokenizer: tinyTokenizer, autoencoder: null }),
  });
  const course = { seed: 'night', epochs: 4, learningRate: 0.02, decay: 0, maxNorm: 1, batch: 2, time: 32 };
  const whole: TrainingPlan = { model: 'dream-s', lessons: tinyLessons(4), ...course, ...plan };
  const signal = new AbortController().signal;
  return trainer
    .train(
      whole,
      beginAt(from),
      () => undefined,
      () => Promise.resolve(),
      signal,
    )
    .finally(trainer.dispose);
}
