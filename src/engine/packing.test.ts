import { describe, expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { type Example, lengthOf, pack, type Packed } from './packing.ts';

const example = (length: number, first: number): Example => ({
  ids: Array.from({ length: length + 1 }, (_, i) => first + i),
  weights: Array.from({ length: length + 1 }, (_, i) => (i < 2 ? 0 : 1)),
});

/** Rows of a grid, as plain numbers. */
const rows = (packed: Packed, field: 'ids' | 'targets' | 'positions' | 'segments' | 'weights'): number[][] =>
  Array.from({ length: packed.batch }, (_, row) =>
    Array.from(packed[field].slice(row * packed.time, (row + 1) * packed.time) as ArrayLike<number | bigint>, Number),
  );

describe('pack', () => {
  it('puts examples beside each other, each from position 0, predicting its next token', () => {
    const { batches } = pack([example(3, 10), example(2, 20), example(4, 30)], 2, 6);
    const [packed] = batches as [Packed];
    expect(rows(packed, 'ids')).toEqual([
      [10, 11, 12, 20, 21, 0],
      [30, 31, 32, 33, 0, 0],
    ]);
    expect(rows(packed, 'targets')).toEqual([
      [11, 12, 13, 21, 22, 0],
      [31, 32, 33, 34, 0, 0],
    ]);
    expect(rows(packed, 'positions')).toEqual([
      [0, 1, 2, 0, 1, 0],
      [0, 1, 2, 3, 0, 0],
    ]);
    expect(rows(packed, 'weights')).toEqual([
      [0, 1, 1, 0, 1, 0],
      [0, 1, 1, 1, 0, 0],
    ]);
    expect(packed).toMatchObject({ tokens: 9, supervised: 6, examples: [0, 1, 2] });
  });

  it('keeps padding out of every segment', () => {
    const { batches } = pack([example(3, 10)], 2, 6);
    const [[first, second]] = batches.map((packed) => rows(packed, 'segments')) as [[number[], number[]]];
    expect(first.slice(3).every((segment) => segment < 0)).toBe(true);
    expect(second.every((segment) => segment < 0)).toBe(true);
    expect(first.slice(0, 3)).toEqual([0, 0, 0]);
  });

  it('names examples that are too long and packs the others', () => {
    const { batches, tooLong } = pack([example(7, 0), example(6, 0), example(8, 0)], 1, 6);
    expect(tooLong).toEqual([0, 2]);
    expect(batches.flatMap((packed) => packed.examples)).toEqual([1]);
  });

  it('holds every example once and never lets a row overflow', () => {
    const random = rng('pack');
    const examples = Array.from({ length: 300 }, (_, i) => example(random.int(1, 20), i));
    const { batches } = pack(examples, 4, 20);
    expect(batches.flatMap((packed) => packed.examples).sort((a, b) => a - b)).toEqual(examples.map((_, i) => i));
    expect(batches.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
      examples.reduce((sum, each) => sum + lengthOf(each), 0),
    );
    const used =
      batches.reduce((sum, { tokens }) => sum + tokens, 0) /
      batches.reduce((sum, { batch, time }) => sum + batch * time, 0);
    expect(used).toBeGreaterThan(0.9);
  });

  it('refuses an example without a weight for every token', () => {
    expect(() => pack([{ ids: [1, 2, 3], weights: [0, 1] }], 1, 6)).toThrow(/a weight for every token/);
  });
});
