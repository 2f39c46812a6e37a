// Watch after promotion: what was promoted on held-out items must also do for the user. The next fifty verified answers are compared with those before it; when
// they are certainly worse, what answered before comes back, with the reason, and the journal says so. Nights follow each other faster than a user asks, so
// answers of what was learned on top of it count for it, too, and what was learned before it is what it is compared with.
//
// After every ten answers: the upper bound of the rate is under the rate before, less five points. One promotion is watched at a time, from its own first
// answer on; after its fifty the youngest that there is by then, with its own. So each is in danger at ten looks at most: five while it stands on one that is
// watched, five of its own. Each has a bound of 99.6 %, and the rate before needs thirty answers at least: what is as good as before is taken back in at most
// one case of twenty, both together (watch.test.ts).

import { answeredAfter } from '../db/active.ts';
import { undoPromotion } from '../db/heads.ts';
import type { Files } from '../db/files.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Clock } from '../lib/clock.ts';
import { upperRate } from '../lib/stats.ts';
import { rateOf, passesOf } from '../team/known.ts';
import { lineageOf } from '../team/lineage.ts';

export const WATCH = { looks: [10, 20, 30, 40, 50], alpha: 0.004, drop: 0.05, least: 30, most: 100 } as const;
const [FIRST, FULL] = [Math.min(...WATCH.looks), Math.max(...WATCH.looks)];

/** Outcomes of verified answers in order, '1' = right: those that were compared. */
export type Watched = { before: string; after: string; rate: number; upper: number };

/** Why a promoted learner has to go; null while there is no reason. Pure. @param before of what answered before @param after since it was promoted */
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
type Move = RowOf<'moves'>;
/** A verified answer of what was active when it was given. */
export type Use = { at: number; checkpoint: string | null; right: boolean };

/**
 * The answers that this model gave the user and that were verified, in order. An answer that the user mended or voted on counts as the model gave it; one that was
 * judged again counts as it was judged last. What the library chose for a single question, one that it is good at, is no measure of anything. Pure.
 * @param rows oldest first @param moves those that changed what is active, oldest first, each with what this model answered with then (answeredAfter)
 */
export function usesOf(rows: readonly Episode[], model: string, moves: readonly Pick<Move, 'at' | 'to'>[]): Use[] {
  const first = new Map<string, Episode>();
  const last = new Map<Episode, Episode>();
  for (const row of rows) {
    const root = (row.replaces === null ? undefined : first.get(row.replaces)) ?? row;
    first.set(row.id, root);
    if (row.author === 'model') last.set(root, row);
  }
  const active = (at: number): string | null => moves.findLast((move) => move.at <= at)?.to ?? null;
  return [...last]
    .filter(([, row]) => row.night === null && row.model === model && VERIFIED.includes(row.verdict))
    .map(([{ at }, { checkpoint, verdict }]) => ({ at, checkpoint, right: verdict === 'pass' }))
    .filter(({ at, checkpoint }) => checkpoint === active(at));
}

/** Where tests decided. */
const VERIFIED: readonly string[] = ['pass', 'fail', 'error', 'timeout'] satisfies Episode['verdict'][];

/**
 * What nights promoted, one upon the other, oldest first: back to where the user imported, took back or brought back something, or the watch did, for that stays. Pure.
 * @param moves those that changed what is active, of all learners: what the user decided about another's would be undone, too
 */
export function chainOf<M extends Pick<Move, 'reason' | 'from' | 'to'>>(moves: readonly M[]): M[] {
  const changes = moves.filter(({ reason, from, to }) => reason !== 'promoted' || from !== to);
  return changes.slice(changes.findLastIndex(({ reason }) => reason !== 'promoted') + 1);
}

type Promotion = Pick<Move, 'at'>;
const since = (uses: readonly Use[], { at }: Promotion): Use[] => uses.filter((use) => use.at >= at);
const outcomesOf = (uses: readonly Use[]): string => uses.map(({ right }) => (right ? '1' : '0')).join('');

/** Place in the chain of the promotion that is watched; null when all that there are were watched to their end. Pure. */
export function watchedIn(chain: readonly Promotion[], uses: readonly Use[]): number | null {
  let place = 0;
  for (let own = chain[0]; own; own = chain[place]) {
    const next = since(uses, own)[FULL];
    if (next === undefined) return place;
    place = Math.max(
      place + 1,
      chain.findLastIndex(({ at }) => at <= next.at),
    );
  }
  return null;
}

