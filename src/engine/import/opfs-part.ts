// An unfinished file in the browser's private file system: its bytes in NAME.part, its journal in NAME.journal. The journal has two places that are
// written by turns, each with a number: a kill in the middle of one leaves the other. For workers, where files can be written in place.

import { AppError } from '../../lib/errors.ts';
import { type Journal, parseJournal, type PartFile } from './part.ts';

/** What is used of a FileSystemSyncAccessHandle. */
export type SyncFile = {
  read(into: Uint8Array, options: { at: number }): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  getSize(): number;
  flush(): void;
  close(): void;
};

/** Bytes of one of the journal's places. */
const PLACE = 8192;
/** Bytes after which what was written is forced to the disk, so that a power cut cannot cost more. */
const FLUSH_EVERY = 32 << 20;

/** Over two open files, which it closes. */
export function partOver(data: SyncFile, places: SyncFile): PartFile {
  let turn = 0;
  let unflushed = 0;
  const flush = (): void => {
    data.flush();
    places.flush();
    unflushed = 0;
  };
  return {
    readJournal: async () => {
      const found = [0, 1].map((place) => readPlace(places, place)).filter((entry) => entry !== null);
      const newest = found.sort((a, b) => b.turn - a.turn)[0];
      turn = newest ? newest.turn + 1 : 0;
      return newest && newest.journal.bytes === data.getSize() ? newest.journal : null;
    },
    writeJournal: async (journal) => {
      writeAll(places, placeBytes(turn, journal), (turn % 2) * PLACE);
      turn += 1;
      if (unflushed >= FLUSH_EVERY) flush();
    },
    reserve: async (bytes) => data.truncate(bytes),
    write: async (at, bytes) => {
      writeAll(data, bytes, at);
      unflushed += bytes.length;
    },
    read: async (start, end) => {
      const bytes = new Uint8Array(end - start);
      const count = data.read(bytes, { at: start });
      return bytes.subarray(0, count);
    },
    clear: async () => {
      places.truncate(0);
      data.truncate(0);
      turn = 0;
    },
    close: async () => {
      flush();
      data.close();
      places.close();
    },
  };
}

function placeBytes(turn: number, journal: Journal): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ turn, journal }));
  if (text.length > PLACE)
    throw new AppError('download/address', `The address of ${journal.url.slice(0, 80)}… is too long to be remembered.`);
  return new Uint8Array(PLACE).fill(0x20).map((space, i) => text[i] ?? space);
}

function readPlace(places: SyncFile, place: number): { turn: number; journal: Journal } | null {
  const bytes = new Uint8Array(PLACE);
  if (places.read(bytes, { at: place * PLACE }) < PLACE) return null;
  try {
    const { turn, journal } = JSON.parse(new TextDecoder().decode(bytes)) as { turn: number; journal: Journal };
    const good = parseJournal(JSON.stringify(journal));
    return good && Number.isSafeInteger(turn) ? { turn, journal: good } : null;
  } catch {
    return null;
  }
}

function writeAll(file: SyncFile, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    const count = file.write(bytes.subarray(done), { at: at + done });
    // A full disk is not always an error: the count just stays at 0.
    if (count === 0) throw new DOMException('The disk took no more bytes.', 'QuotaExceededError');
    done += count;
  }
}
