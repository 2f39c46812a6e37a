// How far numbers are from those that they should be.

import { assert } from './assert.ts';

/** ‖actual − expected‖ / ‖expected‖; NaN where a number is none. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  assert(actual.length === expected.length, `sizes agree: ${actual.length} and ${expected.length}`);
  let [difference, norm] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference += ((actual[i] as number) - (expected[i] as number)) ** 2;
    norm += (expected[i] as number) ** 2;
  }
  return Math.sqrt(difference) / Math.max(Math.sqrt(norm), 1e-12);
}
