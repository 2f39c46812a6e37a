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

  it('keeps a group in one row, and leaves one out as a whole that is too long', () => {
    const of = (group: number | undefined, length: number): Example => ({
      ...example(length, 10 * length),
      ...(group === undefined ? {} : { group }),
    });
    const { batches, tooLong } = pack(
      [of(undefined, 4), of(1, 2), of(1, 2), of(2, 4), of(2, 3), of(undefined, 2)],
      3,
      6,
    );
    const [packed] = batches as [Packed];
    expect(rows(packed, 'segments').map((row) => row.filter((segment) => segment >= 0))).toEqual([
      [0, 0, 0, 0, 1, 1],
      [0, 0, 1, 1],
      [],
    ]);
    expect(packed.examples).toEqual([0, 5, 1, 2]);
    expect(tooLong).toEqual([3, 4]);
    expect(Array.from(packed.given?.['groups'] ?? [])).toEqual([
      -1,
      -1,
      -1,
      -1,
      -6,
      -6,
      1,
      1,
      1,
      1,
      ...new Array(8).fill(0),
    ]);
  });

  it('puts what an example is given beside the positions that predict', () => {
    const given = (numbers: number[], whole: number): Example => ({
      ...example(numbers.length / 2 - 1, 0),
      given: { two: numbers, whole },
    });
    const { batches } = pack([given([1, 2, 3, 4, 5, 6], 7), given([8, 9, 10, 11], 12)], 1, 4);
    expect(batches[0]?.given).toEqual({
      two: Float32Array.of(3, 4, 5, 6, 10, 11, 0, 0),
      whole: Float32Array.of(7, 7, 12, 0),
    });
    expect(pack([example(3, 0)], 1, 4).batches[0]).not.toHaveProperty('given');
  });

  it('refuses examples to learn from of which only some are given what a loss needs', () => {
    const bare = example(3, 0);
    const given = { ...bare, given: { top: [1, 2, 3, 4] } };
    expect(() => pack([given, bare], 1, 8)).toThrow(/1 numbers a token as top/);
    expect(pack([given, { ...bare, weights: [0, 0, 0, 0] }], 1, 8).batches).toHaveLength(1);
  });

  it('refuses an example without a weight for every token', () => {
    expect(() => pack([{ ids: [1, 2, 3], weights: [0, 1] }], 1, 6)).toThrow(/a weight for every token/);
  });
});
