// teach: lessons -> what the teacher would say at every token of them, in files. The teacher is asked once, in batches that a night can be stopped between, and
// leaves memory before the learner trains; training then reads what is stored and asks nobody.

import { codeOf } from '../lib/errors.ts';
import { must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import { canTell } from '../engine/engine.ts';
import type { TopK } from '../engine/top-k.ts';
import type { Context, NightRef, NightSettings } from '../team/context.ts';
import { lessonsOf, lessonTurns, type TrainingRows } from '../team/replay.ts';
import { chunks, openStep } from '../team/steps.ts';
import { readTold, storeTold, type Told, type Untold, untoldBy } from '../team/told.ts';

/** Temperature of the teacher's distributions, and of the learner's where they are compared. */
export const SOFTNESS = 1;

/** What a part of the step says of its file: the lessons in it, by their rows. */
type Taught = Told & { lessons: readonly string[] };

/** How this night learns from what the teacher told; not at all where that was not asked for, or could not be had. */
export async function distilOf(ctx: Context, night: NightRef): Promise<NightSettings['distil']> {
  const { parts } = await openStep(ctx, night, 'teach');
  return untoldBy(parts) === null ? ctx.settings.distil : undefined;
}

/**
 * Asks about the lessons that were not asked about yet this night. Nothing to do in nights that learn from solutions alone. Who reads text in another way, or tells
 * no probabilities, teaches by its solutions alone: that is written down, for the user asked for more.
 */
export async function teach(ctx: Context, night: NightRef): Promise<void> {
  const { distil } = ctx.settings;
  if (!distil) return;
  const { parts, done, save } = await openStep(ctx, night, 'teach');
  if (done) return;
  if (!canTell(ctx.teacher, ctx.learner.model, await ctx.store.list('models'))) {
    ctx.log.info('teach: the teacher cannot tell how sure it is, its solutions are learned from');
    return save({ state: { untoldBy: ctx.teacher } satisfies Untold, done: true });
  }
  const batches = chunks(await lessonsOf(ctx, night), ctx.settings.batch);
  for (let part = parts.length; part < batches.length; part++) {
    const lessons = must(batches[part], 'batch');
    const state: Taught = { lessons: lessons.map(({ id }) => id), ...(await asked(ctx, lessons, distil.top)) };
    ctx.report({ step: 'teach', done: part + 1, of: batches.length, note: `${lessons.length} solutions` });
    await save({ state: state as unknown as Json, done: part + 1 === batches.length });
  }
  await ctx.engine.dispose();
}

type Solution = Parameters<typeof lessonTurns>[0];

async function asked(
  { engine, teacher, signal, ...ctx }: Context,
  lessons: readonly Solution[],
  top: number,
): Promise<Told> {
  const drafts = lessons.map((lesson) => {
    const [question, answer] = lessonTurns(lesson);
    return { messages: [question], draft: answer.content };
  });
  const found = await engine.likely(drafts, { model: teacher, top, temperature: SOFTNESS }, signal);
  return storeTold({ engine, teacher, signal, ...ctx }, found, top);
}

/** The same rows, those of lessons with what the teacher told of them. One whose text is another by now is learned from its solution. */
export async function taughtRows(
  ctx: Context,
  night: NightRef,
  { lessons, ...rest }: TrainingRows,
): Promise<TrainingRows> {
  const told = await storedBy(ctx, night);
  return {
    ...rest,
    lessons: lessons.map((row) => {
      const taught = row.replay ? undefined : told.get(JSON.stringify(row.turns));
      return taught ? { ...row, taught } : row;
    }),
  };
}

/** What was stored this night, by the turns that it belongs to. A file that has gone bad costs its distributions, not the night. */
async function storedBy(ctx: Context, night: NightRef): Promise<Map<string, TopK>> {
  const rows = new Map((await ctx.store.list('lessons', { where: ['night', night.id] })).map((row) => [row.id, row]));
  const told = new Map<string, TopK>();
  const { parts } = await openStep(ctx, night, 'teach');
  for (const { state } of parts) {
    const { lessons, ...stored } = state as unknown as Taught;
    try {
      (await readTold(ctx, stored)).forEach((topK, i) => {
        const row = rows.get(lessons[i] ?? '');
        if (row && topK) told.set(JSON.stringify(lessonTurns(row)), topK);
      });
    } catch (error) {
      ctx.log.error('train: what the teacher told cannot be read, its solutions are learned from', {
        code: codeOf(error),
      });
    }
  }
  return told;
}
