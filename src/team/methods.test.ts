import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../tests/doubles/look.ts';
import { makeWorld, sleepThrough } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import { NIGHT_SETTINGS, type NightSettings } from './context.ts';
import { DEFAULTS, METHOD_NAMES, methodsIn } from './meta.ts';
import { withMethods } from './methods.ts';

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
  });

  it('are what the night that was asked for them does', { timeout: 30_000 }, async () => {
    const world = await makeWorld();
    await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'], methods: ['legs'] });
    const [started] = await rowsOf(world, 'nights');
    expect(started?.options).toMatchObject({ settings: { legs: { items: 48 } } });
  });
});
