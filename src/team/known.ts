// What the learner knows, from what was measured: a level is known when it passes at least 0.6 of the level's held-out items. The base's rates are
// shipped; those of an adapter were stored by the night that made it.

import type { RowOf } from '../db/tables/index.ts';
import { LEVELS, type Level } from '../domains/domain.ts';
import { KNOWN_RATE } from '../lib/forgetting.ts';
import type { Context, NightRef } from './context.ts';

export { KNOWN_RATE };

export function passesOf(outcomes: string): number {
  return [...outcomes].filter((sign) => sign === '1').length;
}

/** Items that pass in the first and not in the second. */
export const lostBetween = (first: string, second: string): number =>
  [...first].filter((sign, i) => sign === '1' && second[i] === '0').length;

/** 0 when there are no outcomes. */
export function rateOf(outcomes: string): number {
  return outcomes.length ? passesOf(outcomes) / outcomes.length : 0;
}

/** The file that answers now: its scores are those of the learner. */
export function learnerFile({ learner }: Pick<Context, 'learner'>): string {
  return learner.adapter?.hash ?? learner.base;
}

/**
 * Evals of the learner as it was when the night began, newest last. What this night measures does not change what it set out to do, nor does what is measured while
 * it is stopped, as a merge that was refused is: a night that goes on would go on as another. A night that has not begun knows them all.
 * No other night can run while one is stopped and still be taken up, so that clocks matter only for what no night measured.
 */
export async function learnerEvals(
  ctx: Pick<Context, 'store' | 'learner'>,
  night: Pick<NightRef, 'id'>,
): Promise<readonly RowOf<'evals'>[]> {
  const evals = await ctx.store.list('evals', { where: ['checkpoint', learnerFile(ctx)] });
  const begun = (await ctx.store.get('nights', night.id))?.at ?? Infinity;
  return evals.filter((row) => row.night !== night.id && (row.night !== null || row.at <= begun));
}

/** Levels that the learner knows; those of the base where nothing else was measured. */
export async function knownLevels(ctx: Context, night: NightRef): Promise<Level[]> {
  const evals = await learnerEvals(ctx, night);
  const outcomes = (level: Level): string =>
    evals.findLast((row) => row.level === level)?.outcomes ?? ctx.baseScores[level]?.outcomes ?? '';
  return LEVELS.filter((level) => rateOf(outcomes(level)) >= KNOWN_RATE);
}
