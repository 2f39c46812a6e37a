// Files in the browser's private file system (OPFS). A file is written under a temporary name, flushed, closed, read back,
// hashed, and only then renamed to its hash: a name that is a hash never stood for half a file. In a worker it uses a sync
// access handle (the only way to flush), on a page the asynchronous writer. Assumes Chromium: rename needs `move`.

import { AppError } from '../lib/errors.ts';
import type { Timer } from '../lib/clock.ts';
import type { Locks } from '../lib/locks.ts';
import { sha256 } from '../lib/hash.ts';
import { openInPlace, whenFree } from '../lib/in-place.ts';
import { corruptFile, missingFile } from './files.ts';
import type { FileInfo, Files } from './files.ts';
import { storageError } from './storage-errors.ts';
import { isHash } from './tables/shape.ts';
import { STORAGE_LIMIT_MS, within } from './watchdog.ts';

/** What is used of the platform's types: the page's and the worker's type libraries know different halves of them. */
export type FileHandle = {
  readonly kind: string;
  getFile(): Promise<{ readonly size: number; readonly lastModified: number; arrayBuffer(): Promise<ArrayBuffer> }>;
  createSyncAccessHandle?(): Promise<SyncHandle>;
  createWritable?(): Promise<{ write(bytes: Uint8Array): Promise<void>; close(): Promise<void> }>;
  move?(name: string): Promise<void>;
};
type SyncHandle = {
  write(bytes: Uint8Array, at: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
};
export type Directory = {
  getFileHandle(name: string, options?: { create?: boolean }): Promise<FileHandle>;
  removeEntry(name: string): Promise<void>;
  entries(): AsyncIterable<[string, FileHandle]>;
};

const PART = '.part';
const BAD = '.bad';
const BUSY_LIMIT_MS = 3000;
/** Slowest disk that is waited for, bytes per ms: larger files get more than the limit of a record. */
const SLOW_BYTES_PER_MS = 5000;

/** Content-hashed files of this origin, in the folder `files`. @throws AppError storage/refused */
export async function opfsFiles(timer: Timer, locks: Locks): Promise<Files> {
  try {
    const root = await within(navigator.storage.getDirectory(), STORAGE_LIMIT_MS, timer, 'open the file storage');
    const folder = await within(
      root.getDirectoryHandle('files', { create: true }),
      STORAGE_LIMIT_MS,
      timer,
      'open the file storage',
    );
    return directoryFiles(folder as unknown as Directory, timer, locks);
  } catch (error) {
    throw storageError(error, 'open the file storage');
  }
}

/** The same over any directory handle. The locks must reach everyone who writes to it. */
export function directoryFiles(folder: Directory, timer: Timer, locks: Locks): Files {
  const guarded = async <T>(doing: string, bytes: number, work: () => Promise<T>, extraMs = 0): Promise<T> => {
    try {
      return await within(work(), STORAGE_LIMIT_MS + extraMs + bytes / SLOW_BYTES_PER_MS, timer, doing);
    } catch (error) {
      throw storageError(error, doing);
    }
  };
  return {
    write: async (given) => {
      const bytes = given.slice();
      const hash = await sha256(bytes);
      const work = (): Promise<void> => alone(locks, hash, timer, () => writeOnce(folder, hash, bytes, timer));
      await guarded('write a file', bytes.byteLength, work, BUSY_LIMIT_MS);
      return hash;
    },
    read: async (hash) => {
      const file = await guarded('open a file', 0, () => openFile(folder, hash));
      if (file === null) throw missingFile(hash);
      const bytes = await guarded('read a file', file.size, async () => new Uint8Array(await file.arrayBuffer()));
      if ((await sha256(bytes)) !== hash) throw corruptFile(hash, bytes.byteLength);
      return bytes;
    },
    has: (hash) => guarded('look for a file', 0, async () => (await openFile(folder, hash)) !== null),
    list: () => guarded('list files', 0, async () => (await everything(folder)).filter(({ hash }) => isHash(hash))),
    collect: (keep, olderThan) => guarded('remove old files', 0, () => sweep(folder, keep, olderThan)),
    discard: (hashes) =>
      guarded('remove files', 0, async () => {
        for (const hash of hashes) await remove(folder, hash);
      }),
  };
}

/** Two writers of the same bytes would share one temporary name, so they take turns. */
async function alone(locks: Locks, hash: string, timer: Timer, work: () => Promise<void>): Promise<void> {
  const giveUp = new AbortController();
  const cancel = timer.after(BUSY_LIMIT_MS, () => giveUp.abort());
  const lock = await locks.acquire(`dream-lab/file/${hash}`, 'wait', giveUp.signal).catch(throwBusy).finally(cancel);
  try {
    await work();
  } finally {
    await lock?.release();
  }
}

async function writeOnce(folder: Directory, hash: string, bytes: Uint8Array, timer: Timer): Promise<void> {
  if (await isWhole(folder, hash)) return;
  const part = hash + PART;
  try {
    await whenFree(() => writePart(folder, part, bytes), timer, BUSY_LIMIT_MS, throwBusy);
    const back = await openFile(folder, part);
    if (back === null || (await sha256(new Uint8Array(await back.arrayBuffer()))) !== hash)
      throw corruptFile(hash, back?.size ?? 0);
    await setAside(folder, hash);
    await rename(folder, part, hash);
  } catch (error) {
    await remove(folder, part);
    throw error;
  }
}

function throwBusy(cause: unknown): never {
  throw new AppError(
    'storage/file-busy',
    'Another tab is writing the same file. Close the other tabs, then try again; nothing was changed.',
    {},
    cause,
  );
}

async function writePart(folder: Directory, part: string, bytes: Uint8Array): Promise<void> {
  const handle = await folder.getFileHandle(part, { create: true });
  if (isInPlace(handle)) return writeSync(await openInPlace(handle), bytes);
  if (handle.createWritable === undefined)
    throw new AppError('storage/refused', 'This browser cannot write files. Open Dream Lab in Chrome.');
  const writer = await handle.createWritable();
  await writer.write(bytes);
  await writer.close();
}

const isInPlace = (handle: FileHandle): handle is FileHandle & { createSyncAccessHandle(): Promise<SyncHandle> } =>
  handle.createSyncAccessHandle !== undefined;

function writeSync(handle: SyncHandle, bytes: Uint8Array): void {
  try {
    handle.truncate(0);
    for (let at = 0; at < bytes.byteLength;) {
      const count = handle.write(bytes.subarray(at), { at });
      // A full disk is not always an error: the count just stays at 0.
      if (count === 0) throw new DOMException('The disk took no more bytes.', 'QuotaExceededError');
      at += count;
    }
    handle.flush();
  } finally {
    handle.close();
  }
}

async function isWhole(folder: Directory, hash: string): Promise<boolean> {
  const file = await openFile(folder, hash);
  return file !== null && (await sha256(new Uint8Array(await file.arrayBuffer()))) === hash;
}

/** A damaged file is kept under another name until it is swept: it is never written over. */
async function setAside(folder: Directory, hash: string): Promise<void> {
  if ((await openFile(folder, hash)) === null) return;
  await remove(folder, hash + BAD);
  await rename(folder, hash, hash + BAD);
}

async function rename(folder: Directory, from: string, to: string): Promise<void> {
  const handle = await folder.getFileHandle(from);
  if (handle.move === undefined)
    throw new AppError('storage/refused', 'This browser cannot rename files. Open Dream Lab in Chrome.');
  await handle.move(to);
}

async function openFile(folder: Directory, name: string): Promise<Awaited<ReturnType<FileHandle['getFile']>> | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (hasName(error, 'NotFoundError')) return null;
    throw error;
  }
}

/** False when it was not there, or is held by another tab: the sweep comes back for it. */
async function remove(folder: Directory, name: string): Promise<boolean> {
  try {
    await folder.removeEntry(name);
    return true;
  } catch {
    return false;
  }
}

async function everything(folder: Directory): Promise<FileInfo[]> {
  const found: FileInfo[] = [];
  for await (const [name] of folder.entries()) {
    const file = await openFile(folder, name);
    if (file !== null) found.push({ hash: name, bytes: file.size, written: file.lastModified });
  }
  return found;
}

async function sweep(folder: Directory, keep: ReadonlySet<string>, olderThan: number): Promise<string[]> {
  const old = (await everything(folder)).filter(({ hash, written }) => !keep.has(hash) && written < olderThan);
  const gone: string[] = [];
  for (const { hash } of old) if ((await remove(folder, hash)) && isHash(hash)) gone.push(hash);
  return gone;
}

function hasName(error: unknown, name: string): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === name;
}
