// Everything is erased while a worker that was told to end still holds a file: it takes seconds until one that is busy is gone.

import { afterEach, expect, it } from 'vitest';
import { eraseEverything } from '../../src/app/erase.ts';
import { openStore } from '../../src/db/db.ts';
import type { Asked } from './erase.worker.ts';

const workers: Worker[] = [];
let held = 0;
afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

async function holding(busyMs: number): Promise<Worker> {
  const worker = new Worker(new URL('./erase.worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = resolve;
    worker.onerror = ({ message }) => reject(new Error(message));
  });
  worker.postMessage({ name: `held ${++held}`, busyMs } satisfies Asked);
  await ready;
  return worker;
}

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const name of (await navigator.storage.getDirectory()).keys()) found.push(name);
  return found;
}

it('waits for a worker that is ending', async () => {
  (await openStore()).close();
  localStorage.setItem('known', 'yes');
  (await holding(60_000)).terminate();
  await eraseEverything();
  expect(await names()).toEqual([]);
  expect(await indexedDB.databases()).toEqual([]);
  expect(localStorage.length).toBe(0);
}, 30_000);

it('says what to do when something goes on holding a file, and can be tried again', async () => {
  const worker = await holding(0);
  await expect(eraseEverything()).rejects.toMatchObject({ code: 'storage/blocked' });
  worker.terminate();
  await eraseEverything();
  expect(await names()).toEqual([]);
}, 30_000);
