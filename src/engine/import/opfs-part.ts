// An unfinished file in the browser's private file system: its bytes in NAME.part, its journal in NAME.journal. The journal has two places that are
// written by turns, each with a number and a check: a kill in the middle of one leaves the other. For workers, where files can be written in place.

import { AppError } from '../../lib/errors.ts';
import { hash53 } from '../../lib/hash.ts';
import { reserve, type SyncFile, writeAll } from './opfs-folder.ts';
import { isJournal, type Journal, type PartFile } from './part.ts';

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
      const bytes = new Uint8Array(2 * PLACE);
      const newest = newestIn(bytes.subarray(0, places.read(bytes, { at: 0 })));
      turn = newest ? newest.turn + 1 : 0;
      return newest && newest.journal.bytes === data.getSize() ? newest.journal : null;
    },
    writeJournal: async (journal) => {
      writeAll(places, placeBytes(turn, journal), (turn % 2) * PLACE);
      turn += 1;
      if (unflushed >= FLUSH_EVERY) flush();
    },
    reserve: async (bytes) => reserve(data, bytes),
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
      try {
        flush();
      } finally {
        data.close();
        places.close();
      }
    },
  };
}

function placeBytes(turn: number, journal: Journal): Uint8Array {
  const said = JSON.stringify({ turn, journal });
  const text = new TextEncoder().encode(`${hash53(said)} ${said}`);
  if (text.length > PLACE)
    throw new AppError('download/address', `The address of ${journal.url.slice(0, 80)}… is too long to be remembered.`);
  const place = new Uint8Array(PLACE).fill(0x20);
  place.set(text);
  return place;
}

type Entry = { turn: number; journal: Journal };

/** What a file of both places says, when it is read as a whole; null when neither can be read. */
export function journalIn(places: Uint8Array): Journal | null {
  return newestIn(places)?.journal ?? null;
}

function newestIn(places: Uint8Array): Entry | null {
  const found = [0, PLACE].map((at) => entryIn(places.subarray(at, at + PLACE))).filter((entry) => entry !== null);
  return found.sort((a, b) => b.turn - a.turn)[0] ?? null;
}

/** Half of one writing and half of another may well be JSON; the check is of the whole. */
function entryIn(place: Uint8Array): Entry | null {
  const text = new TextDecoder().decode(place).trimEnd();
  const check = text.slice(0, text.indexOf(' '));
  const said = text.slice(check.length + 1);
  if (Number(check) !== hash53(said)) return null;
  const { turn, journal } = JSON.parse(said) as Partial<Entry>;
  return isJournal(journal) && Number.isSafeInteger(turn) ? { turn: turn as number, journal } : null;
}
