import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unweighed, weigh } from './weights.ts';

const rows = (...saliences: number[]) => saliences.map((salience) => ({ salience, weight: 1 }));

describe('weights of lessons', () => {
  it('are salience over mean salience', () => {
    const { weights, weighing } = weigh(rows(0.3, 0.6, 0.9));
    [0.5, 1, 1.5].forEach((weight, i) => expect(weights[i]).toBeCloseTo(weight, 12));
    expect(weighing.lessons).toBe(3);
    expect(weighing.effective).toBeCloseTo(9 / 3.5, 12);
    expect(weighing.kept).toBe(1);
  });

  it('are 1 where all matter alike, or nothing does', () => {
    for (const salience of [0.4, 0])
      expect(weigh(rows(salience, salience, salience))).toEqual({
        weights: [1, 1, 1],
        weighing: { lessons: 3, effective: 3, kept: 1 },
      });
  });

  it('are bounded before they are brought to mean 1', () => {
    // Means 0.12: ratios of 8.3 and 0.083 are taken for 4 and 1/4.
    const { weights } = weigh(rows(1, ...Array.from({ length: 9 }, () => 0.02), 0.02));
    expect((weights[0] as number) / (weights[1] as number)).toBeLessThanOrEqual(16 + 1e-9);
  });

  it('are flattened by one factor until half of the lessons count', () => {
    const { weights, weighing } = weigh(rows(1, ...Array.from({ length: 19 }, () => 0.01)));
    expect(weighing.kept).toBeLessThan(1);
    expect(weighing.effective).toBeCloseTo(10, 9);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(20, 9);
    expect(weights[0]).toBeGreaterThan(weights[1] as number);
  });

  it('are 0 for what is not verified, which does not count among the lessons', () => {
    const { weights, weighing } = weigh([...rows(0.5, 0.5), { salience: 1, weight: 0 }]);
    expect(weights).toEqual([1, 1, 0]);
    expect(weighing).toEqual({ lessons: 2, effective: 2, kept: 1 });
    expect(weigh([])).toEqual({ weights: [], weighing: { lessons: 0, effective: 0, kept: 1 } });
  });

  it('have mean 1, at least half of all as their effect, and the order of the saliences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (saliences) => {
          const { weights, weighing } = weigh(rows(...saliences));
          expect(weights.reduce((a, b) => a + b, 0) / weights.length).toBeCloseTo(1, 9);
          expect(weighing.effective).toBeGreaterThanOrEqual(saliences.length / 2 - 1e-9);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
          const by = [...saliences.keys()].sort((a, b) => (saliences[a] as number) - (saliences[b] as number));
          by.slice(1).forEach((at, i) =>
            expect(weights[at]).toBeGreaterThanOrEqual((weights[by[i] as number] as number) - 1e-12),
          );
        },
      ),
    );
  });

  it('that are switched off are those of the rows', () => {
    expect(unweighed(rows(0.1, 0.9))).toEqual({ weights: [1, 1], weighing: { lessons: 2, effective: 2, kept: 1 } });
  });
});
