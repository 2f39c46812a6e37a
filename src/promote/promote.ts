// promote: evals, manners, proof of lessons -> heads. The gate decides; promotion or rejection is one strict transaction that also writes the reason and what was measured.

import { promote as moveActive, propose, readHeads, reject } from '../db/heads.ts';
import type { ContentOf, RowOf } from '../db/tables/index.ts';
import { takenBackBy } from '../db/taken-back.ts';
import { must } from '../lib/assert.ts';
import { type Exam, firstKnown } from '../lib/forgetting.ts';
import type { Json } from '../lib/json.ts';
import { rng } from '../lib/rng.ts';
import type { Context, NightRef } from '../team/context.ts';
import { lineageOf } from '../team/lineage.ts';
import { activeAt } from '../team/night.ts';
import { openStep } from '../team/steps.ts';
import type { TrainedState } from '../team/training.ts';
import { GATE, type GateReason, type GateVerdict, judge, type Paired, type Proof } from './gate.ts';
import { MANNERS, type Manners, mannersOf } from './manners.ts';

type Evals = readonly RowOf<'evals'>[];
type Told = Readonly<Record<'before' | 'after', RowOf<'manners'>>>;

/** What was measured of a candidate: its scores, how it behaves, and what it was trained on. */
export type Examined = { evals: Evals; manners: Told; proof: Proof };

/** What the gate says of a candidate. Nothing is stored. */
async function verdictOn(ctx: Context, night: NightRef, { evals, manners, proof }: Examined): Promise<GateVerdict> {
  const told = mannersOf(manners.before, manners.after, await benign(ctx));
  const pairs = withFirsts(pairsOf(evals), await lineEvals(ctx));
  return judge(pairs, told, proof, rng(`${night.seed}/gate`), ctx.settings.gate);
}

/** Rules that a candidate less far from where the night set out may keep. That it did not learn, or lessons that are wrong, are no matter of how far it went. */
const MENDABLE: readonly GateReason[] = [
  ...(['retention', 'weak_level', 'earlier', 'nll', 'flips', 'kl', 'form', 'alignment'] as const),
];

/** Of a candidate that gained, what the gate has against it, where that is only what it would cost; null otherwise. */
export async function costOf(
  ctx: Context,
  night: NightRef,
  examined: Examined,
): Promise<{ further: Further; over: Over | null } | null> {
  const verdict = await verdictOn(ctx, night, examined);
  const { promoted, against, gain, nllChange } = verdict;
  const isCost = against.every((rule) => MENDABLE.includes(rule));
  return promoted || !isCost ? null : { further: { against: [...against], gain, nllChange }, over: overOf(verdict) };
}

type Over = Partial<Record<'nll' | 'kl', number>>;

/** Measured by bound, of rules that say by how much; null where another spoke, too, or where it is all nights together that went too far. */
function overOf({ against, nllChange, manners }: Pick<GateVerdict, 'against' | 'nllChange' | 'manners'>): Over | null {
  const { kl, klNight, klLimit } = manners;
  const times: Partial<Record<GateReason, number>> = {
    ...(nllChange === null ? {} : { nll: nllChange / GATE.nll }),
    ...(klNight === null || kl === null || kl > MANNERS.kl ? {} : { kl: klNight / klLimit }),
  };
  const over = Object.fromEntries(against.map((rule) => [rule, times[rule]]));
  return Object.values(over).every((each) => each !== undefined && each > 1) ? (over as Over) : null;
}

/** Of a candidate that another stands in for, which went less far: what it gained, and what the gate had against it. */
export type Further = { against: GateReason[]; gain: number; nllChange: number | null };

