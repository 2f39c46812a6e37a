// How tasks are shared out: after gain a second, never nothing, and from what earlier nights did.

import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../tests/doubles/look.ts';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import { sum } from '../lib/stats.ts';
import type { SkillGain } from '../team/gains.ts';
import { budgeted, prospectOf, sharedOut, turnsOf } from './budget.ts';
import type { SkillSeed } from './seeds.ts';

const NIGHT = { id: 'a'.repeat(64) };
const seedOf = (skill: string, more: Partial<SkillSeed> = {}): SkillSeed => ({
  skill,
  level: 6,
  episodes: [],
  ...more,
});

describe('tasks', () => {
  it('follow gain a second', () => {
    expect(
      sharedOut(
        [
          { gain: 0.6, seconds: 1 },
          { gain: 0.3, seconds: 1 },
        ],
        90,
        0,
      ),
    ).toEqual([60, 30]);
    expect(
      sharedOut(
        [
          { gain: 0.6, seconds: 2 },
          { gain: 0.6, seconds: 1 },
        ],
        90,
        0,
      ),
    ).toEqual([30, 60]);
  });

  it('are a share of the best one’s at least, and all of them are given out', () => {
    expect(
      sharedOut(
        [
          { gain: 0.9, seconds: 1 },
          { gain: 0, seconds: 1 },
        ],
        80,
        1 / 3,
      ),
    ).toEqual([60, 20]);
    for (const gains of [
      [0.9, 0.01, 0.5],
      [0.9, 0.01, 0.01],
    ])
      for (let total = 3; total < 60; total++) {
        const prospects = gains.map((gain) => ({ gain, seconds: 1 }));
        const counts = sharedOut(prospects, total, 0.001);
        expect([total, sum(counts), Math.min(...counts) >= 1]).toEqual([total, total, true]);
        expect(counts[0]).toBeGreaterThanOrEqual(counts[2] ?? 0);
      }
    expect(
      sum(
        sharedOut(
          [0.9, 0.9, 0.9].map((gain) => ({ gain, seconds: 1 })),
          2,
          0.5,
        ),
      ),
    ).toBe(2);
  });

  it('are shared out equally where nothing is to be gained, or all are alike', () => {
    expect(
      sharedOut(
        [0, 0].map((gain) => ({ gain, seconds: 3 })),
        10,
        0.5,
      ),
    ).toEqual([5, 5]);
    expect(
      sharedOut(
        [0.7, 0.7].map((gain) => ({ gain, seconds: 3 })),
        10,
        0.5,
      ),
    ).toEqual([5, 5]);
  });

  it('come mixed: any beginning has about its share of each', () => {
    const seeds = [seedOf('a', { tasks: 30 }), seedOf('b', { tasks: 10 })];
    const turns = turnsOf(seeds, 40).map(({ skill }) => skill);
    expect(turns.filter((skill) => skill === 'a')).toHaveLength(30);
    for (let some = 4; some <= 40; some += 4)
      expect(turns.slice(0, some).filter((skill) => skill === 'b')).toHaveLength(some / 4);
  });

  it('come in turn where they were not shared out', () => {
    expect(turnsOf([seedOf('a'), seedOf('b')], 5).map(({ skill }) => skill)).toEqual(['a', 'b', 'a', 'b', 'a']);
  });
});

describe('a prospect', () => {
  const past = (skill: string, mended: number, seconds: number): SkillGain => ({ skill, mended, seconds });

  it('is smaller the more a skill can already, and the less of it nights have mended', () => {
    const gain = (passes: number, gains: SkillGain[] = []): number =>
      prospectOf('a', { passes, total: 60 }, gains).gain;
    expect(gain(0)).toBeCloseTo(0.7 * (1 - 0.5 / 61), 12);
    expect(gain(30)).toBeLessThan(gain(0));
    expect(gain(0, [past('a', 0.1, 1)])).toBeCloseTo((0.4 * 60.5) / 61, 12);
    expect(gain(0, [past('a', 0.1, 1), past('a', 0.1, 1)])).toBeCloseTo((0.3 * 60.5) / 61, 12);
    expect(gain(0, [past('b', 0.1, 1)])).toBe(gain(0));
    expect(gain(0, [past('a', -5, 1)])).toBe(0);
  });

  it('takes its seconds from its own nights, else from those of others', () => {
    const seconds = (skill: string, gains: SkillGain[]): number =>
      prospectOf(skill, { passes: 0, total: 0 }, gains).seconds;
    expect(seconds('a', [past('a', 1, 2), past('a', 1, 4), past('b', 1, 9)])).toBe(3);
    expect(seconds('c', [past('a', 1, 2), past('b', 1, 4)])).toBe(3);
    expect(seconds('c', [])).toBe(1);
  });
});

describe('a night that shares out', { timeout: 60_000 }, () => {
  it('gives a skill less when a night before mended less of it', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const { context, close } = await enter(world);
    const ctx = { ...context, settings: { ...context.settings, tasks: 60 } };
    // Both are as weak as ever: the night before is all that tells them from a skill that nobody practised.
    const seeds = ['l6-add', 'l6-times', 'l8-add'].map((skill) => seedOf(skill, { known: { passes: 0, total: 60 } }));
    const counts = (await budgeted(ctx, NIGHT, seeds, { least: 1 / 3 })).map(({ tasks }) => tasks ?? 0);
    expect(sum(counts)).toBe(60);
    const mended = new Map<string, number>();
    for (const { skill, phase, passes, total } of await rowsOf(world, 'evals'))
      if (skill !== null) mended.set(skill, passes / total - (phase === 'after' ? (mended.get(skill) ?? 0) : 0));
    const [add = 0, times = 0] = [mended.get('l6-add'), mended.get('l6-times')];
    expect(add).not.toBe(times);
    expect((counts[0] ?? 0) > (counts[1] ?? 0)).toBe(add > times);
    close();
  });

  it('weaves as many tasks as it was told, by its shares', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, budget: { least: 1 / 3 } } });
    await sleepThrough(world);
    const first = (await rowsOf(world, 'steps')).find(({ step }) => step === 'dream');
    const seeds = first?.state as unknown as SkillSeed[];
    expect(sum(seeds.map(({ tasks = 0 }) => tasks))).toBe(SETTINGS.tasks);
    const tasks = await rowsOf(world, 'tasks');
    for (const { skill, tasks: count } of seeds)
      expect(tasks.filter((task) => task.skill === skill && task.seeds.length > 0)).toHaveLength(count ?? 0);
  });
});
