// A graph as the bytes of an ONNX model (IR 10, opset 21, com.microsoft 1). Constants are stored inside. Field numbers follow onnx.proto.

import { toHalves } from '../../halves.ts';
import { AppError } from '../../../src/lib/errors.ts';
import { must } from '../../../src/lib/assert.ts';
import type { DType, Graph, TensorData, Value } from '../ir.ts';
import { lowerings } from './lower.ts';
import type { Emit, OnnxAttribute, OnnxNode, Target } from './lowering.ts';
import { ProtoWriter } from './proto.ts';

const TYPES: Readonly<Record<DType, number>> = { float32: 1, int32: 6, int64: 7, float16: 10, int4: 22, uint8: 2 };

type Initializer = { name: string; dtype: DType; shape: readonly number[]; bytes: Uint8Array };

/** What float32 is computed in: itself, or half precision, for decoding. */
export type Numbers = 'float32' | 'float16';

/**
 * ONNX bytes of what the graph's outputs need. `target` picks kernels that differ by device. In half precision every float32 of the graph is one, inputs and
 * outputs too; what is larger than its largest becomes that.
 */
export function encodeOnnx(graph: Graph, target: Target, numbers: Numbers = 'float32'): Uint8Array {
  const { nodes, initializers } = lower(graph, target, numbers);
  const model = new ProtoWriter();
  model.int(1, 10).text(2, 'dream-lab');
  model.message(7, (g) => {
    for (const node of nodes) g.message(1, (inner) => writeNode(inner, node));
    g.text(2, 'graph');
    for (const initializer of initializers)
      g.message(5, (inner) => writeTensor(inner, numbers === 'float16' ? inHalves(initializer) : initializer));
    for (const { name, value } of graph.inputs) g.message(11, (inner) => writeInfo(inner, name, value, numbers));
    for (const { name, value } of graph.outputs) g.message(12, (inner) => writeInfo(inner, name, value, numbers));
  });
  model.message(8, (opset) => opset.text(1, '').int(2, 21));
  model.message(8, (opset) => opset.text(1, 'com.microsoft').int(2, 1));
  return model.finish();
}

function lower(graph: Graph, target: Target, numbers: Numbers): { nodes: OnnxNode[]; initializers: Initializer[] } {
  const names = new Map<number, string>();
  const nodes: OnnxNode[] = [];
  const small = new Map<string, Initializer>();
  for (const { name, value } of [...graph.inputs, ...graph.constants]) names.set(value.id, name);
  const live = graph.live();
  const produced = new Set(live.map((node) => node.output.id));
  const extra: OnnxNode[] = [];
  for (const { name, value } of graph.outputs) {
    if (produced.has(value.id) && !names.has(value.id)) names.set(value.id, name);
    else
      extra.push({
        type: 'Identity',
        domain: '',
        inputs: [must(names.get(value.id), 'output value')],
        outputs: [name],
        attributes: {},
      });
  }
  let fresh = 0;
  const made = new Set<number>();
  const constant = (dtype: DType, data: TensorData, shape: readonly number[]): string => {
    const bytes = bytesOf(data);
    const key = `${dtype}:${shape.join('x')}:${data.length <= 8 ? data.join(',') : `${data.length}#${fresh++}`}`;
    const name = small.get(key)?.name ?? `c${small.size}`;
    small.set(key, { name, dtype, shape, bytes });
    return name;
  };
  const emit: Emit = {
    target,
    numbers: TYPES[numbers],
    name: (value) => {
      const known = names.get(value.id) ?? `v${value.id}`;
      names.set(value.id, known);
      return known;
    },
    fresh: () => `t${fresh++}`,
    firstTime: (value) => !made.has(value.id) && made.add(value.id).size > 0,
    users: (value, op) => live.filter((node) => node.op === op && node.inputs[0] === value),
    node: (type, inputs, outputs, attributes = {}, domain = '') =>
      nodes.push({ type, domain, inputs, outputs, attributes }),
    ints: (values, shape = [values.length]) => constant('int64', BigInt64Array.from(values, BigInt), shape),
    floats: (values, shape = [values.length]) => constant('float32', Float32Array.from(values), shape),
  };
  for (const node of live) {
    const lowering = lowerings[node.op];
    if (!lowering)
      throw new AppError('graph/no-lowering', `Operation ${node.op} has no ONNX lowering; add one to lower.ts.`);
    lowering(node, emit);
  }
  const used = new Set([
    ...live.flatMap((node) => node.inputs.map((input) => input.id)),
    ...graph.outputs.map((output) => output.value.id),
  ]);
  const large = graph.constants
    .filter(({ value }) => used.has(value.id))
    .map(({ name, value, data }) => ({
      name,
      dtype: value.dtype,
      shape: value.shape as readonly number[],
      bytes: bytesOf(data),
    }));
  return { nodes: [...nodes, ...extra], initializers: [...large, ...small.values()] };
}

const LARGEST_HALF = 65_504;

function inHalves({ name, dtype, shape, bytes }: Initializer): Initializer {
  if (dtype !== 'float32') return { name, dtype, shape, bytes };
  const values = new Float32Array(bytes.slice().buffer).map((x) => Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, x)));
  return { name, dtype: 'float16', shape, bytes: bytesOf(toHalves(values)) };
}

function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function writeNode(w: ProtoWriter, node: OnnxNode): void {
  for (const input of node.inputs) w.text(1, input);
  for (const output of node.outputs) w.text(2, output);
  w.text(4, node.type);
  for (const [name, attribute] of Object.entries(node.attributes))
    w.message(5, (inner) => writeAttribute(inner, name, attribute));
  w.text(7, node.domain);
}

function writeAttribute(w: ProtoWriter, name: string, attribute: OnnxAttribute): void {
  w.text(1, name);
  if ('int' in attribute) w.int(3, attribute.int).int(20, 2);
  else if ('float' in attribute) w.float(2, attribute.float).int(20, 1);
  else if ('text' in attribute) w.text(4, attribute.text).int(20, 3);
  else {
    for (const value of attribute.ints) w.int(8, value);
    w.int(20, 7);
  }
}

function writeTensor(w: ProtoWriter, tensor: Initializer): void {
  for (const dim of tensor.shape) w.int(1, dim);
  w.int(2, TYPES[tensor.dtype]).text(8, tensor.name).bytes(9, tensor.bytes);
}

function writeInfo(w: ProtoWriter, name: string, value: Value, numbers: Numbers): void {
  w.text(1, name);
  w.message(2, (type) =>
    type.message(1, (tensor) => {
      tensor.int(1, TYPES[value.dtype === 'float32' ? numbers : value.dtype]);
      tensor.message(2, (shape) => {
        for (const dim of value.shape)
          shape.message(1, (inner) => (typeof dim === 'number' ? inner.int(1, dim) : inner.text(2, dim)));
      });
    }),
  );
}
