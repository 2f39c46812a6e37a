// What is known of the learner as it is on single skills: passes and tries, from exams and probes of earlier nights. What it failed by day is no evidence:
// that is why a skill is looked at, and whoever counts what made them look finds everything weak.
//
// A skill is weak when its pass rate is under that of what is known for certain: by the exact bound of Clopper and Pearson, because it errs in no more than
// alpha of all cases whatever the rate and the number of tries. Wilson's and Jeffreys' bounds need fewer tries and keep to alpha on the average only: of a skill that
// passes exactly 0.6, both call it weak in 16 of 100 cases after two tries, 6 of 100 after twelve and 5.3 of 100 after 24, where 5 were asked.

import { KNOWN_RATE, learnerEvals, learnerFile } from './known.ts';
import { upperRate } from '../lib/stats.ts';
import type { Context, NightRef } from './context.ts';
import { activeAt } from './night.ts';

export type Evidence = { passes: number; total: number };

/** State of a part of the step `probe`: what the learner, by its file, made of tasks of a skill. */
export type Probe = Evidence & { skill: string; file: string };

export const NO_EVIDENCE: Evidence = { passes: 0, total: 0 };

type Asker = Pick<Context, 'store' | 'learner'>;

/** By skill, from all nights but this one. */
export async function evidenceOf(ctx: Asker, night: Pick<NightRef, 'id'>): Promise<ReadonlyMap<string, Evidence>> {
  const found = new Map<string, Evidence>();
  for (const { skill, ...each } of [...(await examsOf(ctx, night)), ...(await probesOf(ctx, night))])
    found.set(skill, added(found.get(skill) ?? NO_EVIDENCE, each));
  return found;
}

export const added = (a: Evidence, b: Evidence): Evidence => ({
  passes: a.passes + b.passes,
  total: a.total + b.total,
});

/** Whether the pass rate is under that of a known skill: wrong in at most `alpha` of the cases. Never without evidence. */
export function isWeak({ passes, total }: Evidence, alpha: number): boolean {
  return total > 0 && upperRate(passes, total, alpha) < KNOWN_RATE;
}

/** The same items count once. */
async function examsOf(ctx: Asker, night: Pick<NightRef, 'id'>): Promise<(Evidence & { skill: string })[]> {
  const byItems = new Map<string, Evidence & { skill: string }>();
  for (const { skill, items, passes, total } of await learnerEvals(ctx, night))
    if (skill !== null) byItems.set(items, { skill, passes, total });
  return [...byItems.values()];
}

/** Of nights that set out from the learner as it is. */
async function probesOf({ store, learner }: Asker, night: Pick<NightRef, 'id'>): Promise<Probe[]> {
  const started = (await store.list('nights')).filter(
    (row) => row.event === 'started' && row.id !== night.id && activeAt(row) === learner.checkpoint,
  );
  const probes: Probe[] = [];
  for (const { id } of started) probes.push(...(await probesIn(store, id)));
  return probes.filter(({ file }) => file === learnerFile({ learner }));
}

/** What one night probed. */
export async function probesIn(store: Context['store'], night: string): Promise<Probe[]> {
  const steps = await store.list('steps', { where: ['night', night] });
  return steps.flatMap(({ step, state }) => (step === 'probe' && state !== null ? [state as Probe] : []));
}
