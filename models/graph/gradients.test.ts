import { describe, expect, it } from 'vitest';
import { INTERPRETED, interpret } from '../../tests/contracts/reference-interpreter.ts';
import { type Plain, plain } from '../../tests/contracts/reference-tensors.ts';
import { rng } from '../../src/lib/rng.ts';
import { gradients } from './gradients.ts';
import { Graph, type Value } from './ir.ts';
import { lowerings } from './onnx/lower.ts';
import * as f from './fused.ts';
import * as o from './ops.ts';
import { differentiate } from './reverse.ts';

type Case = {
  op: string;
  title?: string;
  /** Shapes of the inputs that are differentiated. */
  leaves: readonly (readonly number[])[];
  /** Integer inputs: values by name. */
  integers?: Readonly<Record<string, { shape: readonly number[]; values: readonly number[] }>>;
  build: (leaves: readonly Value[], integers: Readonly<Record<string, Value>>) => Value;
  /** Where the leaves are drawn from; default: standard normal. */
  draw?: (normal: number) => number;
};

const positive = (x: number): number => 0.5 + Math.abs(x);
const ROPE = [6, 3] as const; // six positions, half a head of three

const cases: readonly Case[] = [
  { op: 'add', leaves: [[2, 3], [3]], build: ([a, b]) => o.add(a as Value, b as Value) },
  {
    op: 'subtract',
    leaves: [
      [2, 1],
      [2, 3],
    ],
    build: ([a, b]) => o.subtract(a as Value, b as Value),
  },
  {
    op: 'multiply',
    leaves: [
      [4, 2, 3],
      [2, 1],
    ],
    build: ([a, b]) => o.multiply(a as Value, b as Value),
  },
  { op: 'multiply', title: 'by itself', leaves: [[3]], build: ([a]) => o.multiply(a as Value, a as Value) },
  {
    op: 'divide',
    leaves: [
      [2, 3],
      [1, 3],
    ],
    draw: positive,
    build: ([a, b]) => o.divide(a as Value, b as Value),
  },
  ...(['minimum', 'maximum'] as const).map((op): Case => ({
    op,
    leaves: [
      [2, 3],
      [2, 1],
    ],
    build: ([a, b]) => o[op](a as Value, b as Value),
  })),
  { op: 'log', leaves: [[2, 3]], draw: positive, build: ([a]) => o.log(a as Value) },
  { op: 'exp', leaves: [[2, 3]], build: ([a]) => o.exp(a as Value) },
  { op: 'sqrt', leaves: [[5]], draw: positive, build: ([a]) => o.sqrt(a as Value) },
  { op: 'sigmoid', leaves: [[5]], build: ([a]) => o.sigmoid(a as Value) },
  { op: 'erf', leaves: [[7]], build: ([a]) => o.erf(a as Value) },
  { op: 'softmax', leaves: [[2, 4]], build: ([a]) => o.softmax(a as Value) },
  { op: 'logSoftmax', leaves: [[2, 4]], build: ([a]) => o.logSoftmax(a as Value) },
  { op: 'sum', leaves: [[2, 3, 2]], build: ([a]) => o.sum(a as Value, [0, 2]) },
  { op: 'expand', leaves: [[2, 1, 2]], build: ([a]) => o.expand(a as Value, [2, 3, 2]) },
  { op: 'inverseRms', leaves: [[3, 4]], build: ([a]) => o.inverseRms(a as Value, 1e-3) },
  {
    op: 'gemm',
    leaves: [[2, 3], [3, 4], [4]],
    build: ([a, b, c]) => o.gemm(a as Value, b as Value, { c: c as Value }),
  },
  {
    op: 'gemm',
    title: 'scaled, + c',
    leaves: [
      [2, 3],
      [4, 3],
      [2, 4],
    ],
    build: ([a, b, c]) => o.gemm(a as Value, b as Value, { tb: true, alpha: 1.7, c: c as Value }),
  },
  {
    op: 'gemm',
    title: 'aᵀ·b',
    leaves: [
      [3, 2],
      [3, 4],
    ],
    build: ([a, b]) => o.gemm(a as Value, b as Value, { ta: true }),
  },
  {
    op: 'gemm',
    title: 'a·bᵀ + c',
    leaves: [
      [2, 3],
      [4, 3],
      [2, 4],
    ],
    build: ([a, b, c]) => o.gemm(a as Value, b as Value, { tb: true, c: c as Value }),
  },
  {
    op: 'gemm',
    title: 'aᵀ·bᵀ',
    leaves: [
      [3, 2],
      [4, 3],
    ],
    build: ([a, b]) => o.gemm(a as Value, b as Value, { ta: true, tb: true }),
  },
  {
    op: 'matmul',
    leaves: [
      [2, 2, 2, 3],
      [2, 2, 3, 4],
    ],
    build: ([a, b]) => o.matmul(a as Value, b as Value),
  },
  { op: 'reshape', leaves: [[2, 6]], build: ([a]) => o.reshape(a as Value, [3, 4]) },
  { op: 'transpose', leaves: [[2, 3, 4]], build: ([a]) => o.transpose(a as Value, [2, 0, 1]) },
  {
    op: 'concat',
    leaves: [
      [2, 1],
      [2, 3],
    ],
    build: ([a, b]) => o.concat([a as Value, b as Value], 1),
  },
  { op: 'slice', title: 'with zeros on both sides', leaves: [[2, 5]], build: ([a]) => o.slice(a as Value, 1, 1, 3) },
  { op: 'slice', title: 'up to the end', leaves: [[4, 2]], build: ([a]) => o.slice(a as Value, 0, 2, 4) },
  {
    op: 'gatherRows',
    title: 'with an id twice',
    leaves: [[4, 3]],
    integers: { ids: { shape: [2, 2], values: [1, 3, 1, 0] } },
    build: ([a], { ids }) => o.gatherRows(a as Value, ids as Value),
  },
  ...[[3], [3, 2]].map((shape): Case => ({
    op: 'elementAt',
    title: shape.length === 1 ? 'one a row' : 'two a row, an id twice',
    leaves: [[3, 4]],
    integers: { ids: { shape, values: [1, 1, 3, 0, 2, 2].slice(0, 3 * (shape[1] ?? 1)) } },
    build: ([a], { ids }) => o.elementAt(a as Value, ids as Value),
  })),
  {
    op: 'putAt',
    leaves: [[3, 4]],
    integers: { ids: { shape: [3, 2], values: [1, 0, 3, 0, 2, 3] } },
    build: ([a], { ids }) => o.putAt(a as Value, ids as Value, 7),
  },
  { op: 'logSumExp', leaves: [[3, 5]], build: ([a]) => f.logSumExp(a as Value) },
  { op: 'logSumExp', title: 'of pairs', leaves: [[2, 3, 2]], build: ([a]) => f.logSumExp(a as Value) },
  {
    op: 'crossEntropy',
    leaves: [[3, 5]],
    integers: { targets: { shape: [3], values: [4, 0, 2] } },
    build: ([a], { targets }) =>
      f.crossEntropy(a as Value, targets as Value, (a as Value).graph.constant(Float32Array.of(0.5, 0, 2), [3, 1])),
  },
  ...[3, 1].map((rows): Case => ({
    op: 'softCrossEntropy',
    title: rows === 1 ? 'one target for all' : 'a target each',
    leaves: [[3, 5]],
    build: ([a]) => {
      const { graph } = a as Value;
      const targets = Float32Array.from(
        { length: rows * 5 },
        (_, i) => [0.5, 0.125, 0, 0.25, 0.125][(i * 2) % 5] as number,
      );
      return f.softCrossEntropy(
        a as Value,
        graph.constant(targets, [rows, 5]),
        graph.constant(Float32Array.of(0.5, 0, 2), [3, 1]),
      );
    },
  })),
  ...[false, true].map((inverse): Case => ({
    op: 'rotary',
    title: inverse ? 'the other way' : 'forward',
    leaves: [[2, 2, 2, 6]],
    integers: { positions: { shape: [2, 2], values: [0, 1, 3, 5] } },
    build: ([a], { positions }) => {
      const table = (f: (x: number) => number): Value =>
        (a as Value).graph.constant(
          Float32Array.from({ length: ROPE[0] * ROPE[1] }, (_, i) => f(i * 0.7)),
          ROPE,
        );
      return o.rotary(a as Value, positions as Value, table(Math.cos), table(Math.sin), inverse);
    },
  })),
  { op: 'gelu', leaves: [[2, 3]], build: ([a]) => o.gelu(a as Value) },
  { op: 'rmsNorm', leaves: [[3, 4], [4]], build: ([a, b]) => f.rmsNorm(a as Value, b as Value, 1e-3) },
  {
    op: 'gatedSilu',
    leaves: [
      [2, 3],
      [2, 3],
    ],
    build: ([a, b]) => f.gatedSilu(a as Value, b as Value),
  },
  {
    op: 'attend',
    leaves: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    build: ([a, b]) => f.attend(a as Value, b as Value),
  },
  ...[false, true].map((bias): Case => ({
    op: 'adapted',
    title: bias ? 'with a bias' : 'without',
    leaves: [[5, 3], [2, 3], [4, 2], ...(bias ? [[4]] : [])],
    build: ([x, a, b, c]) =>
      f.adapted(
        x as Value,
        (x as Value).graph.constant(
          Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
          [4, 3],
        ),
        a as Value,
        b as Value,
        1.5,
        c,
      ),
  })),
  ...(['selectRows', 'spreadRows'] as const).map((op): Case => ({
    op,
    leaves: [op === 'selectRows' ? [4, 3] : [2, 3]],
    integers: { rows: { shape: [2], values: [3, 1] }, places: { shape: [4], values: [0, 2, 0, 1] } },
    build: ([a], { rows, places }) => f[op](a as Value, rows as Value, places as Value),
  })),
];

