// Brings onto this device what is large, before anybody needs it: the runtime, then the models, one file after the other, while the browser has nothing
// better to do. The service worker keeps what passes by, where there is room; the engine checks every byte itself when it loads a model, so here it is
// only looked whether a file was kept.

import { shipped } from '../../models/catalog.ts';
import { sleep, systemTimer, type Timer } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { ASK_LARGE, KEPT, keptAs, type LargeFile } from '../lib/kept.ts';
import { quiet } from './quiet.ts';

export type Fetched = {
  done: number;
  total: number;
  /** Whether all of it is on this device; null before that is known. */
  kept: boolean | null;
};

/** `keptAs`: under which address the service worker keeps it. */
type Wanted = { readonly path: string; readonly keptAs: string; readonly bytes: number };

/** Reports of progress in all: each one is drawn. */
const REPORTS = 100;
/** The service worker writes what it keeps beside us, and may end later: how often it is looked, and how long at most. */
const LOOK_MS = 100;
const PATIENCE_MS = 5000;

/**
 * Ends with a report that says whether all was kept. The first file that was not is the last one that is fetched: without it there is no use without a
 * network, and what follows would find no room either.
 * @throws AppError model/missing when a file cannot be had; abort ends it after the chunk in hand.
 */
export async function fetchModels(
  onProgress: (fetched: Fetched) => void,
  signal: AbortSignal,
  timer: Timer = systemTimer,
): Promise<void> {
  const files = [...(await programFiles()), ...modelFiles()];
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const base = new URL(import.meta.env.BASE_URL, location.origin).href;
  let [done, told] = [0, 0];
  const came = (bytes: number): void => {
    done = Math.min(done + bytes, total);
    if (done < total && done - told < total / REPORTS) return;
    onProgress({ done: (told = done), total, kept: null });
  };
  const cache = await caches.open(KEPT);
  for (const file of files) {
    const isKept = async (): Promise<boolean> => (await cache.keys(base + file.keptAs)).length > 0;
    if (await isKept()) {
      came(file.bytes);
      continue;
    }
    await fetchFile(base, file, came, signal);
    if (!(await soon(isKept, timer, signal))) return onProgress({ done, total, kept: false });
  }
  onProgress({ done, total, kept: true });
}

/** Whether something holds within our patience. */
async function soon(holds: () => Promise<boolean>, timer: Timer, signal: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
    if (await holds()) return true;
    await sleep(LOOK_MS, timer, signal);
  }
  return holds();
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
