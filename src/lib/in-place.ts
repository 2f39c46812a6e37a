// Files of the browser's private file system that are written in place, in a worker: opening one, and waiting until it is free.

import { sleep, type Timer } from './clock.ts';

const opening = new Set<object>();

/**
 * The file's access handle. Its file handle is held until then: Chromium (150) never answers when the file handle is collected as garbage in the meantime,
 * and `(await folder.getFileHandle(name)).createSyncAccessHandle()` leaves nobody else to hold it.
 * @throws DOMException NoModificationAllowedError when somebody has the file open
 */
export async function openInPlace<T>(file: { createSyncAccessHandle(): Promise<T> }): Promise<T> {
  opening.add(file);
  try {
    return await file.createSyncAccessHandle();
  } finally {
    opening.delete(file);
  }
}

const PAUSE_MS = 50;

/**
 * Tries again while another handle holds the file: after a crash, or from a worker that was told to end, the browser frees it late.
 * @param late called with the browser's error after `limitMs`; throws what is told
 */
export async function whenFree(
  work: () => Promise<void>,
  timer: Timer,
  limitMs: number,
  late: (cause: unknown) => never,
): Promise<void> {
  for (let waited = 0; ; waited += PAUSE_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DOMException && error.name === 'NoModificationAllowedError')) throw error;
      if (waited >= limitMs) late(error);
      await sleep(PAUSE_MS, timer);
    }
  }
}
