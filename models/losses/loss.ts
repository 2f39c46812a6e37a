// What a loss is: from the decoder's outputs and a batch's inputs to one scalar that is differentiated. A loss returns sums, never means, so that
// gradients of several runs add up and one division at the end of a step is exact. Instances are sibling files, registered in index.ts.

import type { Graph, Value } from '../graph/ir.ts';

/** N = B · T positions. */
export type LossInput = {
  graph: Graph;
  /** [N, V] */
  logits: Value;
  batch: number;
  time: number;
};

export type Loss = {
  name: string;
  /** Adds the inputs that it needs to the graph; returns Σ weights · loss as []. */
  build(input: LossInput): Value;
};