/** Decides about this night's candidate, once. @param further of the candidate that it stands in for */
export async function promoteOrReject(
  ctx: Context,
  night: NightRef,
  candidate: TrainedState,
  examined: Examined,
  further?: Further,
): Promise<GateVerdict> {
  const { done, save } = await openStep(ctx, night, 'promote');
  if (done) return done.state as unknown as GateVerdict;
  const { evals } = examined;
  const verdict = { ...(await verdictOn(ctx, night, examined)), ...(further ? { further } : {}) };
  const moves = await ctx.store.list('moves', { where: ['night', night.id] });
  const decided = moves.some(({ action }) => action === 'promote' || action === 'reject');
  const began = await ctx.store.get('nights', night.id);
  // What a night learned and measured is on top of what answered when it began.
  const upon = began === null ? undefined : activeAt(began);
  if (!decided) await carryOut(ctx, night.id, candidate.checkpoint, evals, verdict, upon);
  await save({ state: verdict as unknown as Json, done: true });
  return verdict;
}

/**
 * Proposes a checkpoint, and promotes or rejects it, with what was measured.
 * @param night null where no night trained it @param verdict is kept as it is @param upon what must still be active if it is to be promoted (null: the base)
 * @throws AppError storage/head-moved, storage/…
 */
export async function carryOut(
  { store, files, fence, clock }: Context,
  night: string | null,
  checkpoint: string,
  evals: readonly Pick<RowOf<'evals'>, 'id'>[],
  verdict: Readonly<{ reason: GateReason }>,
  upon: string | null | undefined,
): Promise<void> {
  const at = clock.now();
  const decision = { night, at, evals: evals.map(({ id }) => id), detail: verdict as unknown as Json };
  if ((await readHeads(store)).candidate !== checkpoint) await propose(store, checkpoint, { night, at }, fence);
  if (verdict.reason === 'promoted') await moveActive(store, files, checkpoint, decision, fence, upon);
  else await reject(store, verdict.reason, decision, fence);
}

/** What the nights moved whose candidates, of this base, were promoted by the gate and not taken back, oldest first. What a merge moves is more than one night's. */
export async function benign({ store, learner }: Context): Promise<number[]> {
  const moves = await store.list('moves');
  const takenBack = new Set(moves.flatMap(takenBackBy));
  const found: number[] = [];
  for (const { action, reason, night, checkpoint, detail } of moves) {
    if (action !== 'promote' || reason !== 'promoted' || night === null) continue;
    if (checkpoint === null || takenBack.has(checkpoint)) continue;
    const { klNight } = (detail as { manners?: Partial<Manners> } | null)?.manners ?? {};
    if (typeof klNight !== 'number') continue;
    if ((await store.get('checkpoints', checkpoint))?.base === learner.base) found.push(klNight);
  }
  return found;
}

/** Scores of the base and of every adapter that the learner goes back to, itself included, in the order in which they came to be. */
export async function lineEvals({ store, learner, baseScores }: Context): Promise<Exam[]> {
  const base = Object.values(baseScores);
  const rows = new Map((await store.list('checkpoints')).map((row) => [row.id, row]));
  const line = learner.checkpoint === null ? new Set<string>() : lineageOf(rows, learner.checkpoint);
  const files = [...rows.values()].filter(({ id }) => line.has(id)).map(({ file }) => file);
  const found: Exam[] = [...base];
  for (const file of [learner.base, ...files])
    found.push(...(await store.list('evals', { where: ['checkpoint', file] })));
  return found;
}

/** Levels with their first score, on the same items, at which they were known. @param line scores in the order in which the adapters came to be */
export function withFirsts(pairs: readonly (Paired & { items: string })[], line: readonly Exam[]): Paired[] {
  return pairs.map(({ items, ...pair }) => ({
    ...pair,
    ...(pair.level === null ? { first: null } : firstKnown(line, items)),
  }));
}

/** Every set of items before and after. */
export function pairsOf(evals: readonly ContentOf<'evals'>[]): (Paired & { items: string })[] {
  const before = (items: string): ContentOf<'evals'> => {
    const found = evals.find((row) => row.phase === 'before' && row.items === items);
    return must(found, 'the before-score of the same items');
  };
  return evals
    .filter(({ phase }) => phase === 'after')
    .map(({ level, skill, earlier, items, outcomes, nll, repeated }) => {
      const was = before(items);
      const scores = { before: was.outcomes, after: outcomes, nllBefore: was.nll, nllAfter: nll };
      return { level, skill, earlier, items, ...scores, repeated };
    });
}
