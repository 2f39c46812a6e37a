// What a training sees: the lessons that this night chose, and beside them replay of what the learner knows (its known levels, honest refusals, what earlier nights
// taught it), so that learning one thing does not cost another.

import type { Turn } from '../../models/qwen/chat.ts';
import type { Lesson } from '../engine/trainer.ts';
import type { Level } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import type { RowOf } from '../db/tables/index.ts';
import { collect } from './collect.ts';
import type { Context, NightRef } from './context.ts';
import { keptLessons } from './dataset.ts';
import { knownLevels } from './known.ts';
import { questionName } from './questions.ts';
import { lessonsBefore, rehearsed } from './rehearsal.ts';
import { inSlices } from './stopping.ts';
import { unweighed, weigh, type Weighing } from './weights.ts';

const REFUSAL_SHARE = 0.08;

export type TrainingRows = {
  lessons: Lesson[];
  /** Name of the dataset version that the lessons are. */
  dataset: string | null;
  /** For the run's record: ids of lesson rows, then names of the replayed questions after `REPLAY`. */
  data: string[];
  weighing: Weighing;
};

export const REPLAY = 'replay ';

export type Exchange = { prompt: string; answer: string };

/** `share`: rows of replay for each lesson row; `least`: so many at least, however few lessons there are; `made`: rows of replay that are there already and count among those. */
type Mix = { share: number; least?: number; repeat: number; made?: readonly Exchange[]; seed: string };

/**
 * The night's chosen lessons, each `repeat` times, with `share` times as many rows of replay as that. Replay rows are never repeated: a few that come again and again
 * are learned by heart, and what they stand for drifts.
 */
export async function trainingRows(
  ctx: Context,
  night: NightRef,
  { share, least = 0, repeat, made = [], seed }: Mix,
): Promise<TrainingRows> {
  const { version, rows } = await chosenLessons(ctx, night);
  const { weights, weighing } = ctx.settings.weights === 'salience' ? weigh(rows) : unweighed(rows);
  const count = rows.length === 0 ? 0 : Math.max(least, Math.round(rows.length * repeat * share));
  const again = await rehearsal(ctx, night, rows, count, seed);
  const own = replayOf(made.slice(0, count - again.lessons.length));
  const replay = await replayRows(ctx, night, count - again.lessons.length - own.lessons.length, seed);
  return {
    dataset: version,
    lessons: [
      ...Array.from({ length: repeat }, () => rows)
        .flat()
        .map(({ prompt, code }, i) => lesson(prompt, code, must(weights[i % rows.length], 'weight'), false)),
      ...again.lessons,
      ...own.lessons,
      ...replay.lessons,
    ],
    data: [...rows.map((row) => row.id), ...again.data, ...own.data, ...replay.data],
    weighing,
  };
}

/** The same without replay of these questions, by their names. */
export function without({ lessons, data, ...rest }: TrainingRows, names: ReadonlySet<string>): TrainingRows {
  return {
    ...rest,
    lessons: lessons.filter(({ turns }) => !names.has(questionName(turns[0]?.content ?? ''))),
    data: data.filter((name) => !name.startsWith(REPLAY) || !names.has(name.slice(REPLAY.length))),
  };
}

/**
 * Of `count` rows of replay those that are lessons of earlier nights; none where the night does not rehearse. They are no rows of replay to the losses: the base, which some
 * of those keep to, never knew them.
 */
async function rehearsal(
  ctx: Context,
  night: NightRef,
  tonight: readonly RowOf<'lessons'>[],
  count: number,
  seed: string,
): Promise<Pick<TrainingRows, 'lessons' | 'data'>> {
  const { rehearse } = ctx.settings;
  if (!rehearse) return { lessons: [], data: [] };
  const now = new Set(tonight.map(({ skill }) => skill));
  const rows = rehearsed(await lessonsBefore(ctx, night), now, Math.round(count * rehearse.share), seed);
  return {
    lessons: rows.map(({ prompt, code }) => lesson(prompt, code, 1, false)),
    data: rows.map(({ prompt }) => REPLAY + questionName(prompt)),
  };
}

/** So many rows of what the learner knows. */
export async function replayRows(
  ctx: Context,
  night: NightRef,
  count: number,
  seed: string,
): Promise<Pick<TrainingRows, 'lessons' | 'data'>> {
  return replayOf(await inSlices(ctx, replayed(ctx, await knownLevels(ctx, night), count, seed)));
}

const replayOf = (known: readonly Exchange[]): Pick<TrainingRows, 'lessons' | 'data'> => ({
  lessons: known.map(({ prompt, answer }) => lesson(prompt, answer, 1, true)),
  data: known.map(({ prompt }) => REPLAY + questionName(prompt)),
});

type Chosen = { version: string | null; rows: readonly RowOf<'lessons'>[] };

/** The verified lessons that a night learns from: those of its dataset, as far as it has room for them. */
async function chosenLessons(ctx: Context, night: NightRef): Promise<Chosen> {
  const { version, rows } = await keptLessons(ctx, night);
  const taken = ctx.settings.collect ? collect(rows, ctx.settings.collect) : rows;
  return { version, rows: ctx.poison ? ctx.poison.lessons(taken) : taken };
}

export const lessonsOf = async (ctx: Context, night: NightRef): Promise<Chosen['rows']> =>
  (await chosenLessons(ctx, night)).rows;

/** Rows of known levels from the training split, and refusals. Nothing when no level is known. */
function* replayed(ctx: Context, known: readonly Level[], count: number, seed: string): Generator<Exchange> {
  const random = rng(`${seed}/replay`);
  const skills = ctx.domain.skills.filter(({ level }) => known.includes(level));
  if (skills.length === 0) return;
  for (let i = 0; i < count; i++) {
    if (random.chance(REFUSAL_SHARE)) yield ctx.domain.refusal(`${seed}/${i}`);
    else {
      const { prompt, reference } = ctx.domain.generate(random.pick(skills).id, 'train', `${seed}/${i}`);
      yield { prompt, answer: reference };
    }
  }
}

/** What is learned of a solution: the plain sentence, and the code. */
export function lessonTurns({ prompt, code }: Pick<RowOf<'lessons'>, 'prompt' | 'code'>): [Turn, Turn] {
  return [
    { role: 'user', content: prompt },
    { role: 'assistant', content: code },
  ];
}

function lesson(prompt: string, answer: string, weight: number, replay: boolean): Lesson {
  return {
    turns: lessonTurns({ prompt, code: answer }),
    weight,
    replay,
  };
}
