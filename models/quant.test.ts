// int4: codes and scales as the runtime's operators read them, and what is lost.

import { describe, expect, it } from 'vitest';
import { rng } from '../src/lib/rng.ts';
import { fromHalves } from './halves.ts';
import { BLOCK, dequantise, fitsBlocks, quantise } from './quant.ts';

const normal = (count: number, scale: number, seed = 'normal'): Float32Array => {
  const random = rng(seed);
  return Float32Array.from(
    { length: count },
    () => scale * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next()),
  );
};

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0));

describe('quantise', () => {
  it('gives back what sixteen steps of a scale can say', () => {
    const exact = Float32Array.from({ length: BLOCK }, (_, i) => ((i % 16) - 8) * 0.25);
    const { codes, scales, lost } = quantise(exact);
    expect(dequantise(codes, scales)).toEqual(exact);
    expect(lost).toBeCloseTo(0, 9);
    // Two codes a byte, the even one low; −8 is code 0.
    expect(codes[0]).toBe(0 | (1 << 4));
    expect([...fromHalves(scales)]).toEqual([0.25]);
  });

  it('loses at most 9 % of normal weights, and says exactly how much', () => {
    const data = normal(64 * 1024, 0.02);
    const { codes, scales, lost, total } = quantise(data);
    const found = dequantise(codes, scales);
    expect(Math.sqrt(lost)).toBeCloseTo(distance(found, data), 6);
    expect(Math.sqrt(total)).toBeCloseTo(distance(data, new Float32Array(data.length)), 6);
    expect(Math.sqrt(lost / total)).toBeLessThan(0.09);
  });

  it('has for its codes the best scale there is', () => {
    const data = normal(BLOCK, 1, 'one block');
    const { codes, scales } = quantise(data);
    const [best = 0] = fromHalves(scales);
    for (const factor of [0.99, 1.01]) {
      const worse = dequantise(codes, scales).map((value) => value * factor);
      expect(distance(worse, data)).toBeGreaterThan(distance(dequantise(codes, scales), data));
    }
    expect(best).not.toBe(0);
  });

  it('takes the largest value whichever its sign, and blocks each by itself', () => {
    const data = new Float32Array(2 * BLOCK);
    data[3] = 1;
    data[BLOCK + 5] = -1000;
    const { codes, scales } = quantise(data);
    expect(distance(dequantise(codes, scales), data)).toBe(0);
  });

  it('keeps nothing as nothing, in the smallest numbers too', () => {
    const { codes, scales } = quantise(new Float32Array(BLOCK));
    expect(dequantise(codes, scales)).toEqual(new Float32Array(BLOCK));
    const tiny = normal(BLOCK, 1e-7);
    const found = quantise(tiny);
    expect(found.lost).toBeLessThanOrEqual(found.total);
  });
});

it('fits matrices of whole blocks alone', () => {
  expect([[64, 32], [7, 96], [64, 33], [64], [2, 32, 32]].map(fitsBlocks)).toEqual([true, true, false, false, false]);
});
