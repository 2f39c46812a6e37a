import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK } from '../engine/top-k.ts';
import { divergence } from './divergence.ts';

const V = 24;
const logits = fc
  .array(fc.float({ min: -12, max: 12, noNaN: true }), { minLength: 2 * V, maxLength: 2 * V })
  .map((values) => Float32Array.from(values));

/** KL over the whole vocabulary, summed over both rows. */
function whole(p: Float32Array, q: Float32Array): number {
  const log = (line: Float32Array): number[] => {
    const all = Math.log(line.reduce((sum, x) => sum + Math.exp(x), 0));
    return [...line].map((x) => x - all);
  };
  const row = (at: number): number => {
    const [a, b] = [log(p.subarray(at * V, (at + 1) * V)), log(q.subarray(at * V, (at + 1) * V))];
    return a.reduce((sum, x, i) => sum + Math.exp(x) * (x - (b[i] as number)), 0);
  };
  return row(0) + row(1);
}

describe('divergence', () => {
  it('is 0 of a distribution from itself', () =>
    fc.assert(
      fc.property(logits, (p) => {
        expect(divergence(topK(p, V, 5), topK(p, V, 5))).toBeLessThan(1e-5);
      }),
    ));

  it('is never more than that of the whole vocabulary, and is it where nearly all of it is told', () =>
    fc.assert(
      fc.property(logits, logits, (p, q) => {
        const full = whole(p, q);
        for (const k of [1, 4, V - 1]) {
          const told = divergence(topK(p, V, k), topK(q, V, k));
          expect(told).toBeGreaterThanOrEqual(0);
          expect(told).toBeLessThanOrEqual(full + 1e-3 * (1 + full));
          if (k === V - 1) expect(Math.abs(told - full)).toBeLessThanOrEqual(0.05 * (1 + full));
        }
      }),
    ));

  it('sees that the likeliest token is another one, even where q does not tell that of p', () => {
    const sure = (id: number): Float32Array => Float32Array.from({ length: V }, (_, i) => (i === id ? 10 : 0));
    const full = whole(Float32Array.of(...sure(3), ...sure(3)), Float32Array.of(...sure(7), ...sure(7))) / 2;
    for (const k of [2, 4, 12])
      expect(divergence(topK(sure(3), V, k), topK(sure(7), V, k))).toBeGreaterThan(0.9 * full);
  });

  it('is not asked of other positions', () => {
    const one = topK(new Float32Array(V), V, 2);
    expect(() => divergence(one, topK(new Float32Array(2 * V), V, 2))).toThrow('the same positions');
  });
});
