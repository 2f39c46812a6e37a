// Brings the models onto this device before anybody needs them: one file after the other, while the browser has nothing better to do. The service
// worker keeps what passes by; the engine checks every byte itself when it loads a model, so nothing is checked here.

import { type FileEntry, shipped } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';

export type Fetched = { done: number; total: number };

/** Largest model last: the one that answers first is needed first. */
function filesInOrder(): { url: string; entry: FileEntry }[] {
  const base = new URL(`${import.meta.env.BASE_URL}weights/`, location.origin).href;
  const weight = (files: readonly FileEntry[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return Object.entries(shipped)
    .sort(([, a], [, b]) => weight(a) - weight(b))
    .flatMap(([model, files]) => files.map((entry) => ({ url: `${base}${model}/${entry.name}`, entry })));
}

const idle = (): Promise<unknown> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in globalThis) requestIdleCallback(resolve, { timeout: 2000 });
    else setTimeout(resolve, 200);
  });

/** @throws AppError model/missing when a file cannot be had; abort ends it after the chunk in hand. */
export async function fetchModels(onProgress: (fetched: Fetched) => void, signal: AbortSignal): Promise<void> {
  const files = filesInOrder();
  const total = files.reduce((sum, { entry }) => sum + entry.bytes, 0);
  let done = 0;
  for (const { url, entry } of files) {
    await idle();
    const response = await fetch(url, { signal });
    if (!response.ok || !response.body)
      throw new AppError(
        'model/missing',
        `The file ${entry.name} could not be fetched: the server answered ${response.status}. Reload when the server runs again.`,
        { url },
      );
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      done += chunk.length;
      onProgress({ done: Math.min(done, total), total });
    }
  }
}
