// Named tensors laid out in one flat float32 vector: the form in which trainable parameters, gradients and optimiser state are held and fed.

import { AppError } from '../src/lib/errors.ts';
import { must } from '../src/lib/assert.ts';
import type { Graph, Value } from './graph/ir.ts';
import { reshape, slice } from './graph/ops.ts';

export type Tensor = { shape: readonly number[]; data: Float32Array };
export type Tensors = ReadonlyMap<string, Tensor>;

export type Entry = { name: string; shape: readonly number[]; offset: number; size: number };
export type Layout = { entries: readonly Entry[]; size: number };

export function layoutOf(shapes: readonly (readonly [name: string, shape: readonly number[]])[]): Layout {
  let offset = 0;
  const entries = shapes.map(([name, shape]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const entry = { name, shape, offset, size };
    offset += size;
    return entry;
  });
  return { entries, size: offset };
}

/** All tensors of a layout in one vector. @throws AppError model/tensor when one is missing or has another shape. */
export function flatten(layout: Layout, tensors: Tensors): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const { name, shape, offset, size } of layout.entries) {
    const tensor = tensors.get(name);
    if (!tensor)
      throw new AppError(
        'model/tensor',
        `Tensor ${name} is missing from the weight file. The file belongs to another model or is damaged.`,
        { name },
      );
    if (tensor.data.length !== size || tensor.shape.join() !== shape.join())
      throw new AppError(
        'model/tensor',
        `Tensor ${name} has shape [${tensor.shape.join(',')}], expected [${shape.join(',')}].`,
        { name },
      );
    flat.set(tensor.data, offset);
  }
  return flat;
}

/** Views into the vector by name; no copy. */
export function unflatten(layout: Layout, flat: Float32Array): Map<string, Tensor> {
  return new Map(
    layout.entries.map(({ name, shape, offset, size }) => [
      name,
      { shape, data: flat.subarray(offset, offset + size) },
    ]),
  );
}

/** The tensors of a flat graph value by name: one slice and reshape each. */
export function sliceParameters(flat: Value, layout: Layout): Map<string, Value> {
  return new Map(
    layout.entries.map(({ name, shape, offset, size }) => [
      name,
      reshape(slice(flat, 0, offset, offset + size), shape),
    ]),
  );
}

/** Frozen tensors as constants of a graph, made when first asked for. */
export function constantParameters(graph: Graph, tensors: Tensors): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const tensor = must(tensors.get(name), `tensor ${name}`);
    const value = made.get(name) ?? graph.constant(tensor.data, tensor.shape, name);
    made.set(name, value);
    return value;
  };
}
