// dream: episodes -> tasks, attempts, lessons. Practice tasks are woven around what failed, the teacher solves them, the Guardian executes the
// solutions; only what passed becomes a lesson. What the teacher gets wrong is kept as an attempt and teaches nothing. The learner tries some of it too,
// so that its answers can be compared with right ones (team/pairs.ts).

import { rowId } from '../db/rows.ts';
import type { DraftOf } from '../db/tables/index.ts';
import type { Task } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import { acceptable, claimOf } from '../sandbox/guardian.ts';
import { attemptsBy } from '../team/attempts.ts';
import { verifiedReward } from '../team/rewards.ts';
import type { Context, NightRef } from '../team/context.ts';
import { taskRow } from '../team/rows.ts';
import { openStep } from '../team/steps.ts';
import { budgeted, turnsOf } from './budget.ts';
import { chooseSeeds, type SkillSeed } from './seeds.ts';
import { weakSeeds } from './weak.ts';

/** What there is to learn: the skills that were practised, and how many verified lessons there are. */
export type DreamSummary = { skills: readonly string[]; lessons: number };

type Woven = { seed: SkillSeed; task: Task };
type Solved = { tasks: DraftOf<'tasks'>[]; attempts: DraftOf<'attempts'>[]; lessons: DraftOf<'lessons'>[] };

/** Draws of a skill's tests before it is left out: one may be unlucky. */
const GATE_DRAWS = 3;

/** Solves what has not been solved yet this night and says what there is to learn from. Part 0 is the choice of skills, then one part a batch. */
export async function dream(ctx: Context, night: NightRef): Promise<DreamSummary> {
  const { parts, save } = await openStep(ctx, night, 'dream');
  const seeds = parts[0] ? (parts[0].state as unknown as SkillSeed[]) : await seedsOf(ctx, night);
  const batches = seeds.length ? Math.ceil(ctx.settings.tasks / ctx.settings.batch) : 0;
  if (!parts[0]) await save({ state: seeds, done: batches === 0 });
  const turns = turnsOf(seeds, seeds.length ? ctx.settings.tasks : 0);
  for (let part = Math.max(1, parts.length); part <= batches; part++) {
    const left = (ctx.settings.tries ?? 0) - (part - 1) * ctx.settings.batch;
    const rows = await solve(ctx, night, weave(ctx, night, turns, part - 1), left);
    const note = `${rows.lessons.length} of ${rows.attempts.filter(({ own }) => !own).length} solutions passed`;
    ctx.report({ step: 'dream', done: part, of: batches, note });
    await save({ rows, done: part === batches });
  }
  const lessons = (await ctx.store.list('lessons', { where: ['night', night.id] })).length;
  return { skills: seeds.map(({ skill }) => skill), lessons };
}

/** What the night is about: the first of its accepted seeds, with their tasks where those are shared out. */
async function seedsOf(ctx: Context, night: NightRef): Promise<SkillSeed[]> {
  const seeds = await acceptedSeeds(ctx, night);
  return ctx.settings.budget && seeds.length ? budgeted(ctx, night, seeds, ctx.settings.budget) : seeds;
}

/** Seeds whose tests can tell right from wrong, and, where that is asked, that are weak for certain. */
async function acceptedSeeds(ctx: Context, night: NightRef): Promise<SkillSeed[]> {
  const accepted: SkillSeed[] = [];
  for (const seed of await chooseSeeds(ctx, night)) {
    const reason = await fault(ctx, night, seed.skill);
    if (reason === null) accepted.push(seed);
    else ctx.log.info('dream: the tests of a skill are too weak, it is left out', { skill: seed.skill, reason });
  }
  const { weak } = ctx.settings;
  return weak ? weakSeeds(ctx, night, accepted, weak) : accepted;
}

/** Why the tests of a skill do not pass the gold and mutant gate; null when they do. */
async function fault(ctx: Context, night: NightRef, skill: string): Promise<string | null> {
  let reason = '';
  for (let draw = 0; draw < GATE_DRAWS; draw++) {
    const seed = `${night.seed}/gate/${draw}`;
    const task = ctx.domain.generate(skill, 'train', seed);
    const gate = await acceptable(claimOf(task, task.reference), ctx.sandbox, { signal: ctx.signal, seed });
    if (gate.accepted) return null;
    reason = gate.reason;
  }
  return reason;
}

/** One batch of the night's tasks. */
function weave(ctx: Context, night: NightRef, turns: readonly SkillSeed[], batch: number): Woven[] {
  const first = batch * ctx.settings.batch;
  return turns.slice(first, first + ctx.settings.batch).map((seed, i) => ({
    seed,
    task: ctx.domain.generate(seed.skill, 'train', `${night.seed}/weave/${first + i}`),
  }));
}

/** The teacher tries every task; the expert, if there is one, what the teacher got wrong; the learner some of what one of them solved. */
async function solve(ctx: Context, night: NightRef, batch: readonly Woven[], tries: number): Promise<Solved> {
  const rows: Solved = { tasks: [], attempts: [], lessons: [] };
  const drafts = batch.map(({ seed, task }) => taskRow(ctx, night, task, 'train', seed.episodes));
  rows.tasks.push(...drafts);
  const all = await Promise.all(
    batch.map(async ({ seed, task }, i) => ({ seed, task, id: await rowId('tasks', must(drafts[i], 'row')) })),
  );
  let open = all;
  for (const model of ctx.expert ? [ctx.teacher, ctx.expert] : [ctx.teacher]) {
    const attempts = await attemptsBy(ctx, night, { model, adapter: null, checkpoint: null, own: false }, open);
    rows.attempts.push(...attempts);
    const passed = attempts.map((attempt) => verifiedReward(attempt) === 1);
    for (const [i, woven] of open.entries())
      if (passed[i]) rows.lessons.push(await lessonOf(woven, must(attempts[i], 'attempt')));
    open = open.filter((_, i) => !passed[i]);
  }
  const solved = all.filter((each) => !open.includes(each)).slice(0, Math.max(0, tries));
  rows.attempts.push(...(await attemptsBy(ctx, night, { ...ctx.learner, own: true }, solved)));
  return rows;
}

async function lessonOf(
  { task: { skill, level, prompt }, seed: { salience } }: Woven,
  attempt: DraftOf<'attempts'>,
): Promise<DraftOf<'lessons'>> {
  const { at, night, task, code } = attempt;
  return {
    ...{ at, night: night ?? null, task, attempt: await rowId('attempts', attempt), skill, level, prompt, code },
    ...(salience === undefined ? {} : { salience }),
  };
}
