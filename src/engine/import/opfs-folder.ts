// The browser's private file system as a worker sees it: the few calls that imports and downloads share. Only workers can write in place and flush.

import { AppError, codeOf } from '../../lib/errors.ts';

/** What is used of a FileSystemSyncAccessHandle. */
export type SyncFile = {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
};

/** What is used of handles; the platform's types know only half of it. */
type FileHandle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<SyncFile>;
  move(name: string): Promise<void>;
};
export type Folder = {
  getFileHandle(name: string, options?: { create?: boolean }): Promise<FileHandle>;
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<Folder>;
  removeEntry(name: string, options?: { recursive?: boolean }): Promise<void>;
  keys(): AsyncIterable<string>;
};

/** A folder at the top, made when it is not there. */
export async function topFolder(name: string): Promise<Folder> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true }) as unknown as Folder;
}

export async function namesIn(folder: Folder): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

/** A file as it is now; null when it is not there. */
export async function fileIn(folder: Folder, name: string): Promise<File | null> {
  return folder.getFileHandle(name).then(
    (handle) => handle.getFile(),
    () => null,
  );
}

/** Removes what is there under this name, a folder with all that is in it. What somebody has open stays. */
export async function removeFrom(folder: Folder, name: string): Promise<void> {
  await folder.removeEntry(name, { recursive: true }).catch(() => undefined);
}

/** All of them, in place. @throws AppError storage/quota */
export function writeAll(file: SyncFile, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const count = withRoom(null, () => file.write(bytes.subarray(done), { at: at + done }));
    // A full disk is not always an error: the count just stays at 0.
    if (count === 0) throw noRoom(null);
    done += count;
  }
}

/** Makes the file so long, which the browser refuses when it has no room for it. @throws AppError storage/quota */
export const reserve = (file: SyncFile, bytes: number): void => withRoom(bytes, () => file.truncate(bytes));

function withRoom<T>(bytes: number | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw codeOf(error) === 'storage/quota' ? noRoom(bytes, error) : error;
  }
}

function noRoom(bytes: number | null, cause?: unknown): AppError {
  const what = bytes === null ? 'There is no room left' : `There is no room for another ${Math.ceil(bytes / 1e6)} MB`;
  return new AppError(
    'storage/quota',
    `${what}. Free disk space, or delete a model or a download that is not needed, then go on; what came is kept.`,
    { bytes },
    cause,
  );
}
