// A device that gets one kind of operation wrong, as a driver may: for tests of what must notice.

import { Graph, type Node, type Value } from '../../models/graph/ir.ts';
import { argmax, scale } from '../../models/graph/ops.ts';
import { must } from '../../src/lib/assert.ts';

/** The same graph, but what `op` gives is off by one percent; a mask lets everything through, and the largest is the smallest. */
export function withWrong(op: string, source: Graph): Graph {
  const graph = new Graph();
  const known = new Map<number, Value>();
  for (const { name, value } of source.inputs) known.set(value.id, graph.input(name, value.shape, value.dtype));
  for (const { name, value, data } of source.constants)
    known.set(value.id, graph.constant(data, value.shape as readonly number[], name));
  for (const node of source.nodes) {
    const inputs = node.inputs.map((input) => must(known.get(input.id), `an input of ${node.op}`));
    known.set(node.output.id, node.op === op ? wrong(graph, node, inputs) : right(graph, node, inputs));
  }
  for (const { name, value } of source.outputs) graph.output(name, must(known.get(value.id), name));
  return graph;
}

const right = (graph: Graph, { op, output, attributes }: Node, inputs: readonly Value[]): Value =>
  graph.node(op, inputs, output.shape, output.dtype, attributes);

function wrong(graph: Graph, node: Node, inputs: readonly Value[]): Value {
  if (node.op === 'argmax') return argmax(scale(must(inputs[0], 'x'), -1));
  return scale(right(graph, node, inputs), node.op.endsWith('Bias') ? 0 : 1.01);
}
