// How much an episode matters, from 0 to 1, in the five parts of SNARC. They are read off its row alone, so that nothing is asked of a model; where a memory was
// made of the row, the memory's own salience holds, for it was measured with more at hand.

import type { RowOf } from '../db/tables/index.ts';
import type { Snarc } from '../db/tables/memories.ts';

type Episode = RowOf<'episodes'>;

/** Surprise needs the likelihood of what was said, which is not measured: neither much nor little. */
const UNKNOWN = 0.5;

/** @param earlier rows of the same skill before this one */
export function snarcOf(row: Episode, earlier: number): Snarc {
  const { disliked, liked, verdict, passed, total } = row;
  const right = verdict === 'pass';
  return {
    surprise: UNKNOWN,
    novelty: 1 / (1 + earlier),
    arousal: 1 - 0.5 ** effortOf(row),
    // What there is to gain.
    reward: disliked || total === 0 ? 1 : 1 - passed / total,
    conflict: (disliked && right) || (liked && !right) ? 1 : 0,
  };
}

/** What the user took the trouble to say: a thumb counts once, an answer written by hand and every value twice. */
function effortOf({ liked, disliked, author, corrections }: Episode): number {
  return (liked || disliked ? 1 : 0) + 2 * (author === 'user' ? 1 : 0) + 2 * corrections.length;
}

/** All parts count alike, as in SNARC before it has learned anything. */
function totalOf(parts: Snarc): number {
  const values = Object.values(parts);
  return values.reduce((sum, part) => sum + part, 0) / values.length;
}

/**
 * Of what was woven from these rows: that at least one of them matters, 1 − Π (1 − s). So what was asked three times weighs more than what was asked once.
 * @param all every row of the skill, in order @param remembered salience by the id of the row that a memory was made from
 */
export function salienceOf(
  rows: readonly Episode[],
  all: readonly Episode[],
  remembered: ReadonlyMap<string, number>,
): number {
  const none = rows.reduce((product, row) => {
    const salience = remembered.get(row.id) ?? totalOf(snarcOf(row, all.indexOf(row)));
    return product * (1 - Math.min(1, Math.max(0, salience)));
  }, 1);
  return 1 - none;
}

/** The newest memory of each row. */
export function rememberedOf(memories: readonly RowOf<'memories'>[]): Map<string, number> {
  return new Map(memories.flatMap(({ sources, salience }) => sources.map((source) => [source, salience] as const)));
}
