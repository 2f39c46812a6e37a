// What a gradient rule is: from the gradient of a node's output to the gradients of its inputs (null = none flows there). `wanted[i]` is false where
// nobody needs input i, so that a rule can save the work. Instances: gradients.ts and fused-gradients.ts.

import { must } from '../../src/lib/assert.ts';
import type { Node, Value } from './ir.ts';
import { transpose } from './ops.ts';

export type Rule = (node: Node, gradient: Value, wanted: readonly boolean[]) => readonly (Value | null)[];

export const input = (node: Node, i: number): Value => must(node.inputs[i], `input ${i} of ${node.op}`);

/** The last two axes exchanged. */
export function swapLast(x: Value): Value {
  const rank = x.shape.length;
  return transpose(x, [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2]);
}
