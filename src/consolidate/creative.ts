// creative: a checkpoint -> replay that it makes up itself. It answers tasks that it knew while it is warm, and what the Guardian passes is gone over in place of as many
// rows of written replay: known answers in its own words, where there are several that are right. What it gets wrong is left out, so that it never learns a mistake of its own.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Task } from '../domains/domain.ts';
import type { Adapter } from '../engine/engine.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { claimOf, verify } from '../sandbox/guardian.ts';
import { codeOfAnswer } from '../team/answer.ts';
import type { Context, NightRef } from '../team/context.ts';
import { knownLevels } from '../team/known.ts';
import type { Exchange } from '../team/replay.ts';
import { chunks, openStep } from '../team/steps.ts';
import { type Asking, drawnBy, studentOf, type Warmth } from '../team/student.ts';
import type { TrainedState } from '../team/training.ts';

/** What one batch came to. */
type Made = { made: Exchange[] };

/** What was made up and passed, now unless it was before; nothing where the night makes up nothing, or no level is known. @throws AppError abort/aborted, sandbox/gone, those of the engine */
export async function creativeReplay(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  trained: TrainedState,
): Promise<Exchange[]> {
  const { creative: how } = ctx.settings;
  if (!how) return [];
  const { parts, done, save } = await openStep(ctx, night, 'creative');
  const made = parts.flatMap(({ state }) => (state as Made).made);
  if (done) return made;
  const seed = `${night.seed}/creative`;
  const batches = chunks(await knownTasks(ctx, night, how.rows, seed), ctx.settings.batch);
  const { adapter } = await studentOf(ctx, config, trained);
  for (const [i, tasks] of batches.entries()) {
    if (i < parts.length) continue;
    const note = `making up what it knew, ${i + 1} of ${batches.length}`;
    // No part of the steps that are counted.
    ctx.report({ step: 'consolidate', done: 0, of: 0, note });
    const right = await madeUp(ctx, adapter, tasks, how, `${seed}/${i}`);
    const own = right.map(({ task: { prompt }, answer }): Exchange => ({ prompt, answer }));
    made.push(...own);
    await save({ state: { made: own }, done: i === batches.length - 1 });
  }
  ctx.log.info('creative: replay that it made up itself', { asked: how.rows, passed: made.length });
  return made;
}

/** Of the training split, which nothing is examined on. */
async function knownTasks(ctx: Context, night: NightRef, rows: number, seed: string): Promise<Task[]> {
  const known = await knownLevels(ctx, night);
  const skills = ctx.domain.skills.filter(({ level }) => known.includes(level));
  const random = rng(seed);
  const count = skills.length ? rows : 0;
  return Array.from({ length: count }, (_, i) => ctx.domain.generate(random.pick(skills).id, 'train', `${seed}/${i}`));
}

/**
 * What a model answers to these tasks when it is warm, as far as it passes their tests.
 * @throws AppError abort/aborted, sandbox/gone, those of the engine
 */
export async function madeUp(
  asking: Asking & Pick<Context, 'sandbox'>,
  adapter: Adapter,
  tasks: readonly Task[],
  warmth: Warmth,
  seed: string,
): Promise<{ task: Task; answer: string }[]> {
  const prompts = tasks.map(({ prompt }) => prompt);
  const drawn = await drawnBy(asking, adapter, prompts, warmth, seed);
  const made: { task: Task; answer: string }[] = [];
  for (const [i, task] of tasks.entries()) {
    const { answer, ended } = must(drawn[i], 'answer');
    // What was cut off has no end that could be learned.
    if (!ended) continue;
    const solution = codeOfAnswer(answer);
    const { status } = await verify(claimOf(task, solution), asking.sandbox, {
      signal: asking.signal,
      seed: `${seed}/${task.key}`,
    });
    if (status === 'pass') made.push({ task, answer: solution });
  }
  return made;
}
