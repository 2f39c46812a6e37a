// Packs examples of very different lengths into rows of a few lengths: attention costs as much as its row is long, so an example comes into the shortest rows
// that hold it, and short ones fill what long ones leave (best fit, longest first; arXiv 2107.02027 packs so, at one length). packing.ts is for one length.

import { assert, must } from '../lib/assert.ts';
import { type Example, layOut, lengthOfAll, type Packed, together } from './packing.ts';

/** So many examples in the given order are laid out together: more fill rows better, fewer keep more of the order. */
const WINDOW = 512;

type Row = { time: number; used: number; members: number[] };

/**
 * Batches of `positions` each: [positions / time, time] for a time of `times`, which rise and divide `positions`. Examples longer than the last are left out
 * and returned in `tooLong`, a group that is longer as a whole. The last batch of every length may have empty rows.
 */
export function packByLength(
  examples: readonly Example[],
  times: readonly number[],
  positions: number,
): { batches: Packed[]; tooLong: number[] } {
  assert(
    times.every((time, i) => positions % time === 0 && time > (times[i - 1] ?? 0)),
    'lengths of rows rise and divide the positions of a batch',
  );
  const longest = must(times.at(-1), 'a length');
  const parts = together(examples).map((members) => ({ members, length: lengthOfAll(examples, members) }));
  const fitting = parts.filter(({ length }) => length <= longest);
  const rows = Array.from({ length: Math.ceil(fitting.length / WINDOW) }, (_, i) =>
    rowsOf(fitting.slice(i * WINDOW, (i + 1) * WINDOW), times),
  ).flat();
  const batches = times.map((time) => {
    const own = rows.filter((row) => row.time === time).map(({ members }) => members);
    return layOut(examples, own, positions / time, time);
  });
  return {
    batches: interleaved(batches),
    tooLong: parts.filter(({ length }) => length > longest).flatMap(({ members }) => members),
  };
}

function rowsOf(parts: readonly { members: readonly number[]; length: number }[], times: readonly number[]): Row[] {
  const rows: Row[] = [];
  for (const { members, length } of [...parts].sort((a, b) => b.length - a.length)) {
    const room = (row: Row): number => row.time - row.used - length;
    const fitting = rows.filter((row) => room(row) >= 0);
    let row = fitting.reduce<Row | undefined>(
      (best, each) => (best && room(best) <= room(each) ? best : each),
      undefined,
    );
    if (!row) {
      const time = must(
        times.find((each) => each >= length),
        'a length that holds it',
      );
      rows.push((row = { time, used: 0, members: [] }));
    }
    row.used += length;
    row.members.push(...members);
  }
  return rows;
}

/** Lists merged so that each is spread evenly over the whole: no stretch of steps is of one length. */
function interleaved<T>(lists: readonly (readonly T[])[]): T[] {
  const placed = lists.flatMap((list) => list.map((item, i) => ({ item, at: (i + 0.5) / list.length })));
  return placed.sort((a, b) => a.at - b.at).map(({ item }) => item);
}
