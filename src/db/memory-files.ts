// Files in memory, with the same promises while the page lives: for tests, for Node, and where the browser refuses storage.

import type { Clock } from '../lib/clock.ts';
import { sha256 } from '../lib/hash.ts';
import { corruptFile, missingFile } from './files.ts';
import type { Files } from './files.ts';

type Entry = { bytes: Uint8Array; written: number };

/** @param store pass a map to look at, or damage, what is stored. */
export function memoryFiles(clock: Clock, store: Map<string, Entry> = new Map()): Files {
  return {
    write: async (bytes) => {
      const copy = bytes.slice();
      const hash = await sha256(copy);
      const old = store.get(hash);
      if (old === undefined || (await sha256(old.bytes)) !== hash)
        store.set(hash, { bytes: copy, written: clock.now() });
      return hash;
    },
    read: async (hash) => {
      const entry = store.get(hash);
      if (entry === undefined) throw missingFile(hash);
      if ((await sha256(entry.bytes)) !== hash) throw corruptFile(hash, entry.bytes.byteLength);
      return entry.bytes.slice();
    },
    has: (hash) => Promise.resolve(store.has(hash)),
    list: () =>
      Promise.resolve([...store].map(([hash, { bytes, written }]) => ({ hash, bytes: bytes.byteLength, written }))),
    collect: (keep, olderThan) => {
      const gone = [...store]
        .filter(([hash, { written }]) => !keep.has(hash) && written < olderThan)
        .map(([hash]) => hash);
      gone.forEach((hash) => store.delete(hash));
      return Promise.resolve(gone);
    },
    discard: (hashes) => {
      hashes.forEach((hash) => store.delete(hash));
      return Promise.resolve();
    },
  };
}
