// The operations of the graph language: each checks shapes and adds one node. Shapes are in the comments; N rows, d columns.
// Those that stand for several are in fused.ts. Gradients stand in gradients.ts, encodings in onnx/lower.ts; an operation is one function here and one row in each of them.

import { AppError } from '../../src/lib/errors.ts';
import { must } from '../../src/lib/assert.ts';
import { type Dim, fixed, sameShape, type Shape, type Value } from './ir.ts';

function mismatch(op: string, ...shapes: Shape[]): AppError {
  return new AppError(
    'graph/shape',
    `${op} cannot take shapes ${shapes.map((shape) => `[${shape.join(',')}]`).join(' and ')}.`,
  );
}

/** Shape of an element-wise result under broadcasting (sizes equal or 1, aligned at the end). */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) throw mismatch('broadcast', a, b);
    return left === 1 ? right : left;
  });
}

const elementwise =
  (op: string) =>
  (a: Value, b: Value): Value =>
    a.graph.node(op, [a, b], broadcastShape(a.shape, b.shape));
const unary =
  (op: string) =>
  (x: Value): Value =>
    x.graph.node(op, [x], x.shape);

export const add = elementwise('add');
export const subtract = elementwise('subtract');
export const multiply = elementwise('multiply');
export const divide = elementwise('divide');
export const minimum = elementwise('minimum');
export const maximum = elementwise('maximum');
/** 1 where a ≤ b, else 0. No gradient. */
export const atMost = elementwise('atMost');
export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const sigmoid = unary('sigmoid');
export const erf = unary('erf');
/** Along the last axis. */
export const softmax = unary('softmax');
/** Along the last axis. */
export const logSoftmax = unary('logSoftmax');

/** x · number. */
export function scale(x: Value, factor: number): Value {
  return factor === 1 ? x : multiply(x, x.graph.scalar(factor));
}

/** x + number. */
export function shift(x: Value, amount: number): Value {
  return add(x, x.graph.scalar(amount));
}

/** Sum over axes, which stay as size 1. */
export function sum(x: Value, axes: readonly number[]): Value {
  const shape = x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  return x.graph.node('sum', [x], shape, 'float32', { axes });
}

/** The largest along the last axis, which stays as size 1. No gradient. */
export function largest(x: Value): Value {
  return x.graph.node('largest', [x], [...x.shape.slice(0, -1), 1]);
}

/** Sum of everything, shape []. */
export function total(x: Value): Value {
  return reshape(
    sum(
      x,
      x.shape.map((_, i) => i),
    ),
    [],
  );
}

/** Repeats axes of size 1 up to a shape of known sizes. */
export function expand(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : x.graph.node('expand', [x], shape, 'float32', { shape });
}

/** 1 / sqrt(mean(x², last axis) + eps): [..., d] → [..., 1]. */
export function inverseRms(x: Value, eps: number): Value {
  return x.graph.node('inverseRms', [x], [...x.shape.slice(0, -1), 1], 'float32', { eps });
}

export type GemmOptions = { ta?: boolean; tb?: boolean; c?: Value; alpha?: number };

/** alpha·op(a)·op(b) (+ c) for matrices, op = transpose where flagged; c broadcasts to the result: [n,k]·[k,m] + c → [n,m]. */
export function gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
  const { ta = false, tb = false, c, alpha = 1 } = options;
  const [n, ka] = ta ? [a.shape[1], a.shape[0]] : [a.shape[0], a.shape[1]];
  const [kb, m] = tb ? [b.shape[1], b.shape[0]] : [b.shape[0], b.shape[1]];
  if (a.shape.length !== 2 || b.shape.length !== 2 || ka !== kb) throw mismatch('gemm', a.shape, b.shape);
  const shape = [must(n, 'rows'), must(m, 'columns')];
  if (c && !sameShape(broadcastShape(shape, c.shape), shape)) throw mismatch('gemm + c', shape, c.shape);
  return a.graph.node('gemm', c ? [a, b, c] : [a, b], shape, 'float32', { ta, tb, alpha });
}

