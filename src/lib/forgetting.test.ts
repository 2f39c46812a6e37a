// A worked example: three states of a learner, levels 1, 6 and 7. Level 6 was learned by the second state, and from then on is tested on more items.

import { describe, expect, it } from 'vitest';
import {
  dropOf,
  type Exam,
  firstKnown,
  KEPT_RATE,
  type Matrix,
  matrixOf,
  type Measured,
  summaryOf,
  wornOf,
} from './forgetting.ts';

const LEVELS = [1, 6, 7];
const score = (checkpoint: string, level: number, passes: number, total = 100, items = `${level}`): Measured => ({
  ...{ checkpoint, level, passes, total, items: `${items}/${total}` },
  ...{ nll: 0.5, outcomes: '1'.repeat(passes) + '0'.repeat(total - passes), split: 'held-out', seed: `of ${total}` },
});
const evals: Measured[] = [
  score('base', 1, 90),
  score('base', 6, 6, 60),
  score('base', 7, 3, 60),
  score('one', 1, 88),
  score('one', 6, 42, 60),
  score('one', 7, 6, 60),
  score('one', 6, 144, 200),
  score('two', 1, 84),
  score('two', 6, 132, 200),
  score('two', 7, 48, 60),
];
const matrix = matrixOf(evals, ['base', 'one', 'two'], LEVELS);

describe('the matrix', () => {
  it('has what was measured, the largest set of items first, and nothing else', () => {
    expect(matrix.map((row) => row.map((cell) => cell.map(({ rate }) => rate)))).toEqual([
      [[0.9], [0.1], [0.05]],
      [[0.88], [0.72, 0.7], [0.1]],
      [[0.84], [0.66], [0.8]],
    ]);
    expect(matrixOf(evals, ['other'], [1])).toEqual([[[]]]);
  });

  it('takes each set of items once, as it was measured last', () => {
    const again = matrixOf([...evals, score('two', 7, 45, 60)], ['two'], [7]);
    expect(again[0]?.[0]?.map(({ rate }) => rate)).toEqual([0.75]);
  });

  it('leaves out evals of skills and of no items', () => {
    const others = [
      { ...score('base', 1, 9), level: null },
      { ...score('base', 1, 0), total: 0 },
    ];
    expect(matrixOf(others, ['base'], [1])).toEqual([[[]]]);
  });
});

describe('the summary', () => {
  const { acc, bwt, forgetting, retention, levels } = summaryOf(matrix, LEVELS);

  it('means the last row', () => expect(acc).toBeCloseTo((0.84 + 0.66 + 0.8) / 3, 12));

  it('BWT is from when a level was learned to the end; what the last state learned has no share in it', () =>
    expect(bwt).toBeCloseTo((0.84 - 0.9 + (0.66 - 0.72)) / 2, 12));

  it('forgetting is from the best earlier score', () => {
    expect(forgetting).toBeCloseTo((0.06 + 0.06) / 2, 12);
    // Level 1 was better in between: BWT does not see that, forgetting does.
    const higher = matrixOf([...evals, score('one', 1, 95)], ['base', 'one', 'two'], LEVELS);
    expect(summaryOf(higher, LEVELS).bwt).toBeCloseTo(-0.06, 12);
    expect(summaryOf(higher, LEVELS).forgetting).toBeCloseTo((0.11 + 0.06) / 2, 12);
  });

  it('retention is the share of the first score, level by level', () => {
    expect(levels.map((fate) => [fate.level, fate.learned])).toEqual([
      [1, 0],
      [6, 1],
      [7, 2],
    ]);
    expect(levels[0]).toMatchObject({ first: 0.9, last: 0.84 });
    expect(levels[0]?.retention).toBeCloseTo(0.84 / 0.9, 12);
    expect(levels[1]?.retention).toBeCloseTo(0.66 / 0.72, 12);
    expect(levels[2]).toMatchObject({ first: null, retention: null, forgetting: null });
    expect(retention.min).toBeCloseTo(0.66 / 0.72, 12);
    expect(retention.average).toBeCloseTo((0.84 / 0.9 + 0.66 / 0.72) / 2, 12);
  });

  it('compares no scores of different items', () => {
    const apart: Matrix = matrixOf([score('base', 1, 90), score('one', 1, 10, 20)], ['base', 'one'], [1]);
    expect(summaryOf(apart, [1])).toEqual({
      ...{ acc: 0.5, bwt: null, forgetting: null, retention: { average: null, min: null } },
      levels: [{ level: 1, learned: 0, first: null, last: null, retention: null, forgetting: null }],
    });
  });

  it('of one state, or of none, has nothing to compare', () => {
    expect(summaryOf(matrix.slice(0, 1), LEVELS)).toMatchObject({ bwt: null, forgetting: null });
    expect(summaryOf(matrix.slice(0, 1), LEVELS).acc).toBeCloseTo((0.9 + 0.1 + 0.05) / 3, 12);
    expect(summaryOf([], LEVELS)).toMatchObject({ acc: null, bwt: null, forgetting: null });
  });
});

