// What a step is made of, by itself: products of a model's shape, each waiting for the one before, and operations that are as good as nothing. Between the
// two lies where the time of a step goes.

import { Graph, type Value } from '../models/graph/ir.ts';
import * as o from '../models/graph/ops.ts';
import type { DeviceTensor, Executor } from '../src/engine/executor/executor.ts';
import { must } from '../src/lib/assert.ts';
import { configOf } from './random-weights.ts';
import type { ShapeName } from './shapes.ts';

export type KernelOptions = { executor: Executor; now(): number; model: ShapeName; tokens: number };
type Rate = { ms: number; flopPerSecond: number };
export type KernelBench = {
  device: string;
  model: ShapeName;
  tokens: number;
  /** x·Wᵀ, as on the way there, and g·W, as on the way back: one product. */
  there: Rate;
  back: Rate;
  /** A run of so many tiny operations. */
  small: { operations: number; runMs: number };
};

/** Products in a run come in pairs, through the middle of the MLP and out again. */
const PAIRS = 10;
const ROUNDS = 6;
const SMALL = 19;
const RUNS = 200;

export async function benchKernels(options: KernelOptions): Promise<KernelBench> {
  const { executor, model, tokens } = options;
  return {
    ...{ device: executor.device, model, tokens },
    there: await products(options, (x, { up, down }) => o.gemm(o.gemm(x, up, { tb: true }), down, { tb: true })),
    back: await products(options, (x, { up, down }) => o.gemm(o.gemm(x, down), up)),
    small: await small(options),
  };
}

type Matrices = Record<'up' | 'down', Value>;

async function products(
  { executor, now, model, tokens }: KernelOptions,
  pair: (x: Value, matrices: Matrices) => Value,
): Promise<Rate> {
  const { hidden_size: d, intermediate_size: f } = configOf(model, tokens);
  const shapes = { x: [tokens, d], up: [f, d], down: [d, f] };
  const graph = new Graph();
  const matrices = { up: graph.input('up', shapes.up), down: graph.input('down', shapes.down) };
  let x = graph.input('x', shapes.x);
  for (let i = 0; i < PAIRS; i++) x = pair(x, matrices);
  // One number comes back, or copying would be measured too.
  graph.output('sum', o.sum(x, [0, 1]));
  const held: [string, DeviceTensor][] = [];
  for (const [name, shape] of Object.entries(shapes))
    held.push([name, await executor.hold(waves(shape.reduce((a, b) => a * b, 1)), shape)]);
  const program = await executor.compile(graph);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const begun = now();
    const { sum } = await program.run(Object.fromEntries(held));
    await must(sum, 'sum').read();
    times.push(now() - begun);
    sum?.dispose();
  }
  await program.release();
  for (const [, tensor] of held) tensor.dispose();
  const ms = Math.min(...times) / (2 * PAIRS);
  return { ms, flopPerSecond: (2 * tokens * d * f * 1000) / ms };
}

const waves = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => 0.02 * Math.sin(i));

async function small({ executor, now }: KernelOptions): Promise<KernelBench['small']> {
  const graph = new Graph();
  let sum = graph.input('x', [4]);
  for (let i = 0; i < SMALL; i++) sum = o.shift(sum, i + 1);
  graph.output('sum', sum);
  const program = await executor.compile(graph, { keepOnDevice: ['sum'] });
  const x = await executor.hold(new Float32Array(4), [4]);
  const runs = async (): Promise<number> => {
    const begun = now();
    for (let i = 0; i < RUNS; i++) (await program.run({ x }))['sum']?.dispose();
    await executor.settle();
    return (now() - begun) / RUNS;
  };
  await runs();
  const runMs = await runs();
  await program.release();
  x.dispose();
  return { operations: SMALL, runMs };
}
