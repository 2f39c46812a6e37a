// Brings onto this device what is large, before anybody needs it: the runtime, then the models, one file after the other, while the browser has nothing
// better to do. The service worker keeps what passes by; the engine checks every byte itself when it loads a model, so nothing is checked here.

import { shipped } from '../../models/catalog.ts';
import { AppError } from '../lib/errors.ts';
import { ASK_LARGE, KEPT, keptAs, type LargeFile } from '../lib/kept.ts';
import { quiet } from './quiet.ts';

export type Fetched = { done: number; total: number };

/** `keptAs`: under which address the service worker keeps it. */
type Wanted = { readonly path: string; readonly keptAs: string; readonly bytes: number };

/** Reports of progress in all: each one is drawn. */
const REPORTS = 100;

/** @throws AppError model/missing when a file cannot be had; abort ends it after the chunk in hand. */
export async function fetchModels(onProgress: (fetched: Fetched) => void, signal: AbortSignal): Promise<void> {
  const files = [...(await programFiles()), ...modelFiles()];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const base = new URL(import.meta.env.BASE_URL, location.origin).href;
  let [done, told] = [0, 0];
  const came = (bytes: number): void => {
    done = Math.min(done + bytes, total);
    if (done < total && done - told < total / REPORTS) return;
    onProgress({ done: (told = done), total });
  };
  const cache = await caches.open(KEPT);
  for (const file of files) {
    const kept = await cache.keys(base + file.keptAs);
    if (kept.length > 0) came(file.bytes);
    else await fetchFile(base, file, came, signal);
  }
}

/** What the service worker names: it was built with the list. */
async function programFiles(): Promise<Wanted[]> {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const told = new Promise<LargeFile[]>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<LargeFile[]>) => resolve(data);
  });
  active?.postMessage(ASK_LARGE, [port2]);
  return (await told).map(({ url, bytes }) => ({ path: url, keptAs: url, bytes }));
}

/** Largest model last: the one that answers first is needed first. */
function modelFiles(): Wanted[] {
  const weight = (files: readonly { bytes: number }[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
  return Object.entries(shipped)
    .sort(([, a], [, b]) => weight(a) - weight(b))
    .flatMap(([model, files]) =>
      files.map(({ name, bytes, sha256 }) => {
        const path = `weights/${model}/${name}`;
        return { path, keptAs: keptAs(path, sha256), bytes };
      }),
    );
}

async function fetchFile(
  base: string,
  { path }: Wanted,
  came: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  await quiet();
  const response = await fetch(base + path, { signal });
  if (!response.ok || !response.body)
    throw new AppError(
      'model/missing',
      `The file ${path} could not be fetched: the server answered ${response.status}. Reload when the server runs again.`,
      { path },
    );
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) came(chunk.length);
}
