// One gradient rule per operation; those of fused.ts are in fused-gradients.ts.

import { fixed, type Node, sizeOf, type Value } from './ir.ts';
import { fusedGradients } from './fused-gradients.ts';
import * as o from './ops.ts';
import { input, type Rule, swapLast } from './rule.ts';

/** Sums a broadcast gradient back to the shape of the input it belongs to. */
function unbroadcast(gradient: Value, like: Value): Value {
  const extra = gradient.shape.length - like.shape.length;
  const axes = gradient.shape
    .map((_, i) => i)
    .filter((i) => i < extra || (like.shape[i - extra] === 1 && gradient.shape[i] !== 1));
  return o.reshape(axes.length ? o.sum(gradient, axes) : gradient, like.shape);
}

function gemmRule(node: Node, g: Value, wanted: readonly boolean[]): readonly (Value | null)[] {
  const [a, b] = [input(node, 0), input(node, 1)];
  const ta = node.attributes['ta'] === true;
  const tb = node.attributes['tb'] === true;
  const alpha = node.attributes['alpha'] as number;
  const da = wanted[0] ? (ta ? o.gemm(b, g, { ta: tb, tb: true, alpha }) : o.gemm(g, b, { tb: !tb, alpha })) : null;
  const db = wanted[1] ? (tb ? o.gemm(g, a, { ta: true, tb: ta, alpha }) : o.gemm(a, g, { ta: !ta, alpha })) : null;
  return [da, db, wanted[2] ? unbroadcast(g, input(node, 2)) : null];
}

function concatRule(node: Node, g: Value): Value[] {
  const axis = node.attributes['axis'] as number;
  let start = 0;
  return node.inputs.map((part) => {
    const end = start + fixed(part.shape[axis], 'a joined size');
    const piece = o.slice(g, axis, start, end);
    start = end;
    return piece;
  });
}

function sliceRule(node: Node, g: Value): Value[] {
  const x = input(node, 0);
  const axis = node.attributes['axis'] as number;
  const size = fixed(x.shape[axis], 'a sliced size');
  const zeros = (length: number): Value[] => {
    const shape = x.shape.map((dim, i) => (i === axis ? length : fixed(dim, 'size')));
    return length ? [x.graph.constant(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)] : [];
  };
  return [
    o.concat(
      [...zeros(node.attributes['start'] as number), g, ...zeros(size - (node.attributes['end'] as number))],
      axis,
    ),
  ];
}

function inverseRmsRule(node: Node, g: Value): Value[] {
  const x = input(node, 0);
  const inverse = node.output;
  const cube = o.multiply(o.multiply(inverse, inverse), inverse);
  return [o.multiply(o.multiply(g, o.scale(cube, -1 / fixed(x.shape.at(-1), 'width'))), x)];
}

/** Where `first` holds (1, else 0) the gradient belongs to input 0, elsewhere to input 1. */
function chosenRule(node: Node, g: Value, first: Value): Value[] {
  const second = o.subtract(g.graph.scalar(1), first);
  return [unbroadcast(o.multiply(g, first), input(node, 0)), unbroadcast(o.multiply(g, second), input(node, 1))];
}

export const gradients: Readonly<Record<string, Rule>> = {
  add: (node, g) => node.inputs.map((part) => unbroadcast(g, part)),
  subtract: (node, g) => [unbroadcast(g, input(node, 0)), unbroadcast(o.scale(g, -1), input(node, 1))],
  multiply: (node, g, wanted) => {
    const [a, b] = [input(node, 0), input(node, 1)];
    return [wanted[0] ? unbroadcast(o.multiply(g, b), a) : null, wanted[1] ? unbroadcast(o.multiply(g, a), b) : null];
  },
  divide: (node, g, wanted) => {
    const [a, b] = [input(node, 0), input(node, 1)];
    const da = o.divide(g, b);
    return [
      wanted[0] ? unbroadcast(da, a) : null,
      wanted[1] ? unbroadcast(o.scale(o.multiply(da, node.output), -1), b) : null,
    ];
  },
  minimum: (node, g) => chosenRule(node, g, o.atMost(input(node, 0), input(node, 1))),
  maximum: (node, g) => chosenRule(node, g, o.atMost(input(node, 1), input(node, 0))),
  log: (node, g) => [o.divide(g, input(node, 0))],
  exp: (node, g) => [o.multiply(g, node.output)],
  sqrt: (node, g) => [o.divide(o.scale(g, 0.5), node.output)],
  sigmoid: (node, g) => [o.multiply(g, o.multiply(node.output, o.subtract(node.output.graph.scalar(1), node.output)))],
  erf: (node, g) => [
    o.multiply(g, o.scale(o.exp(o.scale(o.multiply(input(node, 0), input(node, 0)), -1)), 2 / Math.sqrt(Math.PI))),
  ],
  softmax: (node, g) => {
    const weighted = o.multiply(g, node.output);
    return [o.subtract(weighted, o.multiply(node.output, o.sum(weighted, [g.shape.length - 1])))];
  },
  logSoftmax: (node, g) => [o.subtract(g, o.multiply(o.exp(node.output), o.sum(g, [g.shape.length - 1])))],
  sum: (node, g) => [o.expand(g, input(node, 0).shape)],
  expand: (node, g) => [unbroadcast(g, input(node, 0))],
  inverseRms: inverseRmsRule,
  gemm: gemmRule,
  matmul: (node, g, wanted) => [
    wanted[0] ? o.matmul(g, swapLast(input(node, 1))) : null,
    wanted[1] ? o.matmul(swapLast(input(node, 0)), g) : null,
  ],
  reshape: (node, g) => [o.reshape(g, input(node, 0).shape)],
  transpose: (node, g) => {
    const permutation = node.attributes['permutation'] as readonly number[];
    return [
      o.transpose(
        g,
        permutation.map((_, i) => permutation.indexOf(i)),
      ),
    ];
  },
  concat: concatRule,
  slice: sliceRule,
  gatherRows: (node, g) => {
    const [table, ids] = [input(node, 0), input(node, 1)];
    const count = sizeOf(ids.shape);
    return [
      o.scatterAddRows(
        o.reshape(ids, [count]),
        o.reshape(g, [count, ...table.shape.slice(1)]),
        fixed(table.shape[0], 'rows'),
      ),
      null,
    ];
  },
  elementAt: (node, g) => [o.addAt(o.scale(input(node, 0), 0), input(node, 1), g), null],
  putAt: (node, g) => [o.putAt(g, input(node, 1), 0), null],
  rotary: (node, g) => [
    o.rotary(g, input(node, 1), input(node, 2), input(node, 3), node.attributes['inverse'] !== true),
    null,
    null,
    null,
  ],
  ...fusedGradients,
};