describe('few items and many that were drawn alike', () => {
  /** Passes of the first 60 items, and of 140 more where there are. */
  const alike = (checkpoint: string, first: number, more?: number): Measured => {
    const outcomes = [first, ...(more === undefined ? [] : [more])].map((passes, i) => {
      const total = i === 0 ? 60 : 140;
      return '1'.repeat(passes) + '0'.repeat(total - passes);
    });
    const all = outcomes.join('');
    return {
      ...score(checkpoint, 1, first + (more ?? 0), all.length),
      ...{ outcomes: all, seed: 'gate 1' },
    };
  };

  it('are compared on the few', () => {
    const [early, late] = [alike('base', 57), alike('two', 48, 140)];
    const { levels, bwt, forgetting } = summaryOf(matrixOf([early, late], ['base', 'two'], [1]), [1]);
    expect(levels[0]).toMatchObject({ learned: 0, first: 0.95, last: 0.8 });
    expect(levels[0]?.retention).toBeCloseTo(48 / 57, 12);
    expect([bwt, forgetting]).toEqual([expect.closeTo(-0.15, 12), expect.closeTo(0.15, 12)]);
    const back = summaryOf(matrixOf([alike('base', 60, 120), alike('two', 30)], ['base', 'two'], [1]), [1]);
    expect(back.levels[0]).toMatchObject({ first: 1, last: 0.5, retention: 0.5 });
  });

  it('are compared on the many where both were tested on those', () => {
    const rows = [alike('base', 60), alike('base', 60, 80), alike('two', 50, 80)];
    const [fate] = summaryOf(matrixOf(rows, ['base', 'two'], [1]), [1]).levels;
    expect(fate).toMatchObject({ first: 0.7, last: 0.65 });
  });

  it('are not compared where another seed or split drew them, or as many have another hash', () => {
    const early = alike('base', 57);
    const others = [
      { ...alike('two', 48, 140), seed: 'gate 2' },
      { ...alike('two', 48, 140), split: 'unseen-form' },
      { ...alike('two', 48), items: 'others' },
    ];
    for (const late of others) {
      const [fate] = summaryOf(matrixOf([early, late], ['base', 'two'], [1]), [1]).levels;
      expect(fate).toMatchObject({ learned: 0, retention: null });
    }
  });

  it('tell on which of them a level was known first', () => {
    const [base, one, two] = [alike('base', 40), alike('one', 42, 100), alike('two', 50, 90)];
    const nothing = { first: null, firstOf: null };
    expect(firstKnown([base, one, two], two.items)).toEqual({ first: 40, firstOf: 60 });
    expect(firstKnown([alike('base', 35), one, two], two.items)).toEqual({ first: 142, firstOf: 200 });
    // Of one state the same items count: by them it did not know the level.
    expect(firstKnown([base, alike('base', 40, 70), two], two.items)).toEqual({ first: 140, firstOf: 200 });
    expect(firstKnown([one, base], base.items)).toEqual({ first: 42, firstOf: 60 });
    expect(firstKnown([{ ...base, seed: 'gate 2' }, alike('two', 20, 20)], two.items)).toEqual(nothing);
    expect(firstKnown([{ ...base, level: 2 }, alike('two', 20, 20)], two.items)).toEqual(nothing);
    const shipped: Exam = { items: base.items, outcomes: base.outcomes };
    expect(firstKnown([shipped, alike('two', 20, 20)], two.items)).toEqual(nothing);
    expect(firstKnown([shipped], base.items)).toEqual({ first: 40, firstOf: 60 });
    expect(firstKnown([], base.items)).toEqual(nothing);
  });
});

it('a level has kept too little under 0.95 of its first score, and not at it', () => {
  const after = (...passes: number[]): Measured[] => passes.map((count, i) => score('now', i + 1, count));
  const was = after(100, 100, 100).map((row) => ({ ...row, checkpoint: 'base' }));
  const summary = summaryOf(matrixOf([...was, ...after(95, 94, 100)], ['base', 'now'], [1, 2, 3]), [1, 2, 3]);
  expect(KEPT_RATE).toBe(0.95);
  expect(wornOf(summary).map(({ level }) => level)).toEqual([2]);
});

describe('what one step costs', () => {
  const [base = [], one = [], two = []] = matrix;

  it('is the mean drop over levels that were known before it', () => {
    expect(dropOf(base, one)).toBeCloseTo(0.02, 12);
    expect(dropOf(one, two)).toBeCloseTo((0.04 + 0.06) / 2, 12);
  });

  it('is negative where they got better, and nothing where nothing can be compared', () => {
    expect(dropOf(one.slice(0, 1), base)).toBeCloseTo(-0.02, 12);
    expect(dropOf([[], []], [[], []])).toBeNull();
  });
});
