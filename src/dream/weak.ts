// Which candidates are weak for certain. Where exams and probes of earlier nights do not suffice, the learner tries some tasks of the training split itself, before
// the night's tasks are shared out: a few seconds now instead of a night for what it can do. One part of the step `probe` a skill.

import { rowId } from '../db/rows.ts';
import { must } from '../lib/assert.ts';
import { attemptsBy } from '../team/attempts.ts';
import type { Context, NightRef, NightSettings } from '../team/context.ts';
import { added, type Evidence, evidenceOf, isWeak, NO_EVIDENCE, type Probe, probesIn } from '../team/evidence.ts';
import { learnerFile } from '../team/known.ts';
import { taskRow } from '../team/rows.ts';
import { openStep, type OpenStep } from '../team/steps.ts';
import type { SkillSeed } from './seeds.ts';

type Weighing = NonNullable<NightSettings['weak']>;

/** The first `settings.skills` of the candidates that are weak for certain, each with what is known of it. */
export async function weakSeeds(
  ctx: Context,
  night: NightRef,
  candidates: readonly SkillSeed[],
  { probes, alpha }: Weighing,
): Promise<SkillSeed[]> {
  const { done, save } = await openStep(ctx, night, 'probe');
  const evidence = await evidenceOf(ctx, night);
  const tried = new Map((await probesIn(ctx.store, night.id)).map((probe) => [probe.skill, probe]));
  const weak: SkillSeed[] = [];
  for (const seed of candidates) {
    if (weak.length === ctx.settings.skills) break;
    const earlier = evidence.get(seed.skill) ?? NO_EVIDENCE;
    const missing = probes - earlier.total;
    const probe = tried.get(seed.skill) ?? (missing > 0 ? await probed(ctx, night, seed, missing, save) : NO_EVIDENCE);
    const known = added(earlier, probe);
    if (isWeak(known, alpha)) weak.push({ ...seed, known });
    else ctx.log.info('dream: a skill is not weak for certain, it is left out', { skill: seed.skill, ...known });
  }
  if (!done) await save({ done: true });
  return weak;
}

/** Tries of the learner as it is, stored as its own. */
async function probed(
  ctx: Context,
  night: NightRef,
  { skill, episodes }: SkillSeed,
  count: number,
  save: OpenStep['save'],
): Promise<Evidence> {
  const tasks = Array.from({ length: count }, (_, i) =>
    ctx.domain.generate(skill, 'train', `${night.seed}/probe/${i}`),
  );
  const rows = tasks.map((task) => taskRow(ctx, night, task, 'train', episodes));
  const ids = await Promise.all(rows.map((row) => rowId('tasks', row)));
  const open = tasks.map((task, i) => ({ task, id: must(ids[i], 'row') }));
  const attempts = await attemptsBy(ctx, night, { ...ctx.learner, own: true }, open);
  const passes = attempts.filter(({ verdict }) => verdict === 'pass').length;
  const state: Probe = { skill, file: learnerFile(ctx), passes, total: count };
  ctx.report({ step: 'probe', done: 1, of: 1, note: `${skill}: ${passes} of ${count} passed` });
  await save({ rows: { tasks: rows, attempts }, state, done: false });
  return { passes, total: count };
}
