// What was measured, level by level and night by night, from eval rows. Pure.

import type { RowOf } from '../../../db/tables/index.ts';
import { lastExam } from '../../../lib/exams.ts';
import { KNOWN_RATE } from '../../../lib/forgetting.ts';

type Eval = RowOf<'evals'>;
export type LevelRate = { level: number; base: number | null; now: number | null };
/** One night's retention: passes after over passes before, of levels that were known; `level1`: null where level 1 was not. */
export type Kept = { night: string; at: number; kept: number; level1: number | null };

const rate = (row: Eval | undefined): number | null => (row ? row.passes / row.total : null);

/**
 * Pass rates of each level: of the learner as it was shipped, and of what answers now.
 * @param learner hashes of its base weights, and of the adapter that answers; null when the base does
 */
export function ratesOf(
  evals: readonly Eval[],
  { base: shipped, adapter }: { base: string; adapter: string | null },
  levels: readonly number[],
): LevelRate[] {
  const of = (checkpoint: string, level: number): number | null =>
    rate(evals.findLast((row) => row.checkpoint === checkpoint && row.level === level));
  return levels.map((level) => {
    const base = of(shipped, level);
    return { level, base, now: adapter === null ? base : of(adapter, level) };
  });
}

/** Oldest first; nights that measured nothing are left out. */
export function keptOf(evals: readonly Eval[], nights: readonly RowOf<'nights'>[]): Kept[] {
  return nights
    .filter(({ event }) => event === 'started')
    .flatMap(({ id, at }) => {
      const own = lastExam(evals.filter(({ night, level }) => night === id && level !== null));
      const pairs = own
        .filter(({ phase }) => phase === 'after')
        .flatMap((after) => {
          const before = own.find((row) => row.phase === 'before' && row.items === after.items);
          return before && before.passes / before.total >= KNOWN_RATE
            ? [{ level: after.level, kept: after.passes / before.passes }]
            : [];
        });
      if (pairs.length === 0) return [];
      const kept = pairs.reduce((sum, pair) => sum + pair.kept, 0) / pairs.length;
      return [{ night: id, at, kept, level1: pairs.find(({ level }) => level === 1)?.kept ?? null }];
    });
}
