// A training that was cut short, as bytes: safetensors with the adapter and the two moments of AdamW, and the rest of the point in the metadata.

import { layoutOf, unflatten } from '../../models/parameters.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../lib/assert.ts';
import type { TrainingPoint } from '../engine/trainer.ts';

const NAMES = ['parameters', 'm', 'v'];

/** Everything that is no tensor; plain JSON data, so it comes back exactly. */
type Rest = Omit<TrainingPoint, 'parameters' | 'optimiser'> & { step: number };

export function pointBytes({ parameters, optimiser: { m, v, step }, ...point }: TrainingPoint): Uint8Array {
  const size = parameters.length;
  const flat = new Float32Array(size * NAMES.length);
  for (const [i, part] of [parameters, m, v].entries()) flat.set(part, i * size);
  const layout = layoutOf(NAMES.map((name) => [name, [size]] as const));
  const { losses, trace, tokens, seconds, carried } = point;
  const rest: Rest = { step, losses, tokens, seconds, ...(trace ? { trace } : {}), ...(carried ? { carried } : {}) };
  return writeSafetensors(unflatten(layout, flat), 'F32', { point: JSON.stringify(rest) });
}

/** @throws AppError model/safetensors, assert/missing when the file is no point. */
export function pointFromBytes(bytes: Uint8Array): TrainingPoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const data = (name: string): Float32Array => must(tensors.get(name), name).data;
  const { step, ...rest } = JSON.parse(must(metadata['point'], 'point')) as Rest;
  return { parameters: data('parameters'), optimiser: { m: data('m'), v: data('v'), step }, ...rest };
}
