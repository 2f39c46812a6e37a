// Nights and what came of them, as pages list them, from their rows. Pure.

import type { RowOf } from '../db/tables/index.ts';
import { isGivenUp } from '../db/tables/nights.ts';
import { takenBackBy } from '../db/taken-back.ts';

/** `unended`: nothing says how it ended: it is going on, or was cut short. */
export type Entry = { id: string; at: number; summary: string; open: 'promoted' | 'other'; unended: boolean };

const ENDS: Readonly<Record<string, string>> = {
  completed: 'Nothing learned',
  no_knowledge: 'Nothing to learn',
  error: 'Failed',
};

const TAKEN_BACK = 'Learned, taken back';
const BACK: Readonly<Record<string, string>> = { watch: 'Learned, taken back by itself' };

/** Newest first. A night whose promotion was taken back says so, and whether the watch did it. */
export function entriesOf(nights: readonly RowOf<'nights'>[], moves: readonly RowOf<'moves'>[]): Entry[] {
  const takenBack = new Map<string, string>();
  for (const move of moves) {
    for (const checkpoint of takenBackBy(move)) takenBack.set(checkpoint, move.reason);
    // Going back once more, or choosing it, makes it answer again.
    if (move.action !== 'reject' && move.action !== 'propose' && move.to !== null) takenBack.delete(move.to);
  }
  return nights
    .filter(({ event }) => event === 'started')
    .map(({ id, at }) => {
      const later = nights.filter((row) => row.night === id);
      const unended = !isGivenUp(later) && !((later.at(-1)?.event ?? '') in ENDS);
      const promoted = moves.find((move) => move.night === id && move.action === 'promote');
      if (!promoted) return { id, at, summary: endWords(later), open: 'other' as const, unended };
      const back = takenBack.get(promoted.checkpoint ?? '');
      if (back === undefined) return { id, at, summary: 'Learned', open: 'promoted' as const, unended };
      return { id, at, summary: BACK[back] ?? TAKEN_BACK, open: 'other' as const, unended };
    })
    .reverse();
}

function endWords(later: readonly RowOf<'nights'>[]): string {
  if (isGivenUp(later)) return 'Failed, not tried again';
  return ENDS[later.at(-1)?.event ?? ''] ?? 'Cut short';
}
