// How far a night goes: weights between where it set out and where its trainings ended. At what both know they are as good as either or better (WiSE-FT, Wortsman et al.,
// arXiv 2109.01903): what chance did to known answers in one training is less of it, while what was learned stays for the most part (docs/log.md, "nights that
// follow each other").

import type { Layout } from '../../models/parameters.ts';
import { assert, must } from '../lib/assert.ts';

/** Adapter parameters `way` of the way from one to the other, 0 to 1. */
export function partOfTheWay(start: Float32Array, end: Float32Array, way: number): Float32Array {
  assert(start.length === end.length, 'adapters of one shape');
  return end.map((value, i) => {
    const from = must(start[i], 'a parameter');
    return from + way * (value - from);
  });
}

/** Where a night that set out from no adapter began, as an adapter [n]: its directions (A), going nowhere (B = 0). Part of the way from there is that part of what was added to the weights. */
export function withoutWay(layout: Layout, end: Float32Array): Float32Array {
  const start = end.slice();
  for (const { name, offset, size } of layout.entries)
    if (name.endsWith('lora_B.weight')) start.fill(0, offset, offset + size);
  return start;
}
