import { describe, expect, it } from 'vitest';
import { rng } from '../../src/lib/rng.ts';
import { mapped, Moments, ridge } from './ridge.ts';

const random = rng('ridge');
const drawn = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.normal());

/** Inputs with a mean and a scale of their own, of which the second depends on the first. */
function inputs(rows: number): Float32Array {
  const x = drawn(rows * 3);
  for (let row = 0; row < x.length; row += 3) {
    x[row + 1] = 0.9 * (x[row] as number) + 0.1 * (x[row + 1] as number);
    x[row + 2] = 5 + 20 * (x[row + 2] as number);
  }
  return x;
}

const momentsOf = (x: Float32Array, y: Float32Array, outputs: number): Moments => {
  const moments = new Moments(3, outputs);
  moments.add(x.subarray(0, 30), y.subarray(0, 10 * outputs));
  moments.add(x.subarray(30), y.subarray(10 * outputs));
  return moments;
};

describe('ridge regression', () => {
  it('finds a map that is there, and the constant beside it', () => {
    const x = inputs(50);
    const y = Float32Array.from({ length: 100 }, (_, i) => {
      const [a, b, c] = x.subarray(3 * (i >> 1)) as unknown as [number, number, number];
      return i % 2 ? 2 * a - b + 0.5 * c + 7 : b - 3;
    });
    const fresh = inputs(4);
    const said = mapped(ridge(momentsOf(x, y, 2), 1e-9), fresh);
    for (let row = 0; row < 4; row++) {
      const [a, b, c] = fresh.subarray(3 * row) as unknown as [number, number, number];
      expect(said[2 * row]).toBeCloseTo(b - 3, 3);
      expect(said[2 * row + 1]).toBeCloseTo(2 * a - b + 0.5 * c + 7, 3);
    }
  });

  it('is where the slope of ‖y − xW‖² + λ‖W‖² is zero', () => {
    const [x, y, strength] = [inputs(40), drawn(40), 0.3];
    const { from, to, map } = ridge(momentsOf(x, y, 1), strength);
    const mean = (column: number): number => x.reduce((sum, value, i) => sum + (i % 3 === column ? value / 40 : 0), 0);
    [0, 1, 2].forEach((column) => expect(from[column]).toBeCloseTo(mean(column), 5));
    const variation = x.reduce((sum, value, i) => sum + (value - mean(i % 3)) ** 2, 0);
    const cost = (w: readonly number[]): number => {
      let sum = ((strength * variation) / 3) * w.reduce((all, one) => all + one * one, 0);
      for (let row = 0; row < 40; row++) {
        const said = w.reduce((all, one, i) => all + one * ((x[3 * row + i] as number) - mean(i)), to[0] as number);
        sum += ((y[row] as number) - said) ** 2;
      }
      return sum;
    };
    const w = [...map];
    w.forEach((_, i) => {
      const moved = (by: number): number[] => w.map((one, k) => (k === i ? one + by : one));
      const slope = (cost(moved(1e-4)) - cost(moved(-1e-4))) / 2e-4;
      // A cost of some 40 with a curvature of thousands: this is a thousandth of a slope one hundredth away.
      expect(Math.abs(slope)).toBeLessThan(1e-3);
    });
  });

  it('gives way to the mean of the outputs as λ grows', () => {
    const [x, y] = [inputs(40), drawn(40)];
    const mean = y.reduce((a, b) => a + b) / 40;
    for (const said of mapped(ridge(momentsOf(x, y, 1), 1e9), x)) expect(said).toBeCloseTo(mean, 5);
  });

  it('refuses inputs that say nothing', () => {
    const same = new Float32Array(120).fill(2);
    expect(() => ridge(momentsOf(same, drawn(40), 1), 1e-3)).toThrow(expect.objectContaining({ code: 'train/ridge' }));
  });
});
