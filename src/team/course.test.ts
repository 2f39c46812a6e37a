// The trainings of a night by what it learned.

import { describe, expect, it } from 'vitest';
import { NIGHT_SETTINGS, type Context, type NightSettings } from './context.ts';
import { courseOf, pace } from './course.ts';
import { nameOf } from './dataset.ts';

/** A context whose night has lessons that it chose, of these skills. */
function contextOf(skills: readonly string[], settings = NIGHT_SETTINGS, adapter: string | null = null): Context {
  const ids = skills.map((_, i) => `lesson ${i}`);
  const list = async (table: string): Promise<object[]> =>
    table === 'datasets' ? [{ version: await nameOf(ids, null), ids, recipe: null, part: 0 }] : [];
  const getMany = (table: string): Promise<object[]> =>
    Promise.resolve(table === 'lessons' ? skills.map((skill) => ({ skill })) : []);
  const stream = async function* (): AsyncGenerator<object> {
    yield* [];
  };
  const learner = { base: 'ours', adapter: adapter && { hash: adapter, lora: settings.lora } };
  return { settings, store: { list, getMany, stream }, learner } as never;
}

const NIGHT = { id: 'night', seed: '1' };
/** What is held on to is told below. */
const FREE: NightSettings = { ...NIGHT_SETTINGS, against: 'none' };

describe('a night', () => {
  it('about many skills trains as the settings say', async () => {
    const { train, consolidate } = NIGHT_SETTINGS;
    const settings = { ...NIGHT_SETTINGS, against: 'autoencoder' as const };
    const held = { ...consolidate, against: 'autoencoder' };
    expect(await courseOf(contextOf(['a', 'b', 'c', 'a'], settings), NIGHT)).toEqual({ train, consolidate: held });
    const free = { ...consolidate, manifold: 0 };
    expect(await courseOf(contextOf(['a', 'b', 'c', 'a'], FREE), NIGHT)).toEqual({ train, consolidate: free });
  });

  it('about few repeats less, replays more and consolidates gently; the rest stays', async () => {
    const { train, consolidate } = await courseOf(
      contextOf(
        Array.from({ length: 100 }, () => 'a'),
        FREE,
      ),
      NIGHT,
    );
    expect(train).toEqual({ ...NIGHT_SETTINGS.train, repeat: 2, replay: 20 });
    expect(consolidate).toEqual({
      ...NIGHT_SETTINGS.consolidate,
      ...{ manifold: 0, learningRate: 1e-4, replay: 10, least: 1000 },
    });
  });

  it('that sets out from an adapter trains as later nights do, few skills or many; the first does not', async () => {
    const later = {
      lora: { r: 32, lora_alpha: 32 },
      train: { learningRate: 1e-3 },
      consolidate: { learningRate: 5e-4, least: 77 },
    };
    for (const skills of [['a', 'b', 'c'], ['a']]) {
      const settings = { ...FREE, later };
      const usual = await courseOf(contextOf(skills, { ...FREE, later: null }, 'an adapter'), NIGHT);
      expect(await courseOf(contextOf(skills, settings), NIGHT)).toEqual(usual);
      expect(await courseOf(contextOf(skills, settings, 'an adapter'), NIGHT)).toEqual({
        train: { ...usual.train, ...later.train },
        consolidate: { ...usual.consolidate, ...later.consolidate },
      });
    }
  });

  it('does all its trainings at the pace of its own', () => {
    const { train, later } = NIGHT_SETTINGS;
    expect(pace(contextOf(['a']))).toBe(1);
    expect(pace(contextOf(['a'], NIGHT_SETTINGS, 'an adapter'))).toBe(
      (later?.train.learningRate ?? NaN) / train.learningRate,
    );
    expect(pace(contextOf(['a'], { ...NIGHT_SETTINGS, later: null }, 'an adapter'))).toBe(1);
  });

  it('trains with what it chose where there is a choice, few skills or many', async () => {
    const choices = [{ learningRate: 1e-3, epochs: 3 }];
    const settings = { ...NIGHT_SETTINGS, choices };
    for (const skills of [['a', 'b', 'c'], ['a']]) {
      const { train, consolidate } = await courseOf(contextOf(skills, settings, 'an adapter'), NIGHT);
      const usual = await courseOf(contextOf(skills, NIGHT_SETTINGS, 'an adapter'), NIGHT);
      expect(train).toEqual({ ...usual.train, learningRate: 1e-3, epochs: 3 });
      expect(consolidate).toEqual(usual.consolidate);
    }
  });

  it('holds on to what the user chose, where the learner has such a term at all', async () => {
    const { consolidate, ...others } = NIGHT_SETTINGS;
    const chosen = async (against: NightSettings['against'], manifold: number, adapter?: string): Promise<object> => {
      const settings = { ...others, later: null, consolidate: { ...consolidate, manifold }, against };
      return (await courseOf(contextOf(['a', 'b', 'c'], settings as NightSettings, adapter), NIGHT)).consolidate;
    };
    expect(await chosen('pca', 0.1)).toEqual({ ...consolidate, against: 'pca' });
    expect(await chosen('none', 0.1)).toEqual({ ...consolidate, manifold: 0 });
    const fewer = { replay: consolidate.replay / 1.4, least: Math.round(consolidate.least / 1.4) };
    expect(await chosen('base', 0.1)).toEqual({ ...consolidate, ...fewer, manifold: 0, anchor: 0.5 });
    expect(await chosen('base', 0)).toEqual({ ...consolidate, manifold: 0 });
    expect(await chosen('base', 0.1, 'an adapter')).toEqual({ ...consolidate, manifold: 0 });
    expect(await chosen(undefined, 0.1)).toEqual(consolidate);
    expect(await chosen('pca', 0)).toEqual({ ...consolidate, manifold: 0 });
  });

  it('that was begun before there was such a thing trains as it was begun', async () => {
    const { focus: _focus, against: _against, ...before } = NIGHT_SETTINGS;
    const { train, consolidate } = before;
    expect(await courseOf(contextOf(['a'], before), NIGHT)).toEqual({ train, consolidate });
  });
});
