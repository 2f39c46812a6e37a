// Operations that stand for several, because their gradient is cheaper when taken at once. Some carry an intermediate result as an extra input, which
// the forward pass reads and through which no gradient flows: the rule gives the whole gradient to the others.

import { must } from '../../src/lib/assert.ts';
import type { Value } from './ir.ts';
import { gemm, matmul, multiply, scale, sigmoid, softmax } from './ops.ts';

/** x / rms(x) · weight over the last axis: [..., d], weight [d]. */
export function rmsNorm(x: Value, weight: Value, eps: number): Value {
  return x.graph.node('rmsNorm', [x, weight], x.shape, 'float32', { eps });
}

/** silu(gate) · up, same shapes. */
export function gatedSilu(gate: Value, up: Value): Value {
  const sigma = sigmoid(gate);
  return gate.graph.node('gatedSilu', [gate, up, sigma, multiply(gate, sigma)], gate.shape);
}

/** softmax(scores) · values: [..., n, k]·[..., k, m] → [..., n, m]. */
export function attend(scores: Value, values: Value): Value {
  const weights = softmax(scores);
  return scores.graph.node('attend', [scores, values, weights], matmul(weights, values).shape);
}

/**
 * x·Wᵀ + scale·(x·Aᵀ)·Bᵀ (+ c [out]) with W frozen: x [N, in], W [out, in], A [r, in], B [out, r] → [N, out]. One product with W + scale·B·A, which
 * pays when there are many rows; the gradients of A and B never form a matrix of W's size.
 */
export function adapted(x: Value, weight: Value, a: Value, b: Value, factor: number, c?: Value): Value {
  const merged = gemm(scale(b, factor), a, { c: weight });
  const inputs = c ? [x, a, b, merged, c] : [x, a, b, merged];
  return x.graph.node('adapted', inputs, [must(x.shape[0], 'rows'), must(weight.shape[0], 'out')], 'float32', {
    factor,
  });
}

/** Some rows of x: [N, d], rows [K] → [K, d]. `places` [N] says where each row of x goes: 1 + its place among the chosen, or 0. Each row at most once. */
export function selectRows(x: Value, rows: Value, places: Value): Value {
  return x.graph.node('selectRows', [x, rows, places], [must(rows.shape[0], 'rows'), must(x.shape[1], 'columns')]);
}

/** The way back: rows [K, d] at their places among zeros → [N, d]. */
export function spreadRows(x: Value, rows: Value, places: Value): Value {
  return x.graph.node('spreadRows', [x, rows, places], [must(places.shape[0], 'rows'), must(x.shape[1], 'columns')]);
}

/** log Σ exp along the last axis, which stays as size 1: [..., V] → [..., 1]. No element is too large for it. */
export function logSumExp(x: Value): Value {
  return x.graph.node('logSumExp', [x, softmax(x)], [...x.shape.slice(0, -1), 1]);
}

/** Σ weights · −log softmax(logits)[target]: [N, V], targets [N], weights [N, 1] → []. A probability under 1e-38 counts as that. */
export function crossEntropy(logits: Value, targets: Value, weights: Value): Value {
  return logits.graph.node('crossEntropy', [logits, targets, weights, softmax(logits)], []);
}

/**
 * The same towards whole distributions: Σ weights · Σᵥ −target · log softmax(logits), with targets [N, V] or one for all [1, V] that sum to 1 and are not
 * differentiated, weights [N, 1] → [].
 */
export function softCrossEntropy(logits: Value, targets: Value, weights: Value): Value {
  return logits.graph.node('softCrossEntropy', [logits, targets, weights, softmax(logits)], []);
}