type Built = { graph: Graph; inputs: Record<string, Plain>; leaves: readonly string[] };

/** Σ random · f(leaves) with its gradients as outputs, and random inputs. */
function build({ leaves, integers = {}, build: make, draw = (x) => x }: Case): Built {
  const random = rng('gradients');
  const graph = new Graph();
  const values = leaves.map((shape, i) => graph.input(`leaf${i}`, shape));
  const inputs: Record<string, Plain> = Object.fromEntries(
    leaves.map((shape, i) => [`leaf${i}`, plain(shape, () => draw(random.normal()))]),
  );
  const whole = Object.entries(integers).map(([name, { shape, values: numbers }]) => {
    inputs[name] = { shape, data: Float64Array.from(numbers) };
    return [name, graph.input(name, shape, 'int64')] as const;
  });
  const result = make(values, Object.fromEntries(whole));
  const mixed = plain(result.shape as readonly number[], () => random.normal());
  const scalar = o.total(o.multiply(result, graph.constant(Float32Array.from(mixed.data), mixed.shape)));
  graph.output('scalar', scalar);
  differentiate(scalar, values).forEach((gradient, i) => graph.output(`gradient${i}`, gradient));
  return { graph, inputs, leaves: values.map((_, i) => `leaf${i}`) };
}