/**
 * The promotion that has to go, with all that was learned on top of it; null while there is no reason. The one that is watched, or the youngest on top of it of
 * which the same can be said by its own answers: what is older need not go for its faults. One with too little before it is not watched. Pure.
 * @param before outcomes of what a promotion is compared with
 */
export function judged<P extends Promotion>(
  chain: readonly P[],
  uses: readonly Use[],
  before: (promotion: P) => string,
): { promotion: P; above: P[]; watched: Watched } | null {
  const known = chain.filter((promotion) => before(promotion).length >= WATCH.least);
  const place = watchedIn(known, uses);
  if (place === null) return null;
  const verdicts = known.slice(place).map((promotion) => {
    const watched = watchVerdict(before(promotion), outcomesOf(since(uses, promotion)));
    return watched && { promotion, above: chain.slice(chain.indexOf(promotion) + 1), watched };
  });
  return verdicts[0] ? (verdicts.findLast((each) => each !== null) ?? null) : null;
}

/** Answers of so long are looked at. */
const REACH = 4000;

export type Watcher = { store: Store; files: Files; clock: Clock; model: string };

/**
 * Looks once; to be called after an answer. Only what a night or a merge promoted is watched: what the user imported, took back or brought back stays.
 * @returns the move that took it back, or null @throws AppError storage/…
 */
export async function watchPromotion({ store, files, clock, model }: Watcher): Promise<Move | null> {
  const moves = await movesOf(store);
  const [all, newest] = [chainOf(moves), moves.at(-1)];
  if (!all.length || !newest) return null;
  const rows = (await store.list('episodes', { newest: true, limit: REACH })).toReversed();
  const checkpoints: Checkpoints = new Map((await store.list('checkpoints')).map((row) => [row.id, row]));
  const isOwn = ownOf(rows, model, checkpoints);
  // Behind what another learner learned nothing can be taken back without that.
  if (!isOwn(newest.to)) return null;
  const chain = all.filter(({ to }) => isOwn(to));
  const uses = usesOf(rows, model, answeredAfter(moves, isOwn));
  if (!chain[0] || since(uses, chain[0]).length < FIRST) return null;
  const found = judged(chain, uses, comparer(checkpoints, uses, isOwn));
  if (found === null) return null;
  const { promotion, above, watched } = found;
  const gone = [promotion, ...above].map(({ to }) => to).slice(0, -1);
  const decision = { night: promotion.night, at: clock.now(), detail: { ...watched, below: gone.toReversed() } };
  return undoPromotion(store, files, { from: beneath(all, promotion, isOwn) }, newest.id, decision);
}

type Checkpoints = ReadonlyMap<string, RowOf<'checkpoints'>>;
type IsOwn = (checkpoint: string | null) => boolean;

/** Checkpoints of the base of this model: what it answered with last, if it has answered with any. */
function ownOf(rows: readonly Episode[], model: string, checkpoints: Checkpoints): IsOwn {
  const last = rows.findLast((row) => row.model === model && row.checkpoint !== null)?.checkpoint ?? '';
  const base = checkpoints.get(last)?.base;
  return (id) => base !== undefined && checkpoints.get(id ?? '')?.base === base;
}

/** What was active before a promotion, or what another learner learned since: that is no fault of this one. */
function beneath(chain: readonly Move[], promotion: Move, isOwn: IsOwn): string | null {
  const later = chain.slice(chain.indexOf(promotion) + 1);
  return (later.findLast(({ to }) => !isOwn(to)) ?? { to: promotion.from }).to;
}

/** What answered before a promotion is compared with it as far back as it was made of what was active then; where that was another learner's, of what it was trained on from. */
function comparer(checkpoints: Checkpoints, uses: readonly Use[], isOwn: IsOwn): (promotion: Move) => string {
  return ({ at, from, to }) => {
    const below = from === null || isOwn(from) ? from : (checkpoints.get(to ?? '')?.parent ?? null);
    const line = new Set<string | null>([null, ...(below === null ? [] : lineageOf(checkpoints, below))]);
    return outcomesOf(uses.filter((use) => use.at <= at && line.has(use.checkpoint)));
  };
}

/** Those that changed what is active, oldest first. */
async function movesOf(store: Store): Promise<Move[]> {
  const of = (action: Move['action']): Promise<readonly Move[]> => store.list('moves', { where: ['action', action] });
  return [...(await of('promote')), ...(await of('rollback'))].sort((a, b) => a.seq - b.seq);
}
