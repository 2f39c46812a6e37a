// Lowering: one row per operation, from our nodes to ONNX nodes (opset 21, com.microsoft 1). All ONNX words of the graph language are here
// and beside it. What writes at places is in lower-places.ts.

import { must } from '../../../src/lib/assert.ts';
import { fixed, type Node, type Shape } from '../ir.ts';
import { addAt, column, places, putAt, scatterAddRows, subtractOneAt } from './lower-places.ts';
import { at, direct, type Emit, type Lowering, type OnnxAttribute, step } from './lowering.ts';

/** float32, as ONNX numbers it. */
const SINGLE = 1;

const NOT_ATTENDED = -1e9;

/** Sizes for Reshape: 0 copies the size at the same place, -1 is the one that follows from the others. */
function reshapeSizes(from: Shape, to: Shape): number[] {
  return to.map((dim, i) => (typeof dim === 'number' ? dim : from[i] === dim ? 0 : -1));
}

/** On CPU it gives inverseRms of the same x as a by-product, if the graph needs it; the WebGPU kernel leaves that output wrong. */
function rmsNorm(node: Node, emit: Emit): void {
  const eps = node.attributes['eps'] as number;
  const users = emit.target === 'cpu' ? emit.users(at(node, 0), 'inverseRms') : [];
  const inverse = users.find((user) => user.attributes['eps'] === eps)?.output;
  const outputs = [node.output, ...(inverse && emit.firstTime(inverse) ? [inverse] : [])];
  emit.node('SimplifiedLayerNormalization', node.inputs.map(emit.name), outputs.map(emit.name), {
    axis: { int: -1 },
    epsilon: { float: eps },
    stash_type: { int: 1 },
  });
}

function inverseRms(node: Node, emit: Emit): void {
  if (!emit.firstTime(node.output)) return;
  const x = emit.name(at(node, 0));
  const rank = at(node, 0).shape.length;
  const mean = step(emit, 'ReduceMean', [step(emit, 'Mul', [x, x]), emit.ints([rank - 1])], { keepdims: { int: 1 } });
  const root = step(emit, 'Sqrt', [step(emit, 'Add', [mean, emit.floats([node.attributes['eps'] as number], [])])]);
  emit.node('Reciprocal', [root], [emit.name(node.output)]);
}

function gemm(node: Node, emit: Emit): void {
  const flag = (name: string): OnnxAttribute => ({ int: node.attributes[name] === true ? 1 : 0 });
  emit.node('Gemm', node.inputs.map(emit.name), [emit.name(node.output)], {
    ...{ transA: flag('ta'), transB: flag('tb') },
    alpha: { float: node.attributes['alpha'] as number },
  });
}

/** From the probabilities, which the gradient needs too: the largest logit and its own. */
function logSumExp(node: Node, emit: Emit): void {
  const axis = emit.ints([at(node, 0).shape.length - 1]);
  const [top, most] = [0, 1].map((i) =>
    step(emit, 'ReduceMax', [emit.name(at(node, i)), axis], { keepdims: { int: 1 } }),
  );
  emit.node('Sub', [must(top, 'top'), step(emit, 'Log', [must(most, 'most')])], [emit.name(node.output)]);
}

const SMALLEST = 2e-38;

/** From the probabilities, which the gradient needs too. */
function crossEntropy(node: Node, emit: Emit): void {
  const [targets, weights, probabilities] = [at(node, 1), at(node, 2), at(node, 3)];
  const picked = step(emit, 'GatherElements', [emit.name(probabilities), column(targets, emit)], { axis: { int: 1 } });
  const logs = step(emit, 'Log', [step(emit, 'Add', [picked, emit.floats([SMALLEST], [])])]);
  negativeSum(step(emit, 'Mul', [logs, emit.name(weights)]), node, emit);
}

function softCrossEntropy(node: Node, emit: Emit): void {
  const [targets, weights, probabilities] = [at(node, 1), at(node, 2), at(node, 3)];
  const logs = step(emit, 'Log', [step(emit, 'Add', [emit.name(probabilities), emit.floats([SMALLEST], [])])]);
  const crossed = step(emit, 'Mul', [logs, emit.name(targets)]);
  const rows = step(emit, 'ReduceSum', [crossed, emit.ints([1])], { keepdims: { int: 1 } });
  negativeSum(step(emit, 'Mul', [rows, emit.name(weights)]), node, emit);
}

function negativeSum(table: string, node: Node, emit: Emit): void {
  const sum = step(emit, 'ReduceSum', [table, emit.ints([0, 1])], { keepdims: { int: 0 } });
  emit.node('Neg', [sum], [emit.name(node.output)]);
}

