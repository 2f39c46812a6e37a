// Training state on disk: parameters and optimiser as float32 safetensors, progress as metadata. Written to a new file and renamed, so that a kill
// leaves the old or the new one.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../../src/lib/assert.ts';
import type { OptimiserState } from '../../src/engine/training.ts';

export type Progress = { tokens: number; chunk: number; seconds: number };
export type TrainingState = { parameters: Float32Array; optimiser: OptimiserState; progress: Progress };

export function saveState(file: string, { parameters, optimiser, progress }: TrainingState): void {
  const tensor = (data: Float32Array): { shape: number[]; data: Float32Array } => ({ shape: [data.length], data });
  const tensors = new Map([
    ['parameters', tensor(parameters)],
    ['m', tensor(optimiser.m)],
    ['v', tensor(optimiser.v)],
  ]);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    `${file}.new`,
    writeSafetensors(tensors, 'F32', { progress: JSON.stringify({ ...progress, step: optimiser.step }) }),
  );
  renameSync(`${file}.new`, file);
}

export function loadState(file: string): TrainingState | null {
  if (!existsSync(file)) return null;
  const { tensors, metadata } = readSafetensors(new Uint8Array(readFileSync(file)));
  const { step, ...progress } = JSON.parse(must(metadata['progress'], 'progress')) as Progress & { step: number };
  const data = (name: string): Float32Array => must(tensors.get(name), name).data;
  return { parameters: data('parameters'), optimiser: { m: data('m'), v: data('v'), step }, progress };
}
