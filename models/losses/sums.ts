// Sums as matrix products: their gradients need no size that is only known when the graph runs.

import { fixed, type Value } from '../graph/ir.ts';
import { must } from '../../src/lib/assert.ts';
import * as o from '../graph/ops.ts';

/** [N] → [N, 1]. */
export function column(x: Value): Value {
  return o.reshape(x, [must(x.shape[0], 'rows'), 1]);
}

/** Σ weights · values: [N, 1] and [N, 1] → []. */
export function weightedSum(weights: Value, values: Value): Value {
  return o.reshape(o.gemm(weights, values, { ta: true }), []);
}

/** The sum of each row: [N, k] → [N, 1]. */
export function rowSums(x: Value): Value {
  const width = fixed(x.shape[1], 'columns');
  return o.gemm(x, x.graph.constant(new Float32Array(width).fill(1), [width, 1]));
}
