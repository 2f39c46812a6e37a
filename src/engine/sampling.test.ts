import { expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { drawFrom } from './sampling.ts';

const logits = Float32Array.of(Math.log(1), Math.log(2), Math.log(5), -Infinity);

function shares(temperature: number): number[] {
  const dice = rng('draws');
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 8000; i++) {
    const drawn = drawFrom(logits, temperature, dice.next());
    counts[drawn] = (counts[drawn] ?? 0) + 1 / 8000;
  }
  return counts;
}

it('draws in proportion to the probabilities', () => {
  const [a = 0, b = 0, c = 0, d] = shares(1);
  expect(a).toBeCloseTo(1 / 8, 1);
  expect(b).toBeCloseTo(2 / 8, 1);
  expect(c).toBeCloseTo(5 / 8, 1);
  expect(d).toBe(0);
});

it('prefers the likely when it is cold', () => {
  expect(shares(0.1)[2]).toBeGreaterThan(0.99);
});

it('leaves out what is less likely than a share of the likeliest', () => {
  const drawn = (minP: number): Set<number> =>
    new Set(Array.from({ length: 200 }, (_, i) => drawFrom(logits, 1, i / 200, minP)));
  expect(drawn(0)).toEqual(new Set([0, 1, 2]));
  expect(drawn(0.3)).toEqual(new Set([1, 2]));
  expect(drawn(1)).toEqual(new Set([2]));
});

it('stays inside at both ends, however large the logits', () => {
  const large = Float32Array.of(1e30, -1e30);
  expect(drawFrom(large, 1, 0)).toBe(0);
  expect(drawFrom(large, 1, 1 - 2 ** -53)).toBe(0);
});