/** Batched product over equal leading axes: [..., n, k]·[..., k, m]. A matrix b may meet a batched a. */
export function matmul(a: Value, b: Value): Value {
  const [n, k] = a.shape.slice(-2);
  const [kb, m] = b.shape.slice(-2);
  const lead = a.shape.slice(0, -2);
  if (k !== kb || (b.shape.length !== 2 && !sameShape(lead, b.shape.slice(0, -2))))
    throw mismatch('matmul', a.shape, b.shape);
  return a.graph.node('matmul', [a, b], [...lead, must(n, 'rows'), must(m, 'columns')]);
}

/** Same elements, new sizes. At most one size may be a name that does not stand at the same place in x. */
export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  return x.graph.node('reshape', [x], shape, x.dtype, { shape });
}

export function transpose(x: Value, permutation: readonly number[]): Value {
  return x.graph.node(
    'transpose',
    [x],
    permutation.map((axis) => must(x.shape[axis], 'axis')),
    x.dtype,
    { permutation },
  );
}

/** Joins along an axis. `dim` names the joined size when a part's size is not known. */
export function concat(parts: readonly Value[], axis: number, dim?: Dim): Value {
  const first = must(parts[0], 'a part to join');
  if (parts.length === 1) return first;
  const joined = dim ?? parts.reduce((size, part) => size + fixed(part.shape[axis], 'a joined size'), 0);
  return first.graph.node(
    'concat',
    parts,
    first.shape.map((size, i) => (i === axis ? joined : size)),
    first.dtype,
    { axis },
  );
}

/** Elements start (included) to end (excluded) of an axis. */
export function slice(x: Value, axis: number, start: number, end: number): Value {
  if (start === 0 && end === x.shape[axis]) return x;
  return x.graph.node(
    'slice',
    [x],
    x.shape.map((size, i) => (i === axis ? end - start : size)),
    x.dtype,
    { axis, start, end },
  );
}

/** The last element of an axis, which stays as size 1; the axis may be one whose size is not known. */
export function last(x: Value, axis: number): Value {
  return x.graph.node(
    'last',
    [x],
    x.shape.map((size, i) => (i === axis ? 1 : size)),
    x.dtype,
    { axis },
  );
}

/** Index of the largest along the last axis, the first of equals: [..., V] → [...] int64. No gradient. */
export function argmax(x: Value): Value {
  return x.graph.node('argmax', [x], x.shape.slice(0, -1), 'int64');
}

/** log softmax(logits)[target]: logits [..., V], targets [...] int64 → [...]. No gradient; to train, use crossEntropy of fused.ts. */
export function pick(logits: Value, targets: Value): Value {
  if (!sameShape(logits.shape.slice(0, -1), targets.shape)) throw mismatch('pick', logits.shape, targets.shape);
  return logits.graph.node('pick', [logits, targets], targets.shape);
}

/** Elements of each row: x [N, V], ids [N] int64 → [N, 1], or ids [N, k] → [N, k]. */
export function elementAt(x: Value, ids: Value): Value {
  return x.graph.node('elementAt', [x, ids], [must(x.shape[0], 'rows'), ids.shape[1] ?? 1]);
}

/** x with updates added at places of each row: x [N, V], ids [N, k] int64 (or [N], for k = 1), updates [N, k] → [N, V]; repeated ids add up. No gradient. */
export function addAt(x: Value, ids: Value, updates: Value): Value {
  if (!sameShape([must(ids.shape[0], 'rows'), ids.shape[1] ?? 1], updates.shape))
    throw mismatch('addAt', ids.shape, updates.shape);
  return x.graph.node('addAt', [x, ids, updates], x.shape);
}

/** x with one number at places of each row instead of what is there: x [N, V], ids [N, k] int64 → [N, V]. */
export function putAt(x: Value, ids: Value, number: number): Value {
  return x.graph.node('putAt', [x, ids], x.shape, 'float32', { number });
}

