// The graph language: symbolic tensors and the operations between them. Pure data, built once, then differentiated (reverse.ts) and encoded
// for a runtime (onnx/). It knows no runtime. Equal operations on equal inputs are one node (hash-consing), so a gradient rule can rebuild a
// forward intermediate and get the one that exists.

import { AppError } from '../../src/lib/errors.ts';
import { assert, must } from '../../src/lib/assert.ts';

/** `float16`, `int4` and `uint8` only come in, as weights that are kept small: two int4 a byte, the even one in the low half. */
export type DType = 'float32' | 'float16' | 'int4' | 'uint8' | 'int32' | 'int64';

/** A size, or the name of one that is known only when the graph runs (inference graphs: 'batch', 'time', 'total'). */
export type Dim = number | string;
export type Shape = readonly Dim[];

export type Attribute = number | string | boolean | readonly number[] | readonly Dim[];

/** One symbolic tensor: the single result of a node, an input or a constant. */
export type Value = {
  readonly id: number;
  readonly graph: Graph;
  readonly shape: Shape;
  readonly dtype: DType;
};

export type Node = {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly output: Value;
};

/** Elements, row-major; float16 as its bits, int4 two a byte. */
export type TensorData = Float32Array | Uint16Array | Uint8Array | Int32Array | BigInt64Array;

/** What data is unless said otherwise. */
export function dtypeOf(data: TensorData): DType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Uint16Array) return 'float16';
  if (data instanceof Uint8Array) return 'uint8';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: { name: string; value: Value }[] = [];
  readonly constants: { name: string; value: Value; data: Float32Array | Int32Array | BigInt64Array }[] = [];
  readonly outputs: { name: string; value: Value }[] = [];
  readonly #known = new Map<string, Value>();
  readonly #producer = new Map<number, Node>();
  #next = 0;

  #value(shape: Shape, dtype: DType): Value {
    return { id: this.#next++, graph: this, shape, dtype };
  }

  input(name: string, shape: Shape, dtype: DType = 'float32'): Value {
    assert(!this.inputs.some((known) => known.name === name), `input names are unique: ${name}`);
    const value = this.#value(shape, dtype);
    this.inputs.push({ name, value });
    return value;
  }

  /** A tensor that is part of the graph. `data` is kept by reference, row-major. */
  constant(
    data: Float32Array | Int32Array | BigInt64Array,
    shape: readonly number[],
    name = `constant_${this.constants.length}`,
  ): Value {
    const size = shape.reduce((product, dim) => product * dim, 1);
    assert(data.length === size, `constant ${name} has ${size} elements, got ${data.length}`);
    const value = this.#value(shape, dtypeOf(data));
    this.constants.push({ name, value, data });
    return value;
  }

  /** A float32 scalar constant; equal numbers are one constant. */
  scalar(number: number): Value {
    const key = `scalar ${number}`;
    const known = this.#known.get(key);
    if (known) return known;
    const value = this.constant(Float32Array.of(number), []);
    this.#known.set(key, value);
    return value;
  }

  node(
    op: string,
    inputs: readonly Value[],
    shape: Shape,
    dtype: DType = 'float32',
    attributes: Node['attributes'] = {},
  ): Value {
    for (const input of inputs) {
      if (input.graph !== this) throw new AppError('graph/foreign', `An input of ${op} belongs to another graph.`);
    }
    const key = `${op} ${inputs.map((input) => input.id).join(',')} ${JSON.stringify(attributes)}`;
    const known = this.#known.get(key);
    if (known) return known;
    const output = this.#value(shape, dtype);
    const node = { op, inputs, attributes, output };
    this.nodes.push(node);
    this.#producer.set(output.id, node);
    this.#known.set(key, output);
    return output;
  }

  output(name: string, value: Value): void {
    assert(!this.outputs.some((known) => known.name === name), `output names are unique: ${name}`);
    this.outputs.push({ name, value });
  }

  /** The node that makes this value; undefined for inputs and constants. */
  producer(value: Value): Node | undefined {
    return this.#producer.get(value.id);
  }

  /** Nodes that the outputs need, in order. */
  live(): Node[] {
    const needed = new Set(this.outputs.map((output) => output.value.id));
    const kept: Node[] = [];
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      const node = must(this.nodes[i], 'node');
      if (!needed.has(node.output.id)) continue;
      kept.push(node);
      for (const input of node.inputs) needed.add(input.id);
    }
    return kept.reverse();
  }
}

/** A size that must be known when the graph is built. */
export function fixed(dim: Dim | undefined, what: string): number {
  if (typeof dim !== 'number') throw new AppError('graph/dynamic', `${what} must be a known size, got ${String(dim)}.`);
  return dim;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce<number>((product, dim) => product * fixed(dim, 'every dimension'), 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, i) => dim === b[i]);
}
