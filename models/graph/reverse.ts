// Reverse mode: gradients of one scalar with respect to chosen values, as new nodes of the same graph.

import { AppError } from '../../src/lib/errors.ts';
import { assert } from '../../src/lib/assert.ts';
import { gradients } from './gradients.ts';
import type { Value } from './ir.ts';
import { add } from './ops.ts';

/**
 * d scalar / d each of `leaves`, same shapes. Only paths that lead to a leaf are built; leaves stop the walk.
 * @throws AppError graph/no-gradient when a leaf does not influence the scalar or an operation on the way has no rule.
 */
export function differentiate(scalar: Value, leaves: readonly Value[]): Value[] {
  assert(scalar.shape.length === 0, 'only a scalar is differentiated');
  const graph = scalar.graph;
  const nodes = [...graph.nodes];
  const active = new Set(leaves.map((leaf) => leaf.id));
  const leafIds = new Set(active);
  for (const node of nodes) if (node.inputs.some((part) => active.has(part.id))) active.add(node.output.id);

  const found = new Map<number, Value>([[scalar.id, graph.scalar(1)]]);
  for (const node of nodes.reverse()) {
    const gradient = found.get(node.output.id);
    if (!gradient || !active.has(node.output.id) || leafIds.has(node.output.id)) continue;
    const rule = gradients[node.op];
    if (!rule)
      throw new AppError('graph/no-gradient', `Operation ${node.op} has no gradient rule; add one to gradients.ts.`);
    const wanted = node.inputs.map((part) => active.has(part.id));
    rule(node, gradient, wanted).forEach((piece, i) => {
      const part = node.inputs[i];
      if (!piece || !part || !wanted[i]) return;
      const known = found.get(part.id);
      found.set(part.id, known ? add(known, piece) : piece);
    });
  }
  return leaves.map((leaf, i) => {
    const gradient = found.get(leaf.id);
    if (!gradient) throw new AppError('graph/no-gradient', `Leaf ${i} does not influence the scalar.`);
    return gradient;
  });
}
