// Lowerings that write at places which are known when the graph runs. Adding at repeated places races in ScatterND on CPU, and ScatterElements cannot do it on
// GPU: each device has its own kernel.

import { must } from '../../../src/lib/assert.ts';
import { fixed, type Node, type Value } from '../ir.ts';
import { at, type Emit, type Lowering, type OnnxAttribute, step } from './lowering.ts';

export function scatterAddRows(node: Node, emit: Emit): void {
  const [ids, updates] = [at(node, 0), at(node, 1)];
  const [count, width] = updates.shape.map((dim) => fixed(dim, 'size'));
  const rows = node.attributes['rows'] as number;
  const zeros = emit.fresh();
  emit.node('ConstantOfShape', [emit.ints([rows, must(width, 'width')])], [zeros]);
  const column = step(emit, 'Reshape', [emit.name(ids), emit.ints([must(count, 'rows'), 1])]);
  if (emit.target === 'gpu') {
    emit.node('ScatterND', [zeros, column, emit.name(updates)], [emit.name(node.output)], {
      reduction: { text: 'add' },
    });
    return;
  }
  const everywhere = step(emit, 'Expand', [column, emit.ints([must(count, 'rows'), must(width, 'width')])]);
  emit.node('ScatterElements', [zeros, everywhere, emit.name(updates)], [emit.name(node.output)], {
    axis: { int: 0 },
    reduction: { text: 'add' },
  });
}

/** One id a row as a column: [N] → [N, 1]. */
export function column(ids: Value, emit: Emit): string {
  return step(emit, 'Unsqueeze', [emit.name(ids), emit.ints([1])]);
}

/** 0 … N − 1 for ids [N, k]. */
function rowNumbers(ids: string, emit: Emit): string {
  const count = step(emit, 'Squeeze', [
    step(emit, 'Shape', [ids], { start: { int: 0 }, end: { int: 1 } }),
    emit.ints([0]),
  ]);
  return step(emit, 'Range', [emit.ints([0], []), count, emit.ints([1], [])]);
}

export function subtractOneAt(node: Node, emit: Emit): void {
  const [x, ids] = [at(node, 0), column(at(node, 1), emit)];
  const size = step(emit, 'Shape', [ids]);
  if (emit.target === 'cpu') {
    const minus = step(emit, 'Expand', [emit.floats([-1], []), size]);
    const attributes = { axis: { int: 1 }, reduction: { text: 'add' } };
    emit.node('ScatterElements', [emit.name(x), ids, minus], [emit.name(node.output)], attributes);
    return;
  }
  // (row, id) pairs: each occurs once, so ScatterND cannot race here.
  const rows = rowNumbers(ids, emit);
  const pairs = step(emit, 'Concat', [step(emit, 'Unsqueeze', [rows, emit.ints([1])]), ids], { axis: { int: 1 } });
  const minus = step(emit, 'Expand', [emit.floats([-1], []), step(emit, 'Shape', [rows])]);
  emit.node('ScatterND', [emit.name(x), pairs, minus], [emit.name(node.output)], { reduction: { text: 'add' } });
}

/** Places of each row, [N, k], whatever they were given as. */
export function places(ids: Value, emit: Emit): string {
  return ids.shape.length === 1 ? column(ids, emit) : emit.name(ids);
}

/** Writes updates [N, k] into x at places of each row. Added ones may meet at a place, which only ScatterElements on CPU and ScatterND on GPU get right. */
function writeAt(node: Node, emit: Emit, updates: string, attributes: Readonly<Record<string, OnnxAttribute>>): void {
  const [x, ids] = [emit.name(at(node, 0)), places(at(node, 1), emit)];
  if (emit.target === 'cpu') {
    emit.node('ScatterElements', [x, ids, updates], [emit.name(node.output)], { axis: { int: 1 }, ...attributes });
    return;
  }
  const size = step(emit, 'Shape', [ids]);
  const rows = rowNumbers(ids, emit);
  const everywhere = step(emit, 'Expand', [step(emit, 'Unsqueeze', [rows, emit.ints([1])]), size]);
  const pairs = step(
    emit,
    'Concat',
    [everywhere, ids].map((part) => step(emit, 'Unsqueeze', [part, emit.ints([2])])),
    { axis: { int: 2 } },
  );
  emit.node('ScatterND', [x, pairs, updates], [emit.name(node.output)], attributes);
}

export function putAt(node: Node, emit: Emit): void {
  const size = step(emit, 'Shape', [places(at(node, 1), emit)]);
  writeAt(node, emit, step(emit, 'Expand', [emit.floats([node.attributes['number'] as number], []), size]), {});
}

export const addAt: Lowering = (node, emit) =>
  writeAt(node, emit, emit.name(at(node, 2)), { reduction: { text: 'add' } });
