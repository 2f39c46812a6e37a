// How many operations a step asks of a device: on a fast GPU that is the time of a step (docs/bench.md).

import { expect, it } from 'vitest';
import { LORA } from '../../bench/models.ts';
import { counting, operationsOf } from '../../bench/operations.ts';
import { configOf, randomWeights } from '../../bench/random-weights.ts';
import { Graph } from '../../models/graph/ir.ts';
import * as o from '../../models/graph/ops.ts';
import { blockGraphs } from '../../models/qwen/layers.ts';
import { must } from '../../src/lib/assert.ts';
import { referenceExecutor } from '../contracts/reference-executor.ts';

it('a block of the 0.5B shape, int4 with LoRA, is 190 operations forward and back', () => {
  const config = configOf('qwen2.5-0.5b', 128);
  const first = 'model.layers.0.';
  const outline = randomWeights(config, 'int4').outline();
  const own = new Map(outline.map((each) => [each.name.replace(first, ''), each]));
  const shapes = new Map([...own].map(([name, { shape }]) => [name, shape]));
  const keptAs = (name: string) => must(own.get(name), name).kept;
  const { forward, backward } = blockGraphs({ config, shape: { batch: 8, time: 128 }, lora: LORA, shapes, keptAs });
  expect([operationsOf(forward), operationsOf(backward)]).toEqual([61, 129]);
});

it('what is run is counted, every time and at the sizes that it has', async () => {
  const graph = new Graph();
  const x = graph.input('x', ['rows', 4]);
  const y = o.gemm(x, graph.input('w', [3, 4]), { tb: true });
  graph.output('square', o.gemm(y, y, { ta: true }));
  const { executor, work } = counting(referenceExecutor());
  const program = await executor.compile(graph);
  const w = executor.tensor(new Float32Array(12), [3, 4]);
  await program.run({ x: executor.tensor(new Float32Array(8), [2, 4]), w });
  expect(work).toEqual({ operations: 2, flop: 2 * 2 * 4 * 3 + 2 * 3 * 2 * 3 });
  await program.run({ x: executor.tensor(new Float32Array(20), [5, 4]), w });
  expect(work).toEqual({ operations: 4, flop: 84 + 2 * 5 * 4 * 3 + 2 * 3 * 5 * 3 });
});
