import { expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { packByLength } from './length-buckets.ts';
import { type Example, lengthOf } from './packing.ts';

const example = (length: number, group?: number): Example => ({
  ids: Array.from({ length: length + 1 }, (_, i) => length * 100 + i),
  weights: Array.from({ length: length + 1 }, (_, i) => (i === 0 ? 0 : 1)),
  ...(group === undefined ? {} : { group }),
});

it('puts each example into the shortest rows that hold it, and short ones into what long ones leave', () => {
  const { batches } = packByLength([example(3), example(7), example(4), example(1)], [4, 8], 8);
  expect(batches.map(({ batch, time, examples }) => ({ batch, time, examples }))).toEqual([
    { batch: 2, time: 4, examples: [2, 0] },
    { batch: 1, time: 8, examples: [1, 3] },
  ]);
});

it('holds every example once, rows well filled, and the same batches for the same examples', () => {
  const random = rng('by length');
  const examples = Array.from({ length: 700 }, () => example(random.int(1, random.chance(0.1) ? 64 : 16)));
  const { batches, tooLong } = packByLength(examples, [16, 32, 64], 128);
  const indices = batches.flatMap((batch) => batch.examples).sort((a, b) => a - b);
  expect(indices).toEqual(examples.map((_, i) => i));
  expect(tooLong).toEqual([]);
  const tokens = examples.reduce((sum, each) => sum + lengthOf(each), 0);
  expect(batches.reduce((sum, each) => sum + each.tokens, 0)).toBe(tokens);
  expect(tokens / (batches.length * 128)).toBeGreaterThan(0.93);
  expect(packByLength(examples, [16, 32, 64], 128).batches).toEqual(batches);
});

it('spreads the lengths of rows over the whole', () => {
  const examples = Array.from({ length: 40 }, (_, i) => example(i % 4 === 3 ? 8 : 4));
  const times = packByLength(examples, [4, 8], 8).batches.map(({ time }) => time);
  expect(times.slice(0, times.length / 2)).toContain(8);
  expect(times.slice(times.length / 2)).toContain(8);
});

it('keeps a group in one row, and names what no row holds', () => {
  const { batches, tooLong } = packByLength([example(3, 1), example(3, 1), example(9), example(2, 2)], [4, 8], 8);
  expect(tooLong).toEqual([2]);
  expect(batches.find(({ examples }) => examples.includes(0))?.examples).toContain(1);
});

it('says no to lengths that do not divide a batch', () => {
  expect(() => packByLength([example(3)], [4, 6], 8)).toThrow(/divide/);
});
