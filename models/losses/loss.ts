// What a loss is: from the decoder's outputs and a batch's inputs to one scalar that is differentiated. A loss returns sums, never means, so that
// gradients of several runs add up and one division at the end of a step is exact. Instances are sibling files, registered in index.ts.

import type { Dim, Graph, Value } from '../graph/ir.ts';

/** K supervised positions, in row-major order of the packed rows; how many is known when the graph runs. */
export type LossInput = {
  graph: Graph;
  /** [K, V] */
  logits: Value;
  positions: Dim;
};

export type Loss = {
  name: string;
  /** Adds the inputs that it needs to the graph; returns Σ weights · loss as []. */
  build(input: LossInput): Value;
};
