// The whole import path without a disk: files in memory become tensors in memory. For reference cases, and for models small enough.

import type { Tensor } from '../../../models/parameters.ts';
import { systemClock } from '../../lib/clock.ts';
import { importModel } from './import.ts';
import { openWeightFile, type Precision, type WeightFile } from './layout.ts';
import { blobSource } from './source.ts';

/** Every tensor of a file, in float32. */
export async function allTensors(file: WeightFile): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  for (const name of file.names) tensors.set(name, await file.tensor(name));
  return tensors;
}

/** Files of a model folder by name: config.json and the weights, in one file or several. Errors as importModel. */
export async function importedFile(files: ReadonlyMap<string, Uint8Array>, precision: Precision): Promise<WeightFile> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  await importModel(blobSource('the folder', new Map([...files].map(([name, bytes]) => [name, blobOf(bytes)]))), {
    precision,
    sink: { write: async (part) => void parts.push(part.slice()) },
    clock: systemClock,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const whole = new Blob(parts);
  const read = async (start: number, end: number): Promise<Uint8Array> =>
    new Uint8Array(await whole.slice(start, end).arrayBuffer());
  return openWeightFile(whole.size, read);
}

/** A copy: a Blob takes no bytes of shared memory, which these might be. */
const blobOf = (bytes: Uint8Array): Blob => new Blob([bytes.slice()]);
