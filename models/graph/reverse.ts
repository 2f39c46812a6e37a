// Reverse mode: gradients with respect to chosen values, as new nodes of the same graph.

import { AppError } from '../../src/lib/errors.ts';
import { assert, must } from '../../src/lib/assert.ts';
import { gradients } from './gradients.ts';
import type { Value } from './ir.ts';
import { add, gemm } from './ops.ts';

/**
 * d scalar / d each of `leaves`, same shapes. Only paths that lead to a leaf are built; leaves stop the walk.
 * @throws AppError graph/no-gradient when a leaf does not influence the scalar or an operation on the way has no rule.
 */
export function differentiate(scalar: Value, leaves: readonly Value[]): Value[] {
  assert(scalar.shape.length === 0, 'only a scalar is differentiated');
  return pullBack(scalar, scalar.graph.scalar(1), leaves);
}

/** Σ gradient · d value / d each of `leaves`: the gradients of a scalar whose gradient at `value` is given, of the same shape. Errors as differentiate. */
export function pullBack(value: Value, gradientThere: Value, leaves: readonly Value[]): Value[] {
  const nodes = [...value.graph.nodes];
  const active = new Set(leaves.map((leaf) => leaf.id));
  const leafIds = new Set(active);
  for (const node of nodes) if (node.inputs.some((part) => active.has(part.id))) active.add(node.output.id);

  const found = new Map<number, Value>([[value.id, gradientThere]]);
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
      found.set(part.id, known ? sumOf(known, piece) : piece);
    });
  }
  return leaves.map((leaf, i) => {
    const gradient = found.get(leaf.id);
    if (!gradient) throw new AppError('graph/no-gradient', `Leaf ${i} does not influence the result.`);
    return gradient;
  });
}

/** known + piece; into the matrix product that makes the piece, if one does, where adding costs little. */
function sumOf(known: Value, piece: Value): Value {
  const node = piece.graph.producer(piece);
  if (node?.op !== 'gemm' || node.inputs.length !== 2) return add(known, piece);
  const [a, b] = [must(node.inputs[0], 'a'), must(node.inputs[1], 'b')];
  const { ta, tb, alpha } = node.attributes as { ta: boolean; tb: boolean; alpha: number };
  return gemm(a, b, { ta, tb, alpha, c: known });
}
