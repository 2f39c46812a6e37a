// A training that was cut short, as bytes: safetensors with the adapter and the two moments of AdamW, and the rest of the point in the metadata.

import { layoutOf, unflatten } from '../../models/parameters.ts';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { TrainingPoint } from '../engine/trainer.ts';

const NAMES = ['parameters', 'm', 'v'];

/** Everything that is no tensor; plain JSON data, so it comes back exactly. */
type Rest = Omit<TrainingPoint, 'parameters' | 'optimiser'> & { step: number };

/** @throws AppError train/not-finite: whatever goes on from such a point fails again. */
export function pointBytes(whole: TrainingPoint): Uint8Array {
  assertFinite(whole);
  const { parameters, optimiser, ...point } = whole;
  const { m, v, step } = optimiser;
  const size = parameters.length;
  const flat = new Float32Array(size * NAMES.length);
  for (const [i, part] of [parameters, m, v].entries()) flat.set(part, i * size);
  const layout = layoutOf(NAMES.map((name) => [name, [size]] as const));
  const { losses, trace, tokens, seconds, carried } = point;
  const rest: Rest = { step, losses, tokens, seconds, ...(trace ? { trace } : {}), ...(carried ? { carried } : {}) };
  return writeSafetensors(unflatten(layout, flat), 'F32', { point: JSON.stringify(rest) });
}

/** @throws AppError model/safetensors, assert/missing when the file is no point, train/not-finite */
export function pointFromBytes(bytes: Uint8Array): TrainingPoint {
  const { tensors, metadata } = readSafetensors(bytes);
  const data = (name: string): Float32Array => must(tensors.get(name), name).data;
  const { step, ...rest } = JSON.parse(must(metadata['point'], 'point')) as Rest;
  const point = { parameters: data('parameters'), optimiser: { m: data('m'), v: data('v'), step }, ...rest };
  assertFinite(point);
  return point;
}

/** Nothing can be learned from what is infinite or no number, and nothing answers with it. @throws AppError train/not-finite */
export function assertFinite({
  parameters,
  losses,
  optimiser: { m, v },
}: Pick<TrainingPoint, 'parameters' | 'losses' | 'optimiser'>): void {
  const wrong = Object.entries({ parameters, losses, m, v }).find(([, numbers]) => !areFinite(numbers));
  if (!wrong) return;
  throw new AppError(
    'train/not-finite',
    'The training left the range of numbers, so that its state is not kept; the last one before stands. Dream again; if that fails too, choose another learner.',
    { what: wrong[0] },
  );
}

/** Millions of numbers: an entry at a time, without a closure for each. */
function areFinite(numbers: ArrayLike<number>): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i])) return false;
  return true;
}