/** float16 as float32, same shape. No gradient: what is kept in half precision is frozen. */
export function widen(x: Value): Value {
  return x.graph.node('widen', [x], x.shape);
}

/** Values that share a scale; as models/quant.ts stores them. */
const QUANTISED_BLOCK = 32;

/** A matrix kept in int4: codes [N, d] int4 in −8 … 7, scales [N, d / 32] → codes · scale [N, d]. No gradient: it is frozen. */
export function dequantise(codes: Value, scales: Value): Value {
  const [rows, columns] = codes.shape;
  if (!sameShape(scales.shape, [must(rows, 'rows'), fixed(columns, 'columns') / QUANTISED_BLOCK]))
    throw mismatch('dequantise', codes.shape, scales.shape);
  return codes.graph.node('dequantise', [codes, scales], codes.shape, 'float32', { block: QUANTISED_BLOCK });
}

/**
 * x · Wᵀ with W in int4 as models/quant.ts stores it: x [..., d], codes [N, d / 32, 16] uint8, scales [N, d / 32] → [..., N]. One kernel, for decoding. No
 * gradient; to train, use dequantise.
 */
export function packedProduct(x: Value, codes: Value, scales: Value): Value {
  const [rows, blocks, bytes] = codes.shape.map((dim) => fixed(dim, 'codes'));
  if (bytes !== QUANTISED_BLOCK / 2 || x.shape.at(-1) !== (blocks ?? 0) * QUANTISED_BLOCK)
    throw mismatch('packedProduct', x.shape, codes.shape);
  return x.graph.node('packedProduct', [x, codes, scales], [...x.shape.slice(0, -1), must(rows, 'rows')], 'float32', {
    block: QUANTISED_BLOCK,
  });
}

/** Rows of a table by index: [R, d], ids [...] → [..., d]. ids int32 or int64, in range. */
export function gatherRows(table: Value, ids: Value): Value {
  return table.graph.node('gatherRows', [table, ids], [...ids.shape, ...table.shape.slice(1)]);
}

/** A zero table [rows, d] with updates [N, d] added at ids [N]; repeated ids add up. */
export function scatterAddRows(ids: Value, updates: Value, rows: number): Value {
  return updates.graph.node('scatterAddRows', [ids, updates], [rows, must(updates.shape[1], 'columns')], 'float32', {
    rows,
  });
}

/** x with 1 subtracted at one place a row: [N, V], ids [N] → [N, V]. */
export function subtractOneAt(x: Value, ids: Value): Value {
  return x.graph.node('subtractOneAt', [x, ids], x.shape);
}

/**
 * Rotary position embedding, halves convention of Qwen: x [B, heads, T, hd], positions [B, T] int64, cos and sin tables [P, hd / 2].
 * `inverse` turns the other way, which is also its gradient.
 */
export function rotary(x: Value, positions: Value, cos: Value, sin: Value, inverse = false): Value {
  return x.graph.node('rotary', [x, positions, cos, sin], x.shape, 'float32', { inverse });
}

/** Additive attention bias of packed rows: 0 where query and key share a segment and the key is not later, else −1e9. segments [B, T] int32 → [B, 1, T, T]. */
export function packedBias(segments: Value): Value {
  const [batch, time] = segments.shape;
  return segments.graph.node(
    'packedBias',
    [segments],
    [must(batch, 'batch'), 1, fixed(time, 'time'), fixed(time, 'time')],
  );
}

/** Additive bias for decoding with a cache: mask [B, total] int64 (1 = attend), ids [B, time] → [B, 1, time, total]; queries are the last `time` positions. */
export function cachedBias(mask: Value, ids: Value): Value {
  return mask.graph.node(
    'cachedBias',
    [mask, ids],
    [must(mask.shape[0], 'batch'), 1, must(ids.shape[1], 'time'), must(mask.shape[1], 'total')],
  );
}

/** Exact GELU, x · Φ(x). */
export function gelu(x: Value): Value {
  return multiply(x, shift(scale(erf(scale(x, Math.SQRT1_2)), 0.5), 0.5));
}
