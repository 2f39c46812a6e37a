// START HERE: one night, top to bottom. Each step reads and writes tables; any step may be cut short (the user's return, a kill) and is resumed
// behind its last complete part. Stages never call each other: what one needs of another is in the tables.
//
// A night that is stopped writes nothing more, not even that it was stopped: after the user's return no dream write starts (one would delay the stop by
// a disk's flush, and a killed night could not write it either). A night without an end is an interrupted one; `resumed` tells when it went on.

import type { QwenConfig } from '../models/qwen/config.ts';
import { askAgain } from './chat/again.ts';
import { ask } from './chat/ask.ts';
import { consolidate } from './consolidate/consolidate.ts';
import { goNearer } from './consolidate/nearer.ts';
import { curate } from './curate/curate.ts';
import { collectFiles } from './db/active.ts';
import { dream } from './dream/dream.ts';
import { evaluate, type Sitting } from './evaluate/evaluate.ts';
import { heldOutItems } from './evaluate/items.ts';
import { measureManners } from './evaluate/manners.ts';
import { proveLessons } from './evaluate/proof.ts';
import { codeOf, messageOf } from './lib/errors.ts';
import type { Json } from './lib/json.ts';
import { costOf, type Examined, promoteOrReject } from './promote/promote.ts';
import type { Context, NightRef } from './team/context.ts';
import { learnerBefore } from './team/current.ts';
import type { NightEnd } from './team/night.ts';
import { assertGoing, stoppingFence } from './team/stopping.ts';
import type { TrainedState } from './team/training.ts';
import { prefer } from './train/prefer.ts';
import { reflect } from './train/reflect.ts';
import { reinforce } from './train/reinforce.ts';
import type { HeldOutOf } from './train/said.ts';
import { teach } from './train/teach.ts';
import { train } from './train/train.ts';

export type Night = NightRef & { prompts: readonly string[]; config: QwenConfig };

const SENTENCES = {
  completed: 'The night is complete.',
  no_knowledge: 'Too few verified lessons: nothing learned.',
} as const;

/** A single example teaches nothing but itself, whatever the settings say. */
const LEAST_LESSONS = 2;

/** `unsaved`: why it failed, where the disk did not take that row either. */
export type NightOutcome = { end: NightEnd; unsaved: string | null };

/** One night. Never throws for what a night can meet: the end is a row, and returned. */
export async function cycle(context: Context, night: Night): Promise<NightOutcome> {
  const ctx = { ...context, fence: stoppingFence(context) };
  try {
    const learner = await learnerBefore(ctx, night, night.config);
    const end = await steps({ ...ctx, learner }, night);
    await ended(ctx, night, end, SENTENCES[end]);
    await sweep(ctx);
    return { end, unsaved: null };
  } catch (error) {
    const [code, message] = [codeOf(error), messageOf(error)];
    if (code === 'abort/aborted' || ctx.signal.aborted) return interrupted(ctx, message);
    ctx.log.error('night: error', { code, message });
    return { end: 'error', unsaved: await failed(ctx, night, code, message) };
  }
}

async function steps(ctx: Context, night: Night): Promise<keyof typeof SENTENCES> {
  await ask(ctx, night, night.prompts); //                             prompts  -> episodes
  const learned = await dream(ctx, night); //                          episodes -> tasks, attempts, lessons
  const least = Math.max(LEAST_LESSONS, ctx.settings.minLessons);
  if (learned.lessons < least) return 'no_knowledge';
  const heldOut: HeldOutOf = (skills) =>
    heldOutItems(ctx.domain, [...new Set([...learned.skills, ...skills])], ctx.settings.items);
  const chosen = await curate(ctx, night, heldOut([])); //             lessons  -> a version of a dataset
  if (chosen.rows < least) return 'no_knowledge';
  await teach(ctx, night); //                                          dataset  -> what the teacher would say of it, if it is asked
  const trained = await train(ctx, night, night.config); //            dataset  -> run, checkpoint
  const reflected = await reflect(ctx, night, night.config, trained); // own answers -> run, checkpoint, if it is asked for
  const preferring = await prefer(ctx, night, night.config, reflected, heldOut); // where it is on: right answers before wrong ones
  const tried = await reinforce(ctx, night, night.config, preferring); // where it is on: tries that passed -> run, checkpoint
  const far = await consolidate(ctx, night, night.config, tried); //   known levels again, on their own or held to an autoencoder
  const exam = await examined(ctx, night, far, learned.skills);
  const near = await goNearer(ctx, night, night.config, far, () => costOf(ctx, night, exam)); // if it would cost too much: not so far -> checkpoint
  const candidate = near?.candidate ?? far;
  const seen = near ? await examined(ctx, night, candidate, learned.skills, 'second') : exam;
  const { reason } = await promoteOrReject(ctx, night, candidate, seen, near?.further); // all of that -> heads, in one transaction
  if (reason === 'promoted') await askAgain(ctx, night, night.config, candidate); // what was not liked -> episodes
  return 'completed';
}

/** One candidate, or the one that goes less far in its place. */
async function examined(
  ctx: Context,
  night: Night,
  candidate: TrainedState,
  skills: readonly string[],
  sitting: Sitting = 'first',
): Promise<Examined> {
  return {
    evals: await evaluate(ctx, night, night.config, candidate, skills, sitting), // held-out items, before and after
    manners: await measureManners(ctx, night, night.config, candidate, sitting), // general prompts, before and after
    proof: await proveLessons(ctx, night), //                                       what was trained on, executed once more
  };
}

/** Files that nobody needs any more: each night leaves some. What goes wrong there is no fault of the night. */
async function sweep(ctx: Context): Promise<void> {
  try {
    assertGoing(ctx);
    const gone = await collectFiles(ctx.store, ctx.files, ctx.clock);
    if (gone.length) ctx.log.info('night: old files were removed', { files: gone.length });
  } catch (error) {
    ctx.log.info('night: old files stay', { code: codeOf(error) });
  }
}

function interrupted(ctx: Context, message: string): NightOutcome {
  ctx.log.info('night: interrupted', { message });
  return { end: 'interrupted', unsaved: null };
}

/**
 * A dreamer that was fenced out, or whose disk fails, has nothing to say any more: the night will be taken up again. By its code it is known whether
 * a night fails in the same way every time: it is over then, or no later one would ever begin.
 * @returns the message where it could not be stored: somebody must be told
 */
async function failed(ctx: Context, night: Night, code: string, message: string): Promise<string | null> {
  try {
    await ended(ctx, night, 'error', message, { code });
    return null;
  } catch (error) {
    ctx.log.error('night: its end could not be stored; it will be taken up again', { code: codeOf(error) });
    return message;
  }
}

async function ended(ctx: Context, night: Night, event: NightEnd, detail: string, options: Json = {}): Promise<void> {
  const row = { at: ctx.clock.now(), event, night: night.id, seed: night.seed, options, detail };
  await ctx.store.append('nights', [row], ctx.fence);
}
