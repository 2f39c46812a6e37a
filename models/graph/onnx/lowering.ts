// What a lowering is, and what lowerings are made with: from one of our nodes to ONNX nodes. Instances: lower.ts, lower-places.ts.

import { must } from '../../../src/lib/assert.ts';
import type { Node, Value } from '../ir.ts';

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
  /** The type that float32 is computed in, as ONNX numbers it. */
  numbers: number;
  name(value: Value): string;
  /** A fresh name inside this node. */
  fresh(): string;
  /** True when asked for the first time: for results that another node may have made on its way. */
  firstTime(value: Value): boolean;
  /** Nodes of this operation that the graph needs and whose first input is the value. */
  users(value: Value, op: string): readonly Node[];
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

export type Lowering = (node: Node, emit: Emit) => void;

export const direct =
  (type: string, attributes: Readonly<Record<string, OnnxAttribute>> = {}): Lowering =>
  (node, emit) => {
    emit.node(type, node.inputs.map(emit.name), [emit.name(node.output)], attributes);
  };

/** Adds one ONNX node with a fresh output and returns its name. */
export function step(
  emit: Emit,
  type: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, OnnxAttribute>> = {},
): string {
  const output = emit.fresh();
  emit.node(type, inputs, [output], attributes);
  return output;
}

export const at = (node: Node, i: number): Value => must(node.inputs[i], `input ${i} of ${node.op}`);
