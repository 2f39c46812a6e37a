import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { orderOf } from './orders.ts';

const size = fc.integer({ min: 1, max: 30 });
const seed = fc.integer();

describe('the order of calls', () => {
  it('has every test in every run, and one of them twice', () => {
    fc.assert(
      fc.property(size, seed, fc.nat(20), (count, from, run) => {
        const order = orderOf(run, count, rng(from));
        expect(new Set(order)).toEqual(new Set(Array.from({ length: count }, (_, i) => i)));
        expect(order.length).toBeGreaterThan(count);
      }),
    );
  });

  it('is never the same in two runs', () => {
    fc.assert(
      fc.property(size, seed, (count, from) => {
        const orders = Array.from({ length: 8 }, (_, run) => orderOf(run, count, rng(from)).join());
        expect(new Set(orders).size).toBe(8);
      }),
    );
  });

  it('puts no two tests in the same order in the first two runs', () => {
    fc.assert(
      fc.property(size, seed, (count, from) => {
        const [first, second] = [0, 1].map((run) => orderOf(run, count, rng(from)).slice(0, count));
        expect(second).toEqual(first?.toReversed());
      }),
    );
  });
});