function slope(graph: Graph, inputs: Record<string, Plain>, leaf: string, index: number): number {
  const step = 1e-5;
  const at = (sign: number): number => {
    const moved = { ...(inputs[leaf] as Plain), data: Float64Array.from((inputs[leaf] as Plain).data) };
    moved.data[index] = (moved.data[index] as number) + sign * step;
    return interpret(graph, { ...inputs, [leaf]: moved })['scalar']?.data[0] as number;
  };
  return (at(1) - at(-1)) / (2 * step);
}

describe('gradient rules', () => {
  it.each(cases)('$op $title: agrees with central differences in every element', (example) => {
    const { graph, inputs, leaves } = build(example);
    const out = interpret(graph, inputs);
    leaves.forEach((leaf, i) => {
      const gradient = out[`gradient${i}`] as Plain;
      expect(gradient.shape).toEqual(inputs[leaf]?.shape);
      gradient.data.forEach((found, index) => {
        const expected = slope(graph, inputs, leaf, index);
        expect(Math.abs(found - expected), `${leaf}[${index}]: ${found}, measured ${expected}`).toBeLessThan(
          1e-6 * Math.max(1, Math.abs(expected)),
        );
      });
    });
  });

  it('are all measured here, and every operation of the language can be interpreted and lowered', () => {
    const measured = new Set(cases.map(({ op }) => op));
    expect(Object.keys(gradients).filter((op) => !measured.has(op))).toEqual([]);
    expect(Object.keys(gradients).filter((op) => !INTERPRETED.includes(op))).toEqual([]);
    expect(Object.keys(lowerings).sort()).toEqual([...INTERPRETED].sort());
  });
});

describe('differentiate', () => {
  it('adds up what comes along several paths', () => {
    const graph = new Graph();
    const x = graph.input('x', [2]);
    const scalar = o.total(o.add(o.multiply(x, x), o.multiply(o.exp(x), x)));
    graph.output('gradient', differentiate(scalar, [x])[0] as Value);
    const { gradient } = interpret(graph, { x: plain([2], (i) => i + 1) });
    expect(Array.from(gradient?.data ?? [])).toEqual(
      [2 + 2 * Math.E, 4 + 3 * Math.E ** 2].map((value) => expect.closeTo(value, 10)),
    );
  });

  it('refuses a leaf that does not influence the scalar, and an operation without a rule', () => {
    const graph = new Graph();
    const [x, y] = [graph.input('x', [2]), graph.input('y', [2])];
    expect(() => differentiate(o.total(x), [y])).toThrow(expect.objectContaining({ code: 'graph/no-gradient' }));
    expect(() => differentiate(o.total(o.atMost(x, y)), [x])).toThrow(
      expect.objectContaining({ code: 'graph/no-gradient' }),
    );
  });

  it('differentiates scalars only', () => {
    const x = new Graph().input('x', [2]);
    expect(() => differentiate(x, [x])).toThrow(/only a scalar/);
  });
});
