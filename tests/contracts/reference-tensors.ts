// Tensors of doubles and what is done with them, as plain loops: the parts that reference-interpreter.ts is made of.

import { must } from '../../src/lib/assert.ts';
import type { Node } from '../../models/graph/ir.ts';

export type Plain = { shape: readonly number[]; data: Float64Array };

export const sizeOfPlain = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export function plain(shape: readonly number[], fill: (index: number) => number): Plain {
  return { shape, data: Float64Array.from({ length: sizeOfPlain(shape) }, (_, i) => fill(i)) };
}

function stridesOf(shape: readonly number[]): number[] {
  return shape.map((_, i) => sizeOfPlain(shape.slice(i + 1)));
}

/** Reads x at the place of a larger shape that it broadcasts to. */
export function reader(x: Plain, shape: readonly number[]): (index: number) => number {
  if (x.data.length === 1) return () => x.data[0] as number;
  if (x.data.length === sizeOfPlain(shape)) return (index) => x.data[index] as number;
  const outer = stridesOf(shape);
  const own = stridesOf(x.shape);
  const missing = shape.length - x.shape.length;
  const steps = outer.map((stride, i) => ({
    stride,
    size: shape[i] as number,
    own: i < missing || x.shape[i - missing] === 1 ? 0 : (own[i - missing] as number),
  }));
  return (index) =>
    x.data[
      steps.reduce((at, { stride, size, own: step }) => at + (Math.floor(index / stride) % size) * step, 0)
    ] as number;
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [left, right] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return left === 1 ? right : left;
  });
}

/** One operation: inputs and the node with its attributes, to the result. */
export type Kernel = (inputs: readonly Plain[], node: Node) => Plain;

export const pairwise =
  (f: (a: number, b: number) => number): Kernel =>
  ([a, b]) => {
    const [left, right] = [must(a, 'a'), must(b, 'b')];
    const shape = broadcast(left.shape, right.shape);
    const [x, y] = [reader(left, shape), reader(right, shape)];
    return plain(shape, (i) => f(x(i), y(i)));
  };

export const each =
  (f: (x: number) => number): Kernel =>
  ([x]) => ({ shape: must(x, 'x').shape, data: must(x, 'x').data.map(f) });

export const rowwise =
  (f: (row: Float64Array) => Float64Array): Kernel =>
  ([x]) => {
    const { shape, data } = must(x, 'x');
    const width = must(shape.at(-1), 'width');
    const out = new Float64Array(data.length);
    for (let at = 0; at < data.length; at += width) out.set(f(data.subarray(at, at + width)), at);
    return { shape, data: out };
  };

export function softmaxRow(row: Float64Array): Float64Array {
  const top = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - top));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((x) => x / sum);
}

export function logSoftmaxRow(row: Float64Array): Float64Array {
  const top = Math.max(...row);
  const log = top + Math.log(row.reduce((sum, x) => sum + Math.exp(x - top), 0));
  return row.map((x) => x - log);
}

/** Series near 0, continued fraction far away: 15 digits. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  if (Math.abs(x) < 2.5) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum) && n < 200; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  const z = Math.abs(x);
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (z + fraction);
  return Math.sign(x) * (1 - Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction)));
}

export function sum(x: Plain, axes: readonly number[]): Plain {
  const shape = x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  const out = plain(shape, () => 0);
  const inner = sizeOfPlain(x.shape.slice(Math.min(...axes)));
  if (inner === sizeOfPlain(axes.map((axis) => x.shape[axis] as number))) {
    // Only trailing axes: every result is the sum of neighbours.
    for (let at = 0; at < x.data.length; at++)
      out.data[Math.floor(at / inner)] = (out.data[Math.floor(at / inner)] as number) + (x.data[at] as number);
    return out;
  }
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  x.data.forEach((value, index) => {
    const at = from.reduce(
      (place, stride, i) =>
        place + (axes.includes(i) ? 0 : (Math.floor(index / stride) % (x.shape[i] as number)) * (to[i] as number)),
      0,
    );
    out.data[at] = (out.data[at] as number) + value;
  });
  return out;
}

export function transpose(x: Plain, permutation: readonly number[]): Plain {
  const shape = permutation.map((axis) => x.shape[axis] as number);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  return plain(
    shape,
    (index) =>
      x.data[
        permutation.reduce(
          (at, axis, i) => at + (Math.floor(index / (to[i] as number)) % (shape[i] as number)) * (from[axis] as number),
          0,
        )
      ] as number,
  );
}

/** [..., n, k]·[..., k, m]; b may be one matrix. */
export function matmul(a: Plain, b: Plain): Plain {
  const [n, k] = a.shape.slice(-2) as [number, number];
  const m = b.shape.at(-1) as number;
  const one = b.shape.length === 2;
  const out = plain([...a.shape.slice(0, -1), m], () => 0);
  for (let row = 0; row * k < a.data.length; row++) {
    const matrix = one ? 0 : Math.floor(row / n);
    for (let i = 0; i < k; i++) {
      const factor = a.data[row * k + i] as number;
      const from = (matrix * k + i) * m;
      for (let column = 0; column < m; column++)
        out.data[row * m + column] =
          (out.data[row * m + column] as number) + factor * (b.data[from + column] as number);
    }
  }
  return out;
}