function spreadRows(node: Node, emit: Emit): void {
  const [x, , places] = [at(node, 0), at(node, 1), at(node, 2)];
  const zero = emit.floats(new Array<number>(fixed(x.shape[1], 'columns')).fill(0), [1, fixed(x.shape[1], 'columns')]);
  const padded = step(emit, 'Concat', [zero, emit.name(x)], { axis: { int: 0 } });
  emit.node('Gather', [padded, emit.name(places)], [emit.name(node.output)], { axis: { int: 0 } });
}

/** One kernel over the inputs at these places. */
const over =
  (type: string, places: readonly number[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): Lowering =>
  (node, emit) => {
    emit.node(
      type,
      places.map((i) => emit.name(at(node, i))),
      [emit.name(node.output)],
      attributes,
    );
  };

function adapted(node: Node, emit: Emit): void {
  const bias = node.inputs[4];
  const inputs = [at(node, 0), at(node, 3), ...(bias ? [bias] : [])];
  emit.node('Gemm', inputs.map(emit.name), [emit.name(node.output)], { transA: { int: 0 }, transB: { int: 1 } });
}

function rotary(node: Node, emit: Emit): void {
  const [x, positions, cos, sin] = node.inputs.map(emit.name);
  const turned = node.attributes['inverse'] === true ? step(emit, 'Neg', [must(sin, 'sin')]) : must(sin, 'sin');
  emit.node(
    'RotaryEmbedding',
    [must(x, 'x'), must(positions, 'positions'), must(cos, 'cos'), turned],
    [emit.name(node.output)],
    { interleaved: { int: 0 } },
    'com.microsoft',
  );
}

function pick(node: Node, emit: Emit): void {
  const [logits, targets] = [at(node, 0), at(node, 1)];
  const axis = emit.ints([logits.shape.length - 1]);
  // Half precision is too coarse for logarithms of small numbers.
  const single = step(emit, 'Cast', [emit.name(logits)], { to: { int: SINGLE } });
  const logs = step(emit, 'LogSoftmax', [single], { axis: { int: -1 } });
  const column = step(emit, 'Unsqueeze', [emit.name(targets), axis]);
  const picked = step(emit, 'GatherElements', [logs, column], { axis: { int: -1 } });
  const found = step(emit, 'Squeeze', [picked, axis]);
  emit.node('Cast', [found], [emit.name(node.output)], { to: { int: emit.numbers } });
}

function packedBias(node: Node, emit: Emit): void {
  const segments = emit.name(at(node, 0));
  const [batch, , time] = node.output.shape.map((dim) => (typeof dim === 'number' ? dim : -1));
  const t = must(time, 'time');
  const b = must(batch, 'batch');
  const causal = emit.floats(
    Array.from({ length: t * t }, (_, i) => (i % t <= Math.floor(i / t) ? 0 : NOT_ATTENDED)),
    [1, 1, t, t],
  );
  const rows = step(emit, 'Reshape', [segments, emit.ints([b, 1, t, 1])]);
  const columns = step(emit, 'Reshape', [segments, emit.ints([b, 1, 1, t])]);
  emit.node(
    'Where',
    [step(emit, 'Equal', [rows, columns]), causal, emit.floats([NOT_ATTENDED], [])],
    [emit.name(node.output)],
  );
}

function cachedBias(node: Node, emit: Emit): void {
  const [mask, ids] = node.inputs.map(emit.name);
  const size = (name: string | undefined, axis: number): string =>
    step(emit, 'Squeeze', [
      step(emit, 'Shape', [must(name, 'input')], { start: { int: axis }, end: { int: axis + 1 } }),
      emit.ints([0]),
    ]);
  const [total, time] = [size(mask, 1), size(ids, 1)];
  const [zero, one] = [emit.ints([0], []), emit.ints([1], [])];
  const columns = step(emit, 'Range', [zero, total, one]);
  const rows = step(emit, 'Unsqueeze', [
    step(emit, 'Range', [step(emit, 'Sub', [total, time]), total, one]),
    emit.ints([1]),
  ]);
  const [off, on] = [emit.floats([NOT_ATTENDED], []), emit.floats([0], [])];
  const causal = step(emit, 'Where', [step(emit, 'LessOrEqual', [columns, rows]), on, off]);
  const padding = step(emit, 'Where', [step(emit, 'Equal', [must(mask, 'mask'), zero]), off, on]);
  emit.node('Add', [causal, step(emit, 'Unsqueeze', [padding, emit.ints([1, 2])])], [emit.name(node.output)]);
}

/** One node with three results; those that nobody needs get names of their own. */
function cachedAttention(node: Node, emit: Emit): void {
  const grown = (op: string): string => {
    const user = emit.users(node.output, op)[0];
    return user ? emit.name(user.output) : emit.fresh();
  };
  emit.node(
    'GroupQueryAttention',
    node.inputs.map(emit.name),
    [emit.name(node.output), grown('grownKey'), grown('grownValue')],
    {
      num_heads: { int: node.attributes['heads'] as number },
      kv_num_heads: { int: node.attributes['keyHeads'] as number },
      do_rotary: { int: 1 },
      rotary_interleaved: { int: 0 },
    },
    'com.microsoft',
  );
}

export const lowerings: Readonly<Record<string, Lowering>> = {
  add: direct('Add'),
  subtract: direct('Sub'),
  multiply: direct('Mul'),
  divide: direct('Div'),
  minimum: direct('Min'),
  maximum: direct('Max'),
  atMost: (node, emit) => {
    const holds = step(emit, 'LessOrEqual', node.inputs.map(emit.name));
    emit.node('Where', [holds, emit.floats([1], []), emit.floats([0], [])], [emit.name(node.output)]);
  },
  exp: direct('Exp'),
  log: direct('Log'),
  sqrt: direct('Sqrt'),
  sigmoid: direct('Sigmoid'),
  erf: direct('Erf'),
  softmax: direct('Softmax', { axis: { int: -1 } }),
  logSoftmax: direct('LogSoftmax', { axis: { int: -1 } }),
  sum: (node, emit) =>
    emit.node(
      'ReduceSum',
      [emit.name(at(node, 0)), emit.ints(node.attributes['axes'] as readonly number[])],
      [emit.name(node.output)],
      { keepdims: { int: 1 } },
    ),
  expand: (node, emit) =>
    emit.node(
      'Expand',
      [emit.name(at(node, 0)), emit.ints(node.output.shape.map((dim) => fixed(dim, 'size')))],
      [emit.name(node.output)],
    ),
  inverseRms,
  gemm,
  matmul: direct('MatMul'),
  reshape: (node, emit) =>
    emit.node(
      'Reshape',
      [emit.name(at(node, 0)), emit.ints(reshapeSizes(at(node, 0).shape, node.output.shape))],
      [emit.name(node.output)],
    ),
  transpose: (node, emit) =>
    emit.node('Transpose', [emit.name(at(node, 0))], [emit.name(node.output)], {
      perm: { ints: node.attributes['permutation'] as readonly number[] },
    }),
  concat: (node, emit) =>
    emit.node('Concat', node.inputs.map(emit.name), [emit.name(node.output)], {
      axis: { int: node.attributes['axis'] as number },
    }),
  slice: (node, emit) => {
    const { axis, start, end } = node.attributes as { axis: number; start: number; end: number };
    emit.node(
      'Slice',
      [emit.name(at(node, 0)), emit.ints([start]), emit.ints([end]), emit.ints([axis])],
      [emit.name(node.output)],
    );
  },
  last: (node, emit) =>
    emit.node(
      'Slice',
      [
        emit.name(at(node, 0)),
        emit.ints([-1]),
        emit.ints([Number.MAX_SAFE_INTEGER]),
        emit.ints([node.attributes['axis'] as number]),
      ],
      [emit.name(node.output)],
    ),
  largest: (node, emit) =>
    emit.node(
      'ReduceMax',
      [emit.name(at(node, 0)), emit.ints([at(node, 0).shape.length - 1])],
      [emit.name(node.output)],
      {
        keepdims: { int: 1 },
      },
    ),
  elementAt: (node, emit) =>
    emit.node('GatherElements', [emit.name(at(node, 0)), places(at(node, 1), emit)], [emit.name(node.output)], {
      axis: { int: 1 },
    }),
  addAt,
  putAt,
  widen: (node, emit) =>
    emit.node('Cast', node.inputs.map(emit.name), [emit.name(node.output)], { to: { int: emit.numbers } }),
  dequantise: (node, emit) =>
    emit.node('DequantizeLinear', node.inputs.map(emit.name), [emit.name(node.output)], {
      axis: { int: 1 },
      block_size: { int: node.attributes['block'] as number },
    }),
  packedProduct: (node, emit) => {
    const [rows, blocks] = at(node, 1).shape.map((dim) => fixed(dim, 'codes'));
    const block = node.attributes['block'] as number;
    const attributes = {
      K: { int: must(blocks, 'blocks') * block },
      N: { int: must(rows, 'rows') },
      bits: { int: 4 },
      block_size: { int: block },
    };
    emit.node('MatMulNBits', node.inputs.map(emit.name), [emit.name(node.output)], attributes, 'com.microsoft');
  },
  argmax: direct('ArgMax', { axis: { int: -1 }, keepdims: { int: 0 } }),
  pick,
  gatherRows: direct('Gather', { axis: { int: 0 } }),
  scatterAddRows,
  subtractOneAt,
  rmsNorm,
  gatedSilu: over('Mul', [3, 1]),
  attend: over('MatMul', [2, 1]),
  adapted,
  selectRows: over('Gather', [0, 1], { axis: { int: 0 } }),
  spreadRows,
  logSumExp,
  crossEntropy,
  softCrossEntropy,
  rotary,
  packedBias,
  cachedBias,
  cachedAttention,
  // Made by cachedAttention.
  grownKey: () => undefined,
  grownValue: () => undefined,
};
