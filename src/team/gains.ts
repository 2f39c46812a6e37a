// What earlier nights of this learner's base gained, and what it took: by skill, for sharing out the next night's tasks, and in all, for knowing when more
// training is not worth its time. Read from rows alone; a night without a decision says nothing.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { lastExam } from '../lib/exams.ts';
import { grouped } from '../lib/group.ts';
import { mean, sum } from '../lib/stats.ts';
import type { Context, NightRef } from './context.ts';
import { stepKind } from './steps.ts';

/** One skill in one night. `mended`: share of what it failed before that it passes after, negative when it got worse. `seconds` for one task of it. */
export type SkillGain = { skill: string; mended: number; seconds: number };

/** `gain`: of what the night was about, as its exam measured; nothing for a night that was rejected. `seconds` of all its steps. */
export type NightGain = { gain: number; seconds: number; skills: readonly SkillGain[] };

/** Older nights tell of another learner. */
const NIGHTS = 12;

/** The newest nights that were decided about, newest first. What a skill gained counts in rejected nights, too: the night was rejected, not the skill. */
export async function gainsBefore(
  { store, learner }: Pick<Context, 'store' | 'learner'>,
  night: Pick<NightRef, 'id'>,
): Promise<NightGain[]> {
  const gains: NightGain[] = [];
  for (const move of await store.list('moves', { newest: true })) {
    if (gains.length === NIGHTS) break;
    const decided = move.action === 'promote' || move.action === 'reject';
    if (!decided || move.night === null || move.night === night.id) continue;
    const runs = await store.list('runs', { where: ['night', move.night] });
    if (runs.some(({ base }) => base === learner.base)) gains.push(await gainOf(store, move.night, move.action));
  }
  return gains;
}

async function gainOf(store: Store, night: string, action: RowOf<'moves'>['action']): Promise<NightGain> {
  const where = ['night', night] as const;
  const [evals, steps] = [await store.list('evals', { where }), await store.list('steps', { where })];
  const exams = grouped(
    lastExam(evals).filter(({ skill, earlier }) => skill !== null && !earlier),
    ({ skill }) => String(skill),
  );
  const spent = await secondsBySkill(store, night, steps);
  const skills = [...exams].flatMap(([skill, rows]) => {
    const [before, after] = (['before', 'after'] as const).map((phase) => rows.find((row) => row.phase === phase));
    return before && after ? [{ skill, ...between(before, after), seconds: spent.get(skill) ?? 0 }] : [];
  });
  return {
    gain: action === 'promote' ? mean(skills.map(({ gain }) => gain)) : 0,
    seconds: sum(steps.map(({ seconds }) => seconds)),
    skills: skills.map(({ skill, mended, seconds }) => ({ skill, mended, seconds })),
  };
}

function between(before: RowOf<'evals'>, after: RowOf<'evals'>): { gain: number; mended: number } {
  const gain = (after.passes - before.passes) / before.total;
  const failed = 1 - before.passes / before.total;
  return { gain, mended: failed > 0 ? gain / failed : 0 };
}

/**
 * Seconds for one task of each skill. Solving takes about as long for every task of a batch; training as long as a lesson is, which depends on the skill, as does how
 * many of its tasks become lessons.
 */
async function secondsBySkill(
  store: Store,
  night: string,
  steps: readonly RowOf<'steps'>[],
): Promise<ReadonlyMap<string, number>> {
  const where = ['night', night] as const;
  const spent = (what: 'tasks' | 'lessons'): number =>
    sum(steps.filter(({ step }) => stepKind(step)?.takes === what).map(({ seconds }) => seconds));
  const [solving, training] = [spent('tasks'), spent('lessons')];
  const skillOf = new Map((await store.list('tasks', { where })).map(({ id, skill }) => [id, skill]));
  const solutions = (await store.list('attempts', { where })).filter(({ own }) => !own);
  const tasks = sizesBy(
    [...new Set(solutions.map(({ task }) => task))],
    (task) => skillOf.get(task) ?? '',
    () => 1,
  );
  const lessons = sizesBy(
    await store.list('lessons', { where }),
    ({ skill }) => skill,
    ({ prompt, code }) => prompt.length + code.length,
  );
  const all = { tasks: sum([...tasks.values()]), lessons: sum([...lessons.values()]) };
  return new Map(
    [...tasks].map(([skill, count]) => {
      const learned = all.lessons ? (lessons.get(skill) ?? 0) / all.lessons : 0;
      return [skill, solving / all.tasks + (training * learned) / count];
    }),
  );
}

function sizesBy<T>(rows: readonly T[], by: (row: T) => string, size: (row: T) => number): Map<string, number> {
  return new Map([...grouped(rows, by)].map(([name, own]) => [name, sum(own.map(size))]));
}
