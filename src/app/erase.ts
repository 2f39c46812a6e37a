// Erases everything that this origin stored: tables, files, caches, the service worker. The caller ends the workers first and reloads afterwards.

import { Dexie } from 'dexie';
import { AppError } from '../lib/errors.ts';
import { closePageStore } from './state/live.svelte.ts';

/** Longest wait for other tabs to let go of the database. */
const PATIENCE_MS = 5000;

/** @throws AppError storage/blocked when another tab holds the database */
export async function eraseEverything(): Promise<void> {
  await closePageStore();
  for (const { name } of await indexedDB.databases()) if (name) await dropped(name);
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  for (const name of await caches.keys()) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  localStorage.clear();
  sessionStorage.clear();
}

async function dropped(name: string): Promise<void> {
  const late = new Promise<never>((_, reject) => {
    const why = 'Another tab still uses Dream Lab. Close the other tabs, then erase again.';
    setTimeout(() => reject(new AppError('storage/blocked', why, { name })), PATIENCE_MS);
  });
  await Promise.race([Dexie.delete(name), late]);
}
