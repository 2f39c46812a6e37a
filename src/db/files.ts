// The contract for bytes: a file is named by the SHA-256 of its content, written once and never changed. Names are only
// given out when the file is durable, so a row may name a file as soon as `write` has resolved. Instances: the browser's
// private file system (opfs.ts) and memory (memory-files.ts).

import { AppError } from '../lib/errors.ts';

export type FileInfo = {
  hash: string;
  /** Size. */ bytes: number;
  /** Time of writing, ms since 1970. */ written: number;
};

export type Files = {
  /**
   * Writes, flushes, reads back and hashes; resolves with the hash only then. Bytes that are there already are not written
   * again; a damaged file of that name is set aside first.
   * @throws AppError storage/quota, storage/file-busy, storage/corrupt-file (the disk gave back other bytes), storage/timeout
   */
  write(bytes: Uint8Array): Promise<string>;
  /** @throws AppError storage/missing-file, storage/corrupt-file (never returns bytes that do not match), storage/timeout */
  read(hash: string): Promise<Uint8Array>;
  /** Whether a file of this name is there; its content is only checked by `read`. */
  has(hash: string): Promise<boolean>;
  list(): Promise<readonly FileInfo[]>;
  /**
   * Removes files that `keep` does not name and that were written before `olderThan`, and leftovers of that age.
   * @returns the hashes that are gone.
   */
  collect(keep: ReadonlySet<string>, olderThan: number): Promise<readonly string[]>;
  /** Removes these at once, for whoever wrote them knows that nothing needs them any more. One that is not there, or held by another tab, is left to `collect`. */
  discard(hashes: readonly string[]): Promise<void>;
};

/** How long a file that no row names is kept, ms: a row may still be on its way, or a night may be resumed. */
export const GRACE_MS = 7 * 24 * 3600 * 1000;

export function missingFile(hash: string): AppError {
  return new AppError(
    'storage/missing-file',
    `The file ${hash.slice(0, 12)}… is gone from this browser's storage. An earlier one is used; restore it from an export if you have one.`,
    { hash },
  );
}

export function corruptFile(hash: string, bytes: number): AppError {
  return new AppError(
    'storage/corrupt-file',
    `The file ${hash.slice(0, 12)}… is damaged on disk (${bytes} bytes) and is not used. An earlier one is used instead.`,
    { hash, bytes },
  );
}
