// chat, where no test can tell which of two answers is better: what the teacher prefers, if its taste can be trusted. It is tried first on what tests can tell:
// tasks that the learner tried before the night are tried by it again, and where one of the two answers passed and the other did not, the teacher
// must have preferred the right one often enough, whether that was the answer before or the one after (team/rewards.ts).

import type { DraftOf } from '../db/tables/index.ts';
import { codeOf } from '../lib/errors.ts';
import { must } from '../lib/assert.ts';
import { attemptsBy } from '../team/attempts.ts';
import type { Context, Learner, NightRef } from '../team/context.ts';
import { calibrate, type Calibration, marginOf, preference, verifiedReward } from '../team/rewards.ts';

/** One question with two answers. */
export type Twins = { prompt: string; before: string; after: string };

export type Compared = {
  /** Of each twins: probability that the answer after is better; null where that is not known. */
  preferences: readonly (number | null)[];
  calibration: Calibration | null;
  attempts: readonly DraftOf<'attempts'>[];
};

/** @param promoted the learner that gave the answers after @throws AppError abort/aborted, sandbox/gone, those of the engine */
export async function compare(
  ctx: Context,
  night: NightRef,
  promoted: Learner,
  twins: readonly Twins[],
): Promise<Compared> {
  if (twins.length === 0) return { preferences: [], calibration: null, attempts: [] };
  const tried = await triedAgain(ctx, night, promoted);
  const margins = await marginsOf(ctx, [...twins, ...tried.cases.map(({ twins: each }) => each)]);
  if (margins === null) return { preferences: twins.map(() => null), calibration: null, attempts: tried.attempts };
  const known = (way: boolean): number[] =>
    tried.cases.flatMap(({ isMended }, i) => {
      const margin = margins[twins.length + i] ?? null;
      return margin === null || isMended !== way ? [] : [way ? margin : -margin];
    });
  const calibration = calibrate({ mended: known(true), worsened: known(false) });
  const preferences = twins.map((_, i) => preference(calibration, margins[i] ?? null));
  return { preferences, calibration, attempts: tried.attempts };
}

type Case = { twins: Twins; isMended: boolean };

/** What the learner tried before this night trained, tried by the promoted one: a case is a task whose two answers came out differently. */
async function triedAgain(
  ctx: Context,
  night: NightRef,
  promoted: Learner,
): Promise<{ cases: Case[]; attempts: DraftOf<'attempts'>[] }> {
  const where = ['night', night.id] as const;
  const own = (await ctx.store.list('attempts', { where })).filter(
    (row) => row.own && row.checkpoint === ctx.learner.checkpoint,
  );
  const tasks = new Map((await ctx.store.list('tasks', { where })).map((task) => [task.id, task]));
  const open = own.flatMap((before) => {
    const task = tasks.get(before.task);
    return task ? [{ before, task, id: task.id }] : [];
  });
  const attempts = await attemptsBy(ctx, night, { ...promoted, own: true }, open);
  const cases = open.flatMap(({ before, task: { prompt } }, i) => {
    const after = must(attempts[i], 'attempt');
    const gained = verifiedReward(after) - verifiedReward(before);
    return gained === 0 ? [] : [{ twins: { prompt, before: before.code, after: after.code }, isMended: gained > 0 }];
  });
  return { cases, attempts };
}

/** By how much the teacher prefers the answer after; null when the teacher does not tell how likely its words are. */
async function marginsOf(ctx: Context, all: readonly Twins[]): Promise<(number | null)[] | null> {
  const { engine, teacher, signal } = ctx;
  const drafts = all.flatMap(({ prompt, before, after }) =>
    [before, after].map((draft) => ({ messages: [{ role: 'user' as const, content: prompt }], draft })),
  );
  try {
    const scores = await engine.score(drafts, { model: teacher }, signal);
    return all.map((_, i) => marginOf(must(scores[2 * i + 1], 'score'), must(scores[2 * i], 'score')));
  } catch (error) {
    if (codeOf(error) !== 'engine/no-scores') throw error;
    return null;
  }
}
