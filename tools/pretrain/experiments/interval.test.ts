import { expect, it } from 'vitest';
import { betterOf, intervalOf } from './interval.ts';

it('an interval is that of Student', () => {
  const { mean, low, high } = intervalOf([1, 2, 3, 4, 5]);
  expect(mean).toBe(3);
  // 2.776 · √(2.5 / 5)
  expect(high - 3).toBeCloseTo(1.963, 3);
  expect(3 - low).toBeCloseTo(1.963, 3);
});

it('one value has no interval', () => {
  expect(intervalOf([0.5])).toEqual({ mean: 0.5, low: -Infinity, high: Infinity });
});

it('speaks for one only when all of the interval does', () => {
  const between = (low: number, high: number): string =>
    betterOf({ mean: (low + high) / 2, low, high }, 'one', 'other');
  expect([between(0.1, 0.2), between(-0.2, -0.1)]).toEqual(['one', 'other']);
  for (const open of [between(-0.1, 0.2), between(-Infinity, Infinity), between(NaN, NaN)])
    expect(open).toBe('neither for certain');
});
