// From lessons to batches: the whole course of a training, decided by (seed, epoch) alone, so that a resumed training meets the batches it would have
// met. It knows neither sessions nor time.

import { AppError } from '../lib/errors.ts';
import { assert, must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import type { Given } from './given.ts';
import { type Example, lengthOf, pack, type Packed, together } from './packing.ts';
import { givenOf } from './taught.ts';
import { chatExample, type Tokenizer } from './tokenizer.ts';
import type { Lesson } from './trainer.ts';

/** One optimiser step. `replay` [B, T] is 1 where a replay row predicts a supervised token, else 0; `replayTokens` is its sum. */
export type CourseBatch = Packed & { replay: Float32Array; replayTokens: number };

export type Course = {
  steps: number;
  /** The batch of step 0 … steps − 1. Going forward is cheap; an epoch is packed when first asked for. */
  at(step: number): {
    batch: CourseBatch;
    beginsEpoch: boolean;
    /** Epochs that are done when this step is. */ epoch: number;
  };
};

/** A lesson as token ids, once with its loss weights and once with 1 on the supervised tokens of replay. Both have the same length. */
export type Prepared = { example: Example; mask: Example };

/**
 * Lessons as examples; those that have more than `time` positions, a group together, are left out, for one long row shall not cost a night. `pause` is awaited now and then
 * and may throw to stop. `teacher`: the loss looks at so many ids of a teacher's distribution at every token; where none spoke, at the token itself, smoothed so
 * much.
 * @throws AppError train/too-long when none fits; train/no-lessons when nothing is supervised; train/taught
 */
export async function prepareLessons(
  lessons: readonly Lesson[],
  tokenizer: Tokenizer,
  time: number,
  pause: () => Promise<void>,
  teacher?: { top: number; smoothing: number },
): Promise<Prepared[]> {
  const prepared: Prepared[] = [];
  for (const [i, lesson] of lessons.entries()) {
    if (i % 32 === 31) await pause();
    assert(Number.isFinite(lesson.weight) && lesson.weight >= 0, 'a lesson has a finite weight, not negative');
    const { group } = lesson;
    const isTold = teacher === undefined || lesson.given?.['top_ids'] !== undefined;
    const told = isTold ? lesson.given : { ...lesson.given, ...taughtGiven(lesson, tokenizer, teacher) };
    const given = lesson.perToken ? { ...told, ...placed(lesson, tokenizer) } : told;
    const example = {
      ...chatExample(tokenizer, lesson.turns, lesson.weight),
      ...(given ? { given } : {}),
      ...(group === undefined ? {} : { group }),
    };
    prepared.push({
      example,
      mask: {
        ids: example.ids,
        weights: example.weights.map((weight) => (lesson.replay && weight > 0 ? 1 : 0)),
        ...(group === undefined ? {} : { group }),
      },
    });
  }
  const fits = (group: readonly Prepared[]): boolean =>
    group.reduce((sum, { example }) => sum + lengthOf(example), 0) <= time;
  const fitting = inGroups(prepared).filter(fits).flat();
  const kept = new Set(fitting);
  const tooLong = prepared.flatMap((each, i) => (kept.has(each) ? [] : [i]));
  if (tooLong.length > 0 && fitting.length === 0)
    throw new AppError(
      'train/too-long',
      `All ${lessons.length} lessons have more than ${time} tokens. Train with longer rows.`,
      { lessons: tooLong, time },
    );
  if (!fitting.some(({ example }) => example.weights.some((weight) => weight > 0)))
    throw new AppError(
      'train/no-lessons',
      'There is nothing to learn from: no lesson has an answer with a weight. Gather verified answers first.',
    );
  return fitting;
}

/** Numbers of the answer's tokens, at their places in the whole conversation. */
function placed({ turns, perToken = {} }: Lesson, tokenizer: Tokenizer): Given {
  const { ids, weights } = chatExample(tokenizer, turns);
  const places = [...weights.keys()].filter((place) => weights[place]);
  return Object.fromEntries(
    Object.entries(perToken).map(([name, numbers]) => {
      if (numbers.length !== places.length)
        throw new AppError(
          'train/taught',
          `A lesson has ${places.length} tokens of answer, but ${numbers.length} numbers as ${name}: whoever gave them reads text in another way.`,
          { name, tokens: places.length, numbers: numbers.length },
        );
      const row = new Float32Array(ids.length);
      places.forEach((place, i) => (row[place] = numbers[i] as number));
      return [name, row];
    }),
  );
}

function taughtGiven(
  { turns, taught }: Lesson,
  tokenizer: Tokenizer,
  teacher: { top: number; smoothing: number },
): Given {
  const { ids, weights } = chatExample(tokenizer, turns);
  const places = [...weights.keys()].filter((place) => weights[place]);
  return givenOf(ids, places, taught ?? null, { ...teacher, vocabulary: tokenizer.size });
}

/** The course over prepared lessons: every epoch a new order, packed into steps of `batch` rows of `time` positions. */
export function makeCourse(
  prepared: readonly Prepared[],
  plan: { seed: string; epochs: number; batch: number; time: number },
): Course {
  const epochs = Array.from({ length: plan.epochs }, (_, epoch) => batchesOf(prepared, plan, epoch).length);
  const steps = epochs.reduce((a, b) => a + b, 0);
  let held: { epoch: number; batches: CourseBatch[] } | null = null;
  return {
    steps,
    at(step) {
      let [epoch, left] = [0, step];
      while (left >= must(epochs[epoch], `epoch of step ${step}`)) left -= epochs[epoch++] as number;
      if (held?.epoch !== epoch) held = { epoch, batches: batchesOf(prepared, plan, epoch) };
      const { batches } = held;
      return {
        batch: must(batches[left], 'batch'),
        beginsEpoch: left === 0,
        epoch: epoch + (left + 1) / batches.length,
      };
    },
  };
}

/** Those of a group stay beside each other in every order. */
function inGroups(prepared: readonly Prepared[]): Prepared[][] {
  return together(prepared.map(({ example }) => example)).map((members) =>
    members.map((index) => must(prepared[index], 'member')),
  );
}

function batchesOf(
  prepared: readonly Prepared[],
  { seed, batch, time }: { seed: string; batch: number; time: number },
  epoch: number,
): CourseBatch[] {
  const order = rng(`${seed}/epoch ${epoch}`).shuffle(inGroups(prepared)).flat();
  const packed = pack(
    order.map(({ example }) => example),
    batch,
    time,
  ).batches;
  // The place of an example depends on lengths and groups alone, so packing the masks puts every mask where its example went.
  const masks = pack(
    order.map(({ mask }) => mask),
    batch,
    time,
  ).batches;
  return packed
    .map((rows, i) => ({
      ...rows,
      replay: must(masks[i], 'mask').weights,
      replayTokens: must(masks[i], 'mask').supervised,
    }))
    .filter(({ supervised }) => supervised > 0);
}
