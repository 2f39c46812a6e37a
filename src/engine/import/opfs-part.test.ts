// The part of a download on disk: what a kill at any write leaves, is gone on from.

import { describe, expect, it } from 'vitest';
import type { SyncFile } from './opfs-folder.ts';
import { journalIn, partOver } from './opfs-part.ts';
import { freshJournal } from './part.ts';

class Killed extends Error {}

/** A file in memory, of which at most `budget.left` bytes are written before the process is killed, in the middle of a write if need be. */
function fakeFile(kept: { bytes: Uint8Array }, budget: { left: number }): SyncFile {
  return {
    read: (into, { at }) => {
      const part = kept.bytes.subarray(at, at + into.length);
      into.set(part);
      return part.length;
    },
    write: (bytes, { at }) => {
      const count = Math.min(bytes.length, budget.left);
      const grown = new Uint8Array(Math.max(kept.bytes.length, at + count));
      grown.set(kept.bytes);
      grown.set(bytes.subarray(0, count), at);
      kept.bytes = grown;
      budget.left -= count;
      if (count < bytes.length) throw new Killed();
      return count;
    },
    truncate: (size) => {
      const next = new Uint8Array(size);
      next.set(kept.bytes.subarray(0, size));
      kept.bytes = next;
    },
    getSize: () => kept.bytes.length,
    flush: () => undefined,
    close: () => undefined,
  };
}

const disk = () => ({ data: { bytes: new Uint8Array() }, places: { bytes: new Uint8Array() } });
const open = ({ data, places }: ReturnType<typeof disk>, left = Infinity) => {
  const budget = { left };
  return partOver(fakeFile(data, budget), fakeFile(places, budget));
};

const SIZE = 5000;
const STEP = 100;
const byteAt = (i: number): number => (i * 7) % 251;

/** Writes the file step by step, from where the journal says. */
async function fill(part: ReturnType<typeof open>): Promise<void> {
  let journal = await part.readJournal();
  if (!journal) {
    await part.clear();
    journal = freshJournal('https://models.example/a', SIZE, null, 1);
    await part.reserve(SIZE);
    await part.writeJournal(journal);
  }
  const [lane] = journal.lanes;
  while (lane && lane.done < SIZE) {
    await part.write(
      lane.done,
      Uint8Array.from({ length: STEP }, (_, i) => byteAt(lane.done + i)),
    );
    lane.done += STEP;
    await part.writeJournal(journal);
  }
}

describe('an unfinished file on disk', () => {
  it('is whole in the end, wherever it was killed, and loses at most one piece', async () => {
    for (let left = 1; left < 9 * 8192; left += 997) {
      const it = disk();
      const killed = await fill(open(it, left)).then(
        () => null,
        (error: unknown) => error,
      );
      expect(killed === null || killed instanceof Killed).toBe(true);
      const journal = await open(it).readJournal();
      const done = journal?.lanes[0]?.done ?? 0;
      for (let i = 0; i < done; i++)
        if (it.data.bytes[i] !== byteAt(i)) expect.fail(`byte ${i} of ${done} after ${left}`);
      if (left > 2 * 8192) expect(done).toBeGreaterThanOrEqual((Math.floor(left / (8192 + STEP)) - 2) * STEP);
      await fill(open(it));
      expect(it.data.bytes).toEqual(Uint8Array.from({ length: SIZE }, (_, i) => byteAt(i)));
    }
  });

  it('has the older or the newer journal, wherever the writing of one was cut, and never half of each', async () => {
    const it = disk();
    const [part, journal] = [open(it), freshJournal('https://models.example/a', SIZE, null, 1)];
    await part.reserve(SIZE);
    const [lane] = journal.lanes;
    // Each place twice: the fourth is written over the second, which says as many digits.
    for (const done of [1000, 2000, 3000]) {
      if (lane) lane.done = done;
      await part.writeJournal(journal);
    }
    const before = it.places.bytes.slice();
    if (lane) lane.done = 4999;
    await part.writeJournal(journal);
    const after = it.places.bytes;
    const seen = new Set<number>();
    for (let cut = 0; cut <= 8192; cut++) {
      const torn = before.slice();
      torn.set(after.subarray(8192, 8192 + cut), 8192);
      seen.add(journalIn(torn)?.lanes[0]?.done ?? -1);
    }
    expect([...seen]).toEqual([3000, 4999]);
  });

  it('is begun anew when its bytes are gone', async () => {
    const it = disk();
    await fill(open(it));
    it.data.bytes = new Uint8Array(10);
    expect(await open(it).readJournal()).toBeNull();
  });

  it('is begun anew when nothing of its journal can be read', async () => {
    const it = disk();
    await fill(open(it));
    it.places.bytes.fill(0);
    expect(await open(it).readJournal()).toBeNull();
  });

  it('says when the disk is full', async () => {
    const full = { ...fakeFile({ bytes: new Uint8Array() }, { left: Infinity }), write: () => 0 };
    const part = partOver(full, fakeFile({ bytes: new Uint8Array() }, { left: Infinity }));
    await expect(part.write(0, new Uint8Array(5))).rejects.toMatchObject({ code: 'storage/quota' });
  });
});
