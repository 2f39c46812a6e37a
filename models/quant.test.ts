// int4: codes and scales as the runtime's operators read them, and what is lost.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rng } from '../src/lib/rng.ts';
import { fromHalves, halfToFloat, toHalf } from './halves.ts';
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

const squares = (data: Float32Array): number => data.reduce((sum, value) => sum + value * value, 0);

/** Nearest whole number, the even one of two. */
const toEven = (value: number): number => {
  const up = Math.round(value);
  return up - value === 0.5 && up % 2 !== 0 ? up - 1 : up;
};

/** What a block loses when only one scale is tried: the largest value on the last code, then least squares. */
function lostBySingleScale(block: Float32Array): number {
  const extreme = block.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  const codes = block.map((value) => (extreme === 0 ? 0 : Math.min(7, toEven((value * -8) / extreme))));
  const norm = squares(codes);
  const dot = codes.reduce((sum, code, i) => sum + code * (block[i] as number), 0);
  const scale = halfToFloat(toHalf(norm === 0 ? 0 : Math.max(-65_504, Math.min(65_504, dot / norm))));
  return block.reduce((sum, value, i) => sum + (value - (codes[i] as number) * scale) ** 2, 0);
}

/** Blocks of every kind: any finite numbers beside each other, and normal ones from below the smallest half to beyond the largest. */
const blocks = fc.oneof(
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: BLOCK, maxLength: BLOCK })
    .map((values) => Float32Array.from(values)),
  fc
    .tuple(fc.integer(), fc.integer({ min: -40, max: 40 }))
    .map(([seed, power]) => normal(BLOCK, 2 ** power, String(seed))),
);

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

  it('loses at most 8.25 % of normal weights, and says exactly how much', () => {
    const data = normal(64 * 1024, 0.02);
    const { codes, scales, lost, total } = quantise(data);
    const found = dequantise(codes, scales);
    expect(Math.sqrt(lost)).toBeCloseTo(distance(found, data), 6);
    expect(Math.sqrt(total)).toBeCloseTo(distance(data, new Float32Array(data.length)), 6);
    expect(Math.sqrt(lost / total)).toBeLessThan(0.0825);
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

  it('never loses more of a block than a single scale does, and says exactly how much', () => {
    fc.assert(
      fc.property(blocks, (block) => {
        const { codes, scales, lost, total } = quantise(block);
        const rounding = 1e-12 * total;
        expect(total / squares(block) || 1).toBeCloseTo(1, 12);
        expect(Math.abs(distance(dequantise(codes, scales), block) ** 2 - lost)).toBeLessThanOrEqual(rounding);
        expect(lost).toBeLessThanOrEqual(lostBySingleScale(block) + rounding);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes room for two values of one size and either sign', () => {
    const block = Float32Array.from({ length: BLOCK }, (_, i) => [1, -1][i] ?? 1 / 7);
    for (const sign of [1, -1]) {
      const { lost, total } = quantise(block.map((value) => sign * value));
      expect(lost / total).toBeLessThan(1e-7);
      expect(lostBySingleScale(block) / total).toBeGreaterThan(1e-3);
    }
  });

  it('keeps nothing as nothing', () => {
    const { codes, scales, lost, total } = quantise(new Float32Array(BLOCK));
    expect(dequantise(codes, scales)).toEqual(new Float32Array(BLOCK));
    expect([lost, total]).toEqual([0, 0]);
  });

  it('loses all of what is smaller than the smallest half, and says so', () => {
    const { codes, scales, lost, total } = quantise(new Float32Array(BLOCK).fill(1e-42));
    expect(dequantise(codes, scales).map(Math.abs)).toEqual(new Float32Array(BLOCK));
    expect(total).toBeGreaterThan(0);
    expect(lost).toBe(total);
  });

  it('stays finite where one value is beyond what halves can scale', () => {
    const data = normal(BLOCK, 1);
    data[9] = 3e38;
    const { codes, scales, lost, total } = quantise(data);
    const found = dequantise(codes, scales);
    expect(found[9]).toBe(8 * 65_504);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(lost / total).toBeCloseTo(1, 6);
  });

  it.each([NaN, Infinity, -Infinity])('makes the total say that %d is not finite, wherever it is', (value) => {
    for (const at of [0, BLOCK - 1, 2 * BLOCK + 5]) {
      const data = normal(3 * BLOCK, 1);
      data[at] = value;
      expect(Number.isFinite(quantise(data).total)).toBe(false);
    }
  });
});

it('fits matrices of whole blocks alone', () => {
  expect([[64, 32], [7, 96], [64, 33], [64], [2, 32, 32]].map(fitsBlocks)).toEqual([true, true, false, false, false]);
});
