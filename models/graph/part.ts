// A piece of a graph as a graph of its own: from values that are given when it runs to values that are wanted. This is how a forward pass and its backward
// pass, built as one graph, become two programs that meet in the values which the first hands to the second.

import { must } from '../../src/lib/assert.ts';
import { Graph, type Value } from './ir.ts';

type Named = Readonly<Record<string, Value>>;

/** `given` become inputs and cut off what makes them; of the graph's other inputs and constants those remain that `wanted` needs. */
export function partOf(source: Graph, given: Named, wanted: Named): Graph {
  const part = new Graph();
  const known = new Map<number, Value>();
  const roots = new Set(Object.values(wanted).map((value) => value.id));
  const needed = neededBy(source, roots, new Set(Object.values(given).map((value) => value.id)));
  for (const [name, value] of Object.entries(given))
    if (needed.has(value.id)) known.set(value.id, part.input(name, value.shape, value.dtype));
  for (const { name, value } of source.inputs)
    if (needed.has(value.id) && !known.has(value.id)) known.set(value.id, part.input(name, value.shape, value.dtype));
  for (const { name, value, data } of source.constants)
    if (needed.has(value.id)) known.set(value.id, part.constant(data, value.shape as readonly number[], name));
  for (const { op, inputs, attributes, output } of source.nodes) {
    if (!needed.has(output.id) || known.has(output.id)) continue;
    const mapped = inputs.map((input) => must(known.get(input.id), `an input of ${op}`));
    known.set(output.id, part.node(op, mapped, output.shape, output.dtype, attributes));
  }
  for (const [name, value] of Object.entries(wanted)) part.output(name, must(known.get(value.id), name));
  return part;
}

/** Ids of all values on the way to `roots`; the walk ends at `given`. */
function neededBy(source: Graph, roots: ReadonlySet<number>, given: ReadonlySet<number>): Set<number> {
  const needed = new Set(roots);
  for (const { inputs, output } of [...source.nodes].reverse())
    if (needed.has(output.id) && !given.has(output.id)) for (const input of inputs) needed.add(input.id);
  return needed;
}
