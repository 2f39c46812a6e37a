// int4 weights: rows in blocks of 32 along the input, one scale a block, symmetric around the code 8, as MatMulNBits and GatherBlockQuantized read
// them: two codes a byte, the even one in the low half. Weight = (code − 8) · scale; scales are what half precision can hold.

import { assert } from '../src/lib/assert.ts';
import { fromHalves, halfToFloat, toHalf } from './halves.ts';

/** Weights that share a scale. */
export const BLOCK = 32;
const ZERO = 8;
/** Steps above zero. */
const TOP = 7;
const LARGEST_HALF = 65_504;

/** A matrix [rows, columns] in int4. */
export type Quantised = {
  /** rows × columns / 2 bytes. */
  codes: Uint8Array;
  /** rows × columns / BLOCK, the bits of half-precision numbers. */
  scales: Uint16Array;
  /** Sum of squares of what was lost, and of what there was. */
  lost: number;
  total: number;
};

/** Whether a shape can be stored so: a matrix whose rows are whole blocks. */
export function fitsBlocks(shape: readonly number[]): boolean {
  return shape.length === 2 && (shape[1] as number) % BLOCK === 0;
}

/**
 * Where a block's value of largest magnitude may come to lie, in steps below zero: on the last code (eight steps reach further than the seven above zero);
 * beyond it, for finer steps between all others; before it, where a value of the other sign is nearly as large. Less than 8.5, so that it still rounds to
 * the last code. Of normal weights the first alone loses 8.45 %, these three 8.14 %, every reach from 6 to 10 by steps of 0.05 8.09 %.
 */
const REACHES = [8, 8.49, 7.2] as const;

/**
 * For each reach all values get the nearest code, and these codes the scale that fits them best by least squares; the best of these is kept. Values that
 * are not finite make `total` so.
 * @param data row by row, whole blocks
 */
export function quantise(data: Float32Array): Quantised {
  assert(data.length % BLOCK === 0, 'rows are whole blocks');
  const codes = new Uint8Array(data.length / 2);
  const scales = new Uint16Array(data.length / BLOCK);
  let [total, kept] = [0, 0];
  for (let block = 0, at = 0; block < scales.length; block++, at += BLOCK) {
    let extreme = 0;
    let size = 0;
    for (let i = at; i < at + BLOCK; i++) {
      const value = data[i] as number;
      total += value * value;
      if (value * value <= size) continue;
      size = value * value;
      extreme = value;
    }
    const best = bestFit(data, at, extreme === 0 ? 0 : -1 / extreme);
    scales[block] = best.scale;
    kept += best.kept;
    writeCodes(data, at, best.inverse, codes);
  }
  return { codes, scales, lost: Math.max(0, total - kept), total };
}

type Fit = {
  /** What values are multiplied with before they are rounded. */
  inverse: number;
  /** Bits of the half. */
  scale: number;
  /** How much of the sum of squares code · scale keeps: v² − (v − sq)² = s(2vq − sq²). */
  kept: number;
};

/** Of the reaches. @param unit reach one */
function bestFit(data: Float32Array, at: number, unit: number): Fit {
  sumUp(data, at, unit);
  let best = fitOf(0, unit);
  for (let reach = 1; reach < REACHES.length; reach++) {
    const other = fitOf(reach, unit);
    if (other.kept > best.kept) best = other;
  }
  return best;
}

/** Of one block, for each reach: the sum of code · value, and of code². */
const [dots, norms] = [new Float64Array(REACHES.length), new Float64Array(REACHES.length)];

/** All three side by side: an addition waits for the one before it, and nothing for those of the others. */
function sumUp(data: Float32Array, at: number, unit: number): void {
  const first = REACHES[0] * unit;
  const second = REACHES[1] * unit;
  const third = REACHES[2] * unit;
  let dot0 = 0;
  let dot1 = 0;
  let dot2 = 0;
  let norm0 = 0;
  let norm1 = 0;
  let norm2 = 0;
  for (let i = at; i < at + BLOCK; i++) {
    const value = data[i] as number;
    const code0 = nearest(value * first);
    const code1 = nearest(value * second);
    const code2 = nearest(value * third);
    dot0 += code0 * value;
    dot1 += code1 * value;
    dot2 += code2 * value;
    norm0 += code0 * code0;
    norm1 += code1 * code1;
    norm2 += code2 * code2;
  }
  dots[0] = dot0;
  dots[1] = dot1;
  dots[2] = dot2;
  norms[0] = norm0;
  norms[1] = norm1;
  norms[2] = norm2;
}

function fitOf(reach: number, unit: number): Fit {
  const dot = dots[reach] as number;
  const norm = norms[reach] as number;
  const scale = toHalf(norm ? Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, dot / norm)) : 0);
  const step = halfToFloat(scale);
  return { inverse: (REACHES[reach] as number) * unit, scale, kept: step * (2 * dot - step * norm) };
}

function writeCodes(data: Float32Array, at: number, inverse: number, codes: Uint8Array): void {
  for (let i = at; i < at + BLOCK; i += 2) {
    const low = nearest((data[i] as number) * inverse) + ZERO;
    const high = nearest((data[i + 1] as number) * inverse) + ZERO;
    codes[i >> 1] = low | (high << 4);
  }
}

/** Added and taken away it leaves the nearest whole number: the last bit of doubles of this size is worth one. */
const ROUND = 1.5 * 2 ** 52;

/** Nearest of −8 … 7. @param steps more than −8.5, by construction */
function nearest(steps: number): number {
  const whole = steps + ROUND - ROUND;
  return whole > TOP ? TOP : whole;
}

/** Codes in a word. */
const PER_WORD = 8;

/**
 * The weights that these codes stand for, row by row. @param out where to write them; a training looks at every weight twice a step, so that this must be as
 * fast as memory: a word at a time.
 */
export function dequantise(
  codes: Uint8Array,
  scales: Uint16Array,
  out: Float32Array = new Float32Array(codes.length * 2),
): Float32Array {
  const aligned = codes.byteOffset % 4 === 0 ? codes : codes.slice();
  const words = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  const steps = fromHalves(scales);
  for (let block = 0, word = 0, at = 0; block < steps.length; block++) {
    const scale = steps[block] as number;
    for (const end = word + BLOCK / PER_WORD; word < end; word++, at += PER_WORD) {
      const code = words[word] as number;
      out[at] = ((code & 15) - ZERO) * scale;
      out[at + 1] = (((code >>> 4) & 15) - ZERO) * scale;
      out[at + 2] = (((code >>> 8) & 15) - ZERO) * scale;
      out[at + 3] = (((code >>> 12) & 15) - ZERO) * scale;
      out[at + 4] = (((code >>> 16) & 15) - ZERO) * scale;
      out[at + 5] = (((code >>> 20) & 15) - ZERO) * scale;
      out[at + 6] = (((code >>> 24) & 15) - ZERO) * scale;
      out[at + 7] = ((code >>> 28) - ZERO) * scale;
    }
  }
  return out;
}
