// What is asked of a device: operations, and the arithmetic of the products among them. Counted from the graphs themselves as they are run, so that a figure
// about a step is about every program of it.

import type { Graph, Node, Shape } from '../models/graph/ir.ts';
import type { DeviceTensor, Executor } from '../src/engine/executor/executor.ts';
import { must } from '../src/lib/assert.ts';

export type Work = { operations: number; flop: number };

/** Nodes that compute: a reshape is the same buffer by another name. */
const computes = ({ op }: Node): boolean => op !== 'reshape';

export const operationsOf = (graph: Graph): number => graph.live().filter(computes).length;

type Sizes = ReadonlyMap<string, number>;

/** 2·n·k·m of every product; `sizes` of the dimensions that have names. */
function flopOf(graph: Graph, sizes: Sizes): number {
  const size = (shape: Shape): number =>
    shape.reduce<number>((all, dim) => all * (typeof dim === 'number' ? dim : must(sizes.get(dim), dim)), 1);
  const inner = ({ inputs, attributes }: Node): Shape => {
    const { shape } = must(inputs[0], 'factor');
    return attributes['ta'] === true ? shape.slice(0, 1) : shape.slice(-1);
  };
  const products = graph.live().filter(({ op }) => op === 'gemm' || op === 'matmul');
  return products.reduce((sum, node) => sum + 2 * size(node.output.shape) * size(inner(node)), 0);
}

function sizesOf(graph: Graph, inputs: Readonly<Record<string, DeviceTensor>>): Sizes {
  const sizes = new Map<string, number>();
  for (const { name, value } of graph.inputs)
    value.shape.forEach((dim, axis) => {
      if (typeof dim === 'string') sizes.set(dim, must(inputs[name]?.shape[axis], name));
    });
  return sizes;
}

/** The same executor, and what its programs have run so far. */
export function counting(executor: Executor): { executor: Executor; work: Work } {
  const work: Work = { operations: 0, flop: 0 };
  const compile: Executor['compile'] = async (graph, options) => {
    const program = await executor.compile(graph, options);
    const operations = operationsOf(graph);
    // Counted once for each shape, so that counting takes no time of what is measured.
    const known = new Map<string, number>();
    const run: typeof program.run = (inputs) => {
      const sizes = sizesOf(graph, inputs);
      const key = [...sizes.values()].join();
      const flop = known.get(key) ?? flopOf(graph, sizes);
      known.set(key, flop);
      work.operations += operations;
      work.flop += flop;
      return program.run(inputs);
    };
    return { run, release: () => program.release() };
  };
  return { executor: { ...executor, compile }, work };
}
