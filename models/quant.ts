// int4 weights: rows in blocks of 32 along the input, one scale a block, symmetric around the code 8, as MatMulNBits and GatherBlockQuantized read
// them: two codes a byte, the even one in the low half. Weight = (code − 8) · scale; scales are what half precision can hold.

import { assert } from '../src/lib/assert.ts';
import { fromHalves, toHalves } from './halves.ts';

/** Weights that share a scale. */
export const BLOCK = 32;
const ZERO = 8;

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
 * The value of largest magnitude gets the code 0 (eight steps reach further than seven), all others the nearest code; then the scale that fits these
 * codes best by least squares. Values that are not finite make `total` so.
 * @param data row by row, whole blocks
 */
export function quantise(data: Float32Array): Quantised {
  assert(data.length % BLOCK === 0, 'rows are whole blocks');
  const codes = new Uint8Array(data.length / 2);
  const [dots, norms] = [new Float64Array(data.length / BLOCK), new Float64Array(data.length / BLOCK)];
  let total = 0;
  for (let block = 0; block < dots.length; block++) {
    const at = block * BLOCK;
    let [extreme, size] = [0, 0];
    for (let i = at; i < at + BLOCK; i++) {
      const value = data[i] as number;
      total += value * value;
      if (value * value <= size) continue;
      size = value * value;
      extreme = value;
    }
    const inverse = extreme === 0 ? 0 : -ZERO / extreme;
    let [dot, norm] = [0, 0];
    for (let i = at; i < at + BLOCK; i += 2) {
      const even = data[i] as number;
      const odd = data[i + 1] as number;
      const low = codeOf(even * inverse);
      const high = codeOf(odd * inverse);
      codes[i >> 1] = low | (high << 4);
      dot += (low - ZERO) * even + (high - ZERO) * odd;
      norm += (low - ZERO) ** 2 + (high - ZERO) ** 2;
    }
    dots[block] = dot;
    norms[block] = norm;
  }
  const { scales, spared } = scalesOf(dots, norms);
  return { codes, scales, lost: Math.max(0, total - spared), total };
}

/** Nearest of 0 … 15. @param steps from −8 on, by construction */
function codeOf(steps: number): number {
  const nearest = (steps + ZERO + 0.5) | 0;
  return nearest > 15 ? 15 : nearest;
}

/** Scales in half precision, and how much of the sum of squares they keep: v² − (v − sq)² = 2svq − s²q². */
function scalesOf(dots: Float64Array, norms: Float64Array): { scales: Uint16Array; spared: number } {
  const scales = toHalves(Float32Array.from(dots, (dot, i) => (norms[i] ? dot / (norms[i] as number) : 0)));
  let spared = 0;
  for (const [i, scale] of fromHalves(scales).entries())
    spared += 2 * scale * (dots[i] as number) - scale * scale * (norms[i] as number);
  return { scales, spared };
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
