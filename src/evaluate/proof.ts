// Whether a night trained on what was verified: every lesson, as the training read it, is executed once more against the tests of its task. Between the
// Guardian and the training lie days, a disk and an import; what is damaged there would be learned like anything else.

import { must } from '../lib/assert.ts';
import { claimOf, verify } from '../sandbox/guardian.ts';
import type { Context, NightRef } from '../team/context.ts';
import { lessonsOf } from '../team/replay.ts';
import { openStep } from '../team/steps.ts';
import { assertGoing } from '../team/stopping.ts';

/** `lessons`: one character a lesson, 1 = passed; one under another question than its task's did not. */
export type Proof = { lessons: string };

/** @throws AppError abort/aborted, sandbox/gone */
export async function proveLessons(ctx: Context, night: NightRef): Promise<Proof> {
  const { done, save } = await openStep(ctx, night, 'prove');
  if (done) return done.state as Proof;
  const rows = await lessonsOf(ctx, night);
  const tasks = await ctx.store.getMany(
    'tasks',
    rows.map(({ task }) => task),
  );
  ctx.report({ step: 'evaluate', done: 1, of: 1, note: 'what it practised on' });
  let lessons = '';
  for (const [i, { code, prompt }] of rows.entries()) {
    assertGoing(ctx);
    const task = must(tasks[i] ?? null, 'the task of a lesson');
    const passed =
      prompt === task.prompt &&
      (await verify(claimOf(task, code), ctx.sandbox, { signal: ctx.signal, seed: task.key })).status === 'pass';
    lessons += passed ? '1' : '0';
  }
  const state: Proof = { lessons };
  await save({ state, done: true });
  return state;
}
