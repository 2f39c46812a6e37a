// Answers as the chat lists them: what the user says of one changes what stands there, not where it stands. Pure.

import type { RowOf } from '../../../db/tables/index.ts';

type Episode = RowOf<'episodes'>;
/** `first`: id of the row that it began with; `now`: the row that holds. */
export type Answer = { first: string; now: Episode };

/** In the order in which they were given, newest first. @param rows newest first */
export function answersIn(rows: readonly Episode[]): Answer[] {
  const begun = new Map<string, string>();
  const answers = new Map<string, Episode>();
  for (const row of rows.toReversed()) {
    const first = (row.replaces === null ? undefined : begun.get(row.replaces)) ?? row.id;
    begun.set(row.id, first);
    answers.set(first, row);
  }
  return [...answers].map(([first, now]) => ({ first, now })).toReversed();
}
