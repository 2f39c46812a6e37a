// Frozen weights as inputs of a graph instead of constants inside it: for models that are too large for that, whose weights are held once on the device and
// fed to every run. How a tensor is kept decides what its inputs are.

import { must } from '../../src/lib/assert.ts';
import type { Graph, Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { BLOCK } from '../quant.ts';
import type { Parameters } from './decoder.ts';

/** float32; half precision; or int4, in two inputs: NAME.codes and NAME.scales [rows, columns / 32]. */
export type Kept = 'f32' | 'f16' | 'int4';
export type KeptAs = (name: string, shape: readonly number[]) => Kept;
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** The input or inputs of one tensor, as float32: what can be differentiated through. Codes [rows, columns] int4, around 0. */
export function weightInput(g: Graph, name: string, shape: readonly number[], kept: Kept): Value {
  if (kept === 'f32') return g.input(name, shape);
  if (kept === 'f16') return o.widen(g.input(name, shape, 'float16'));
  const [rows, columns] = shape as [number, number];
  return o.dequantise(g.input(`${name}.codes`, shape, 'int4'), g.input(`${name}.scales`, [rows, columns / BLOCK]));
}

/** Parameters for decoding: products with int4 in one kernel. Codes [rows, columns / 32, 16] uint8, around 8, as models/quant.ts stores them. */
export function inputParameters(g: Graph, shapes: Shapes, keptAs: KeptAs): Pick<Parameters, 'weight' | 'product'> {
  const shapeOf = (name: string): readonly number[] => must(shapes.get(name), name);
  const weight = once((name) => weightInput(g, name, shapeOf(name), keptAs(name, shapeOf(name))));
  const packed = once((name) => g.input(`${name}.codes`, codesShape(shapeOf(name)), 'uint8'));
  const scales = once((name) => {
    const [rows, columns] = shapeOf(name) as [number, number];
    return g.input(`${name}.scales`, [rows, columns / BLOCK]);
  });
  return {
    weight,
    product: (name, x) =>
      keptAs(name, shapeOf(name)) === 'int4' ? o.packedProduct(x, packed(name), scales(name)) : null,
  };
}

export const codesShape = ([rows = 0, columns = 0]: readonly number[]): [number, number, number] => [
  rows,
  columns / BLOCK,
  BLOCK / 2,
];

/** Made when first asked for. */
export function once(make: (name: string) => Value): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}
