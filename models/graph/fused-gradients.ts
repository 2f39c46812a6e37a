// The gradient rules of fused.ts. An input that only carries an intermediate result gets null.

import { fixed, type Node, type Value } from './ir.ts';
import { selectRows, spreadRows } from './fused.ts';
import * as o from './ops.ts';
import { input, type Rule, swapLast } from './rule.ts';

/** With y = x·i·w and i = 1 / rms: dx = i·(g·w) − x·i²·mean(g·y). */
function rmsNorm(node: Node, g: Value, wanted: readonly boolean[]): (Value | null)[] {
  const [x, weight] = [input(node, 0), input(node, 1)];
  const inverse = o.inverseRms(x, node.attributes['eps'] as number);
  const last = x.shape.length - 1;
  const mean = o.scale(o.sum(o.multiply(g, node.output), [last]), 1 / fixed(x.shape[last], 'width'));
  const along = o.multiply(x, o.multiply(o.multiply(inverse, inverse), mean));
  const axes = x.shape.map((_, i) => i).slice(0, last);
  return [
    wanted[0] ? o.subtract(o.multiply(o.multiply(g, weight), inverse), along) : null,
    wanted[1] ? o.reshape(o.sum(o.multiply(o.multiply(g, x), inverse), axes), weight.shape) : null,
  ];
}

/** d silu(x) = σ + silu·(1 − σ). */
function gatedSilu(node: Node, g: Value): (Value | null)[] {
  const [, up, sigma, silu] = [input(node, 0), input(node, 1), input(node, 2), input(node, 3)];
  const slope = o.add(sigma, o.multiply(silu, o.subtract(g.graph.scalar(1), sigma)));
  return [o.multiply(o.multiply(g, up), slope), o.multiply(g, silu), null, null];
}

/** The row sums of dP·P are those of dO·O, and O is the smaller: see FlashAttention, arXiv 2205.14135, appendix B. */
function attend(node: Node, g: Value): (Value | null)[] {
  const [values, weights] = [input(node, 1), input(node, 2)];
  const sums = o.sum(o.multiply(g, node.output), [g.shape.length - 1]);
  const change = o.subtract(o.matmul(g, swapLast(values)), sums);
  return [o.multiply(weights, change), o.matmul(swapLast(weights), g), null];
}

function adapted(node: Node, g: Value, wanted: readonly boolean[]): (Value | null)[] {
  const [x, a, b, merged] = [input(node, 0), input(node, 1), input(node, 2), input(node, 3)];
  const factor = node.attributes['factor'] as number;
  const inner = o.scale(o.gemm(g, b), factor); // [N, r]
  const down = o.scale(o.gemm(x, a, { tb: true }), factor); // [N, r]
  const bias = node.inputs[4];
  return [
    wanted[0] ? o.gemm(g, merged) : null,
    o.gemm(inner, x, { ta: true }),
    o.gemm(g, down, { ta: true }),
    null,
    ...(bias ? [wanted[4] ? o.reshape(o.sum(g, [0]), bias.shape) : null] : []),
  ];
}

export const fusedGradients: Readonly<Record<string, Rule>> = {
  rmsNorm,
  gatedSilu,
  attend,
  adapted,
  selectRows: (node, g) => [spreadRows(g, input(node, 1), input(node, 2)), null, null],
  logSumExp: (node, g) => [o.multiply(input(node, 1), g), null],
  spreadRows: (node, g) => [selectRows(g, input(node, 1), input(node, 2)), null, null],
  crossEntropy: (node, g) => {
    const [targets, weights, probabilities] = [input(node, 1), input(node, 2), input(node, 3)];
    return [o.multiply(o.subtractOneAt(probabilities, targets), o.multiply(weights, g)), null, null, null];
  },
  softCrossEntropy: (node, g) => {
    const [targets, weights, probabilities] = [input(node, 1), input(node, 2), input(node, 3)];
    return [o.multiply(o.subtract(probabilities, targets), o.multiply(weights, g)), null, null, null];
  },
};
