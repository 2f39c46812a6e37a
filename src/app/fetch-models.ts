// Brings the models onto this device before anybody needs them: one file after the other, while the browser has nothing better to do. The service
// worker keeps what passes by; the engine checks every byte itself when it loads a model, so nothing is checked here.

import { type FileEntry, shipped } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';
import { quiet } from './quiet.ts';
import { KEPT, keptAs } from '../lib/kept.ts';

export type Fetched = { done: number; total: number };

/** Reports of progress in all: each one is drawn. */
const REPORTS = 100;

type Wanted = { readonly path: string; readonly entry: FileEntry };

/** Largest model last: the one that answers first is needed first. */
function filesInOrder(): Wanted[] {
  const weight = (files: readonly FileEntry[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return Object.entries(shipped)
    .sort(([, a], [, b]) => weight(a) - weight(b))
    .flatMap(([model, files]) => files.map((entry) => ({ path: `weights/${model}/${entry.name}`, entry })));
}

/** @throws AppError model/missing when a file cannot be had; abort ends it after the chunk in hand. */
export async function fetchModels(onProgress: (fetched: Fetched) => void, signal: AbortSignal): Promise<void> {
  const files = filesInOrder();
  const total = files.reduce((sum, { entry }) => sum + entry.bytes, 0);
  const base = new URL(import.meta.env.BASE_URL, location.origin).href;
  let [done, told] = [0, 0];
  const came = (bytes: number): void => {
    done = Math.min(done + bytes, total);
    if (done < total && done - told < total / REPORTS) return;
    onProgress({ done: (told = done), total });
  };
  const cache = await caches.open(KEPT);
  for (const file of files) {
    const kept = await cache.keys(base + keptAs(file.path, file.entry.sha256));
    if (kept.length > 0) came(file.entry.bytes);
    else await fetchFile(base, file, came, signal);
  }
}

async function fetchFile(
  base: string,
  file: Wanted,
  came: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await quiet();
  const response = await fetch(base + file.path, { signal });
  if (!response.ok || !response.body)
    throw new AppError(
      'model/missing',
      `The file ${file.entry.name} could not be fetched: the server answered ${response.status}. Reload when the server runs again.`,
      { path: file.path },
    );
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) came(chunk.length);
}
