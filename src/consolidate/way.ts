// How far a night goes: weights between where it set out and where its trainings ended. At what both know they are as good as either or better (WiSE-FT, Wortsman et al.,
// arXiv 2109.01903): what chance did to known answers in one training is less of it, while what was learned stays for the most part (docs/log.md, "nights that
// follow each other").

import { assert, must } from '../lib/assert.ts';

/** Adapter parameters `way` of the way from one to the other, 0 to 1. */
export function partOfTheWay(start: Float32Array, end: Float32Array, way: number): Float32Array {
  assert(start.length === end.length, 'adapters of one shape');
  return end.map((value, i) => {
    const from = must(start[i], 'a parameter');
    return from + way * (value - from);
  });
}
