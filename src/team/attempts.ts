// Attempts: a model's answers to tasks of a night, each executed by the Guardian. What comes of them is decided by whoever asked.

import type { DraftOf } from '../db/tables/index.ts';
import type { StoredTest } from '../db/tables/tasks.ts';
import { must } from '../lib/assert.ts';
import { claimOf, verify } from '../sandbox/guardian.ts';
import { answersTo, codeOfAnswer, tokensFor, wordsFor } from './answer.ts';
import type { Context, Learner, NightRef } from './context.ts';

/** A task and the id of its row. */
export type OpenTask = {
  id: string;
  task: { prompt: string; entry: string; key: string; shown: readonly StoredTest[]; hidden: readonly StoredTest[] };
};

/** Who tries. `own`: it is the learner, whose tries are compared with solutions and become no lessons. */
export type Solver = Pick<Learner, 'model' | 'adapter' | 'checkpoint'> & { own: boolean };

/** One attempt at each task, in order. @throws AppError abort/aborted, sandbox/gone, those of the engine */
export async function attemptsBy(
  ctx: Context,
  night: NightRef,
  solver: Solver,
  open: readonly OpenTask[],
): Promise<DraftOf<'attempts'>[]> {
  if (open.length === 0) return [];
  const { engine, settings, signal } = ctx;
  const { model, adapter } = solver;
  const answers = await answersTo(
    { engine, model, adapter, maxNewTokens: tokensFor(model, settings.maxNewTokens) },
    open.map(({ task }) => wordsFor(model, task)),
    signal,
  );
  const attempts: DraftOf<'attempts'>[] = [];
  for (const [i, each] of open.entries())
    attempts.push(await tried(ctx, night, solver, each, codeOfAnswer(must(answers[i], 'answer'))));
  return attempts;
}

/** The row of one answer that is there already, judged. */
export async function tried(
  ctx: Context,
  night: NightRef,
  { model, checkpoint, own }: Omit<Solver, 'adapter'>,
  { id, task }: OpenTask,
  code: string,
): Promise<DraftOf<'attempts'>> {
  const { status, passed, total, ms, reason } = await verify(claimOf(task, code), ctx.sandbox, {
    signal: ctx.signal,
    seed: `${night.seed}/${task.key}`,
  });
  const judged = { verdict: status, passed, total, ms, reason };
  return { at: ctx.clock.now(), night: night.id, task: id, model, checkpoint, own, code, ...judged };
}
