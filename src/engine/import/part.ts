// A file that is being fetched: its bytes as far as they came, in lanes that grow side by side, and a journal that says how far each is. The journal is
// written after the bytes it speaks of, so that whatever ends the work, nothing is claimed that is not there, and next to nothing is fetched twice.

import { AppError } from '../../lib/errors.ts';

/** A part of the file, from `start` to before `end`, of which `done` bytes are there. */
export type Lane = { start: number; end: number; done: number };

export type Journal = {
  url: string;
  /** Length of the whole file, bytes. */
  bytes: number;
  /** What the server calls this version of the file; null when it does not say. */
  version: string | null;
  lanes: Lane[];
};

/** The bytes of one unfinished file, and its journal beside them. Whoever opens it closes it; only one may have it open. */
export type PartFile = {
  readJournal(): Promise<Journal | null>;
  /** Kept as soon as it resolves, together with everything written before. */
  writeJournal(journal: Journal): Promise<void>;
  /** Makes room for a file of this length. @throws AppError storage/quota when the disk has none */
  reserve(bytes: number): Promise<void>;
  write(at: number, bytes: Uint8Array): Promise<void>;
  read(start: number, end: number): Promise<Uint8Array>;
  /** Throws away what is there. */
  clear(): Promise<void>;
  close(): Promise<void>;
};

/** Bytes of a lane at least: a lane is a request, and many small ones gain nothing. */
const LEAST_LANE = 16 << 20;

/** A fresh journal: `most` lanes at most, of equal length. */
export function freshJournal(url: string, bytes: number, version: string | null, most: number): Journal {
  const count = Math.max(1, Math.min(most, Math.ceil(bytes / LEAST_LANE)));
  const edge = (i: number): number => Math.round((bytes * i) / count);
  const lanes = Array.from({ length: count }, (_, i) => ({ start: edge(i), end: edge(i + 1), done: 0 }));
  return { url, bytes, version, lanes };
}

export const fetchedBytes = ({ lanes }: Journal): number => lanes.reduce((sum, { done }) => sum + done, 0);
export const isComplete = ({ lanes }: Journal): boolean => lanes.every(({ start, end, done }) => done === end - start);

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Whether something stored is a journal: of anything else or damaged, what it spoke of is fetched anew. */
export function isJournal(value: unknown): value is Journal {
  const { url, bytes, version, lanes } = (value ?? {}) as Partial<Journal>;
  if (typeof url !== 'string' || !isWhole(bytes) || !Array.isArray(lanes)) return false;
  const tiles = lanes.every((lane: Partial<Lane> | null, i) => {
    const { start, end, done } = lane ?? {};
    if (!isWhole(start) || !isWhole(end) || !isWhole(done)) return false;
    return start + done <= end && start === (lanes[i - 1]?.end ?? 0);
  });
  return tiles && lanes.at(-1)?.end === bytes && (version === null || typeof version === 'string');
}

/** In memory, for tests and where nothing is kept. `kept` can be handed on as a disk would be. */
export function memoryPart(kept: { journal: string | null; bytes: Uint8Array } = emptyPart()): PartFile {
  return {
    readJournal: async () => parsed(kept.journal),
    writeJournal: async (journal) => void (kept.journal = JSON.stringify(journal)),
    reserve: async (bytes) => {
      const old = kept.bytes;
      kept.bytes = new Uint8Array(bytes);
      kept.bytes.set(old.subarray(0, bytes));
    },
    write: async (at, bytes) => {
      if (at + bytes.length > kept.bytes.length) throw new AppError('storage/quota', 'There is no room for that.');
      kept.bytes.set(bytes, at);
    },
    read: async (start, end) => kept.bytes.slice(start, end),
    clear: async () => void Object.assign(kept, emptyPart()),
    close: async () => undefined,
  };
}

export const emptyPart = (): { journal: string | null; bytes: Uint8Array } => ({
  journal: null,
  bytes: new Uint8Array(),
});

function parsed(text: string | null): Journal | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isJournal(value) ? value : null;
  } catch {
    return null;
  }
}
