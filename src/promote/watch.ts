// Watch after promotion: what was promoted on held-out items must also do for the user. Its next fifty verified answers are compared with those of what
// answered before; when it is certainly worse, what answered before comes back, with the reason, and the journal says so.
//
// After every ten answers: the upper bound of its rate is under the rate before, less five points. Each of the five looks has a bound of 99 %, so that all of
// them together hold with 95 %: at 95 % each, or with a look after every answer, one in seven that are no worse would be taken back. For the same reason the
// rate before needs thirty answers at least. What is as good as before is taken back in at most one case of twenty (watch.test.ts).

import { undoPromotion } from '../db/heads.ts';
import type { Files } from '../db/files.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Clock } from '../lib/clock.ts';
import { upperRate } from '../lib/stats.ts';
import { rateOf, passesOf } from '../team/known.ts';

export const WATCH = { looks: [10, 20, 30, 40, 50], alpha: 0.01, drop: 0.05, least: 30, most: 100 } as const;

/** Outcomes of verified answers in order, '1' = right: those that were compared. */
export type Watched = { before: string; after: string; rate: number; upper: number };

/** Why a promoted learner has to go; null while there is no reason. Pure. @param before of what answered before @param after its own, since it was promoted */
export function watchVerdict(before: string, after: string): Watched | null {
  const usual = before.slice(-WATCH.most);
  if (usual.length < WATCH.least) return null;
  for (const look of WATCH.looks.filter((uses) => uses <= after.length)) {
    const seen = after.slice(0, look);
    const [rate, upper] = [rateOf(usual), upperRate(passesOf(seen), look, WATCH.alpha)];
    if (upper < rate - WATCH.drop) return { before: usual, after: seen, rate, upper };
  }
  return null;
}

type Episode = RowOf<'episodes'>;

/**
 * Outcomes of the answers that this model gave the user and that were verified, by the checkpoint that gave them, in order. An answer that the user mended or
 * voted on counts as the model gave it; one that was judged again counts as it was judged last. Pure.
 * @param rows oldest first @param until answers that were given later do not count
 */
export function usesOf(
  rows: readonly Episode[],
  model: string,
  checkpoint: string | null,
  until: number = Infinity,
): string {
  const first = new Map<string, string>();
  const late = new Set(rows.filter(({ at, replaces }) => replaces === null && at > until).map(({ id }) => id));
  const last = new Map<string, Episode>();
  for (const row of rows) {
    const root = row.replaces === null ? row.id : (first.get(row.replaces) ?? row.replaces);
    first.set(row.id, root);
    if (row.author === 'model') last.set(root, row);
  }
  return [...last]
    .filter(([root]) => !late.has(root))
    .map(([, row]) => row)
    .filter((row) => row.night === null && row.model === model && row.checkpoint === checkpoint)
    .filter(({ verdict }) => VERIFIED.includes(verdict))
    .map(({ verdict }) => (verdict === 'pass' ? '1' : '0'))
    .join('');
}

/** Where tests decided. */
const VERIFIED: readonly string[] = ['pass', 'fail', 'error', 'timeout'] satisfies Episode['verdict'][];

/** Answers of so long are looked at. */
const REACH = 4000;

export type Watcher = { store: Store; files: Files; clock: Clock; model: string };

/**
 * Looks once; to be called after an answer. Only what a night promoted is watched: what the user imported, took back or brought back stays.
 * @returns the move that took it back, or null @throws AppError storage/…
 */
export async function watchPromotion({ store, files, clock, model }: Watcher): Promise<RowOf<'moves'> | null> {
  const promotion = await lastMove(store);
  if (promotion?.reason !== 'promoted' || promotion.from === promotion.to) return null;
  const rows = (await store.list('episodes', { newest: true, limit: REACH })).toReversed();
  // What answered before may still be chosen for single questions, those that it is good at: they are no measure of what it was.
  const watched = watchVerdict(usesOf(rows, model, promotion.from, promotion.at), usesOf(rows, model, promotion.to));
  if (watched === null) return null;
  return undoPromotion(store, files, promotion, { night: promotion.night, at: clock.now(), detail: watched });
}

/** The newest move that changed what is active. */
async function lastMove(store: Store): Promise<RowOf<'moves'> | undefined> {
  const newest = async (action: RowOf<'moves'>['action']): Promise<readonly RowOf<'moves'>[]> =>
    store.list('moves', { where: ['action', action], newest: true, limit: 1 });
  return [...(await newest('promote')), ...(await newest('rollback'))].sort((a, b) => b.seq - a.seq)[0];
}
