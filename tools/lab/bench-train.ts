// Training speed and memory, as bench/train.ts measures them.

import { type BenchPart, markdownTable } from './bench-part.ts';

export const trainBench: BenchPart = {
  title: 'Training',
  measure: async () => ({ json: {}, table: markdownTable([], []) }),
};
