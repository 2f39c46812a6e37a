// Lowering: one row per operation, from our nodes to ONNX nodes (opset 21, com.microsoft 1). All ONNX words of the graph language are here
// and in encode.ts. Two kernels differ by device: adding at repeated indices races in ScatterND on CPU and is missing elsewhere.

import { must } from '../../../src/lib/assert.ts';
import { fixed, type Node, type Shape, type Value } from '../ir.ts';

export type OnnxAttribute = { int: number } | { float: number } | { ints: readonly number[] } | { text: string };
export type OnnxNode = {
  type: string;
  domain: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Readonly<Record<string, OnnxAttribute>>;
};

export type Target = 'cpu' | 'gpu';

/** What a lowering may do: name values, add nodes and small constants. */
export type Emit = {
  target: Target;
  name(value: Value): string;
  /** A fresh name inside this node. */
  fresh(): string;
  node(
    type: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    domain?: string,
  ): void;
  ints(values: readonly number[], shape?: readonly number[]): string;
  floats(values: readonly number[], shape?: readonly number[]): string;
};

type Lowering = (node: Node, emit: Emit) => void;

const NOT_ATTENDED = -1e9;

const direct =
  (type: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): Lowering =>
  (node, emit) => {
    emit.node(type, node.inputs.map(emit.name), [emit.name(node.output)], attributes);
  };

/** Adds one ONNX node with a fresh output and returns its name. */
function step(
  emit: Emit,
  type: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): string {
  const output = emit.fresh();
  emit.node(type, inputs, [output], attributes);
  return output;
}

const at = (node: Node, i: number): Value => must(node.inputs[i], `input ${i} of ${node.op}`);

/** Sizes for Reshape: 0 copies the size at the same place, -1 is the one that follows from the others. */
function reshapeSizes(from: Shape, to: Shape): number[] {
  return to.map((dim, i) => (typeof dim === 'number' ? dim : from[i] === dim ? 0 : -1));
}

function inverseRms(node: Node, emit: Emit): void {
  const x = emit.name(at(node, 0));
  const rank = at(node, 0).shape.length;
  const mean = step(emit, 'ReduceMean', [step(emit, 'Mul', [x, x]), emit.ints([rank - 1])], { keepdims: { int: 1 } });
  const root = step(emit, 'Sqrt', [step(emit, 'Add', [mean, emit.floats([node.attributes['eps'] as number], [])])]);
  emit.node('Reciprocal', [root], [emit.name(node.output)]);
}

function gemm(node: Node, emit: Emit): void {
  const flag = (name: string): OnnxAttribute => ({ int: node.attributes[name] === true ? 1 : 0 });
  emit.node('Gemm', node.inputs.map(emit.name), [emit.name(node.output)], { transA: flag('ta'), transB: flag('tb') });
}

function scatterAddRows(node: Node, emit: Emit): void {
  const [ids, updates] = [at(node, 0), at(node, 1)];
  const [count, width] = updates.shape.map((dim) => fixed(dim, 'size'));
  const rows = node.attributes['rows'] as number;
  const zeros = emit.fresh();
  emit.node('ConstantOfShape', [emit.ints([rows, must(width, 'width')])], [zeros]);
  const column = step(emit, 'Reshape', [emit.name(ids), emit.ints([must(count, 'rows'), 1])]);
  if (emit.target === 'gpu') {
    emit.node('ScatterND', [zeros, column, emit.name(updates)], [emit.name(node.output)], {
      reduction: { text: 'add' },
    });
    return;
  }
  const everywhere = step(emit, 'Expand', [column, emit.ints([must(count, 'rows'), must(width, 'width')])]);
  emit.node('ScatterElements', [zeros, everywhere, emit.name(updates)], [emit.name(node.output)], {
    axis: { int: 0 },
    reduction: { text: 'add' },
  });
}

/** (row, id) pairs [N, 2] int64. Each pair occurs once, so ScatterND cannot race here. */
function cells(rows: number, ids: string, emit: Emit): string {
  const line = emit.ints(
    Array.from({ length: rows }, (_, i) => i),
    [rows, 1],
  );
  const column = step(emit, 'Reshape', [ids, emit.ints([rows, 1])]);
  return step(emit, 'Concat', [line, step(emit, 'Cast', [column], { to: { int: 7 } })], { axis: { int: 1 } });
}

function subtractOneAt(node: Node, emit: Emit): void {
  const rows = fixed(at(node, 0).shape[0], 'rows');
  const where = cells(rows, emit.name(at(node, 1)), emit);
  emit.node(
    'ScatterND',
    [emit.name(at(node, 0)), where, emit.floats(new Array<number>(rows).fill(-1), [rows])],
    [emit.name(node.output)],
    { reduction: { text: 'add' } },
  );
}

function crossEntropy(node: Node, emit: Emit): void {
  const [logits, targets, weights] = [at(node, 0), at(node, 1), at(node, 2)];
  const rows = fixed(logits.shape[0], 'rows');
  const logs = step(emit, 'LogSoftmax', [emit.name(logits)], { axis: { int: -1 } });
  const picked = step(emit, 'GatherND', [logs, cells(rows, emit.name(targets), emit)]);
  const weighted = step(emit, 'Mul', [picked, step(emit, 'Reshape', [emit.name(weights), emit.ints([rows])])]);
  emit.node(
    'Neg',
    [step(emit, 'ReduceSum', [weighted, emit.ints([0])], { keepdims: { int: 0 } })],
    [emit.name(node.output)],
  );
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
  const logs = step(emit, 'LogSoftmax', [emit.name(logits)], { axis: { int: -1 } });
  const column = step(emit, 'Unsqueeze', [emit.name(targets), axis]);
  const picked = step(emit, 'GatherElements', [logs, column], { axis: { int: -1 } });
  emit.node('Squeeze', [picked, axis], [emit.name(node.output)]);
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

export const lowerings: Readonly<Record<string, Lowering>> = {
  add: direct('Add'),
  subtract: direct('Sub'),
  multiply: direct('Mul'),
  divide: direct('Div'),
  minimum: direct('Min'),
  exp: direct('Exp'),
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
  argmax: direct('ArgMax', { axis: { int: -1 }, keepdims: { int: 0 } }),
  pick,
  gatherRows: direct('Gather', { axis: { int: 0 } }),
  scatterAddRows,
  subtractOneAt,
  crossEntropy,
  rotary,
  packedBias,
  cachedBias,
};
