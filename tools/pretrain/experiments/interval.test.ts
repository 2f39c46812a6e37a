import { expect, it } from 'vitest';
import { differences, intervalOf } from './interval.ts';

it('an interval is that of Student', () => {
  const { mean, low, high } = intervalOf([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  // 2.776 · √(2.5 / 5)
  expect(high - 3).toBeCloseTo(1.963, 3);
  expect(3 - low).toBeCloseTo(1.963, 3);
});

it('pairs are compared seed by seed', () => {
  expect(differences([2, 3, 4], [1, 2, 3])).toEqual({ mean: 1, low: 1, high: 1 });
  expect(intervalOf([0.5])).toEqual({ mean: 0.5, low: -Infinity, high: Infinity });
});
