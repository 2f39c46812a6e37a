// Erases everything that this origin stored: tables, files, caches, the service worker. The caller ends the workers first and reloads afterwards.

import { Dexie } from 'dexie';
import { sleep, systemTimer } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { whenFree } from '../lib/in-place.ts';
import { closePageStore } from './state/live.svelte.ts';

/** Longest wait for other tabs to let go of the database and of files, and for workers that were told to end: one that is busy takes seconds. */
const PATIENCE_MS = 10_000;

/** @throws AppError storage/blocked when another tab holds the database or a file */
export async function eraseEverything(): Promise<void> {
  await closePageStore();
  for (const { name } of await indexedDB.databases()) if (name) await dropped(name);
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await removed(root, name);
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  localStorage.clear();
  sessionStorage.clear();
}

async function dropped(name: string): Promise<void> {
  const late = sleep(PATIENCE_MS, systemTimer).then(() => blocked(name));
  await Promise.race([Dexie.delete(name), late]);
}

async function removed(root: FileSystemDirectoryHandle, name: string): Promise<void> {
  const remove = (): Promise<void> => root.removeEntry(name, { recursive: true });
  try {
    await whenFree(remove, systemTimer, PATIENCE_MS, (cause) => blocked(name, cause));
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  }
}

function blocked(name: string, cause?: unknown): never {
  const why = 'Another tab still uses Dream Lab. Close the other tabs, then erase again.';
  throw new AppError('storage/blocked', why, { name }, cause);
}
