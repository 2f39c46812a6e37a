// Which lessons of earlier nights are rehearsed, from their rows.

import { expect, it } from 'vitest';
import { look } from '../../tests/doubles/look.ts';
import { enter, makeWorld, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { rollback } from '../db/heads.ts';
import type { RowOf } from '../db/tables/index.ts';
import { lessonsBefore, rehearsed, skillsBefore } from './rehearsal.ts';

const LONG = { timeout: 60_000 };
const TONIGHT = { id: 'a'.repeat(64) };

const before = async (world: World, night = TONIGHT): Promise<RowOf<'lessons'>[]> => {
  const { context, close } = await enter(world);
  try {
    return await lessonsBefore(context, night);
  } finally {
    close();
  }
};

it('lessons are those of the nights that the adapter comes from, newest first', LONG, async () => {
  const world = await makeWorld();
  expect(await before(world)).toEqual([]);
  await sleepThrough(world, { prompts: ['l6-add 17'] });
  const { id } = await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
  const lessons = await before(world);
  expect(skillsBefore(lessons).toSorted()).toEqual(['l6-add', 'l7-add', 'l7-times']);
  expect(skillsBefore(lessons).at(-1)).toBe('l6-add');
  expect(new Set(lessons.map(({ prompt }) => prompt)).size).toBe(lessons.length);
  expect(skillsBefore(await before(world, { id }))).toEqual(['l6-add']);
});

it('nights that were rejected or taken back taught nothing that is still there', LONG, async () => {
  const world = await makeWorld();
  await sleepThrough(world, { prompts: ['l6-add 17'] });
  const forgetful = { lessons: <T>(rows: readonly T[]) => rows, adapter: (flat: Float32Array) => flat.fill(-1) };
  world.extra = { poison: forgetful };
  expect((await sleepThrough(world, { prompts: ['l7-add 8'], seed: 'second' })).report.promoted).toBe(false);
  world.extra = {};
  expect(skillsBefore(await before(world))).toEqual(['l6-add']);
  await sleepThrough(world, { prompts: ['l7-add 8'], seed: 'third' });
  expect(skillsBefore(await before(world))).toEqual(['l7-add', 'l6-add']);
  const { context, close } = await enter(world);
  await rollback(context.store, context.files, 'user', { night: null, at: 1 }, context.fence);
  close();
  expect(skillsBefore(await before(world))).toEqual(['l6-add']);
  expect(await look(world, (store) => store.count('lessons'))).toBeGreaterThan(0);
});

it('takes as many of each skill as there are, and none of what is practised now', () => {
  const row = (skill: string, i: number): RowOf<'lessons'> => ({ skill, prompt: `${skill} ${i}` }) as RowOf<'lessons'>;
  const often = Array.from({ length: 8 }, (_, i) => row('often', i));
  const rows = [...often, row('rare', 0), row('rare', 1), row('now', 0)];
  const counts = (most: number, seed = 'seed'): Record<string, number> => {
    const found = rehearsed(rows, new Set(['now']), most, seed).map(({ skill }) => skill);
    return Object.fromEntries(
      [...new Set(found)].sort().map((skill) => [skill, found.filter((each) => each === skill).length]),
    );
  };
  expect(counts(4)).toEqual({ often: 2, rare: 2 });
  expect(counts(6)).toEqual({ often: 4, rare: 2 });
  expect(counts(100)).toEqual({ often: 8, rare: 2 });
  expect(counts(0)).toEqual({});
  expect(rehearsed([], new Set(), 10, 'seed')).toEqual([]);
  expect(rehearsed(rows, new Set(), 4, 'seed')).toEqual(rehearsed(rows, new Set(), 4, 'seed'));
  expect(rehearsed(rows, new Set(), 9, 'seed')).not.toEqual(rehearsed(rows, new Set(), 9, 'other'));
});
