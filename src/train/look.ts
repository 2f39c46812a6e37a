// look: the learner's own answers to tonight's questions, what the Guardian says of them, and what the model of before the night would say at every token of them
// when it sees a verified solution, or what went wrong (SDFT, SDPO). Everything is stored in one part; learning from it asks nobody.

import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import { rng } from '../lib/rng.ts';
import { sum } from '../lib/stats.ts';
import type { Adapter, ChatMessage, Draft, Score } from '../engine/engine.ts';
import type { TopK } from '../engine/top-k.ts';
import { codeOfAnswer } from '../team/answer.ts';
import { tried } from '../team/attempts.ts';
import type { Context, NightRef, NightSettings } from '../team/context.ts';
import { lessonsOf } from '../team/replay.ts';
import { openStep } from '../team/steps.ts';
import { type Drawn, drawnBy, type Student, type Warmth } from '../team/student.ts';
import { storeTold, type Told } from '../team/told.ts';
import { SOFTNESS } from './teach.ts';
import { entropyOf, type Health, repeatedOf } from './collapse.ts';

export type Reflecting = NonNullable<NightSettings['reflect']>;

export type Look = Health & {
  /** Answers that can be learned from, each with the question's lesson. */
  answers: readonly { lesson: string; prompt: string; answer: string }[];
  told: Told;
  passed: number;
  sampled: number;
  /**
   * −log p a token of the verified solution: for the model of before the night, without and with what it is shown, and for the learner as it is by now, which is shown
   * nothing. Looks of old did not ask that.
   */
  hint: { without: number; with: number; learner?: number };
};

/** One who is shown the solution, and still knows it no better than the learner without, can only make the learner worse (docs/log.md, "a teacher that knows less"). */
export const hasNothingToTeach = ({ hint: { with: shown, learner = Infinity } }: Look): boolean => shown >= learner;

type Lesson = RowOf<'lessons'>;
type Sample = { lesson: Lesson } & Drawn;
type Judged = Sample & { attempt: DraftOf<'attempts'> };

/** The look of this round, taken now unless it was taken before. */
export async function lookOnce(
  ctx: Context,
  night: NightRef,
  round: number,
  student: Student,
  how: Reflecting,
): Promise<Look> {
  const { done, save } = await openStep(ctx, night, `look ${round}`);
  if (done) return done.state as unknown as Look;
  const seed = `${night.seed}/look ${round}`;
  const lessons = rng(seed)
    .shuffle(await lessonsOf(ctx, night))
    .slice(0, how.prompts);
  const judged = await judgedBy(ctx, night, await sampled(ctx, lessons, student, how, seed), student);
  const look = await lookAt(ctx, judged, student, how);
  const note = `${look.passed} of ${look.sampled} own answers passed`;
  ctx.report({ step: 'reflect', done: round, of: how.rounds, note });
  await save({ rows: { attempts: judged.map(({ attempt }) => attempt) }, state: look as unknown as Json, done: true });
  return look;
}

/** One answer to each lesson's question; a lesson may come several times. @throws AppError abort/aborted when decoding was stopped */
export async function sampled(
  ctx: Context,
  lessons: readonly Lesson[],
  student: Student,
  how: Warmth,
  seed: string,
): Promise<Sample[]> {
  const prompts = lessons.map(({ prompt }) => prompt);
  const drawn = await drawnBy(ctx, student.adapter, prompts, how, seed);
  return lessons.map((lesson, i) => ({ lesson, ...must(drawn[i], 'answer') }));
}

/** What the Guardian says of each. */
export async function judgedBy(
  ctx: Context,
  night: NightRef,
  samples: readonly Sample[],
  { checkpoint }: Student,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const sample of samples) {
    const { task: id } = sample.lesson;
    const task = must(await ctx.store.get('tasks', id), 'the task of a lesson');
    const code = codeOfAnswer(sample.answer);
    const { model } = ctx.learner;
    judged.push({ ...sample, attempt: await tried(ctx, night, { model, checkpoint, own: true }, { task, id }, code) });
  }
  return judged;
}

async function lookAt(ctx: Context, judged: readonly Judged[], student: Student, how: Reflecting): Promise<Look> {
  // What was cut off has no end that could be learned.
  const whole = judged.filter(({ ended, answer }) => ended && answer !== '');
  const own = whole.map(({ lesson, answer }) => ({ messages: [asked(lesson.prompt)], draft: answer }));
  const passed = judged.filter(({ attempt }) => attempt.verdict === 'pass').length;
  const health = {
    entropy: entropyOf(await told(ctx, own, student.adapter, how.top)),
    repeated: repeatedOf(judged.map(({ answer }) => answer)),
    right: judged.length ? passed / judged.length : 0,
  };
  const shown = whole.flatMap((each) => {
    const messages = hintFor(each, how.sees);
    return messages ? [{ ...each, messages }] : [];
  });
  const before = ctx.learner.adapter;
  const answers = await likely(
    ctx,
    shown.map(({ messages, answer: draft }) => ({ messages, draft })),
    before,
    how.top,
  );
  return {
    ...health,
    answers: shown.map(({ lesson: { id, prompt }, answer }) => ({ lesson: id, prompt, answer })),
    told: await storeTold(ctx, answers, how.top),
    passed,
    sampled: judged.length,
    hint: await hintOf(ctx, shown, student),
  };
}

/** Over the solutions that can be read behind what is shown: those that are too long for that would count on one side only. All 0 where there are none. */
async function hintOf(
  ctx: Context,
  shown: readonly { lesson: Lesson; messages: ChatMessage[] }[],
  { adapter }: Student,
): Promise<Look['hint']> {
  const before = ctx.learner.adapter;
  const bare = shown.map(({ lesson }) => ({ messages: [asked(lesson.prompt)], draft: lesson.code }));
  const behind = await scored(
    ctx,
    shown.map(({ lesson, messages }) => ({ messages, draft: lesson.code })),
    before,
  );
  const read = behind.flatMap(({ nll }, i) => (Number.isFinite(nll) ? [i] : []));
  const mean = (scores: readonly Score[]): number => {
    const own = read.flatMap((i) => scores[i] ?? []);
    return sum(own.map(({ nll }) => nll)) / sum(own.map(({ tokens }) => tokens));
  };
  if (read.length === 0) return { without: 0, with: 0, learner: 0 };
  return {
    without: mean(await scored(ctx, bare, before)),
    with: mean(behind),
    learner: mean(await scored(ctx, bare, adapter)),
  };
}

const asked = (content: string): ChatMessage => ({ role: 'user', content });

/** The question, after what its teacher is shown; null where there is nothing to show. The question comes last, so that the answer follows it as ever. */
export function hintFor(
  {
    lesson: { prompt, code },
    attempt: { verdict, reason, code: tried },
  }: Pick<Judged, 'attempt'> & { lesson: Pick<Lesson, 'prompt' | 'code'> },
  sees: Reflecting['sees'],
): ChatMessage[] | null {
  const parts = [
    ...(sees === 'error' ? [] : [`This passes all tests:\n${code}`]),
    ...(sees === 'solution' || verdict === 'pass' ? [] : [`This does not pass:\n${tried}\n${reason}`]),
  ];
  return parts.length ? [asked([...parts, prompt].join('\n\n'))] : null;
}

function likely(
  { engine, learner: { model }, signal }: Context,
  drafts: readonly Draft[],
  adapter: Adapter | null,
  top: number,
): Promise<(TopK | null)[]> {
  return engine.likely(drafts, { model, top, temperature: SOFTNESS, ...(adapter ? { adapter } : {}) }, signal);
}

async function told(...args: Parameters<typeof likely>): Promise<TopK[]> {
  return (await likely(...args)).filter((each) => each !== null);
}

function scored(
  { engine, learner: { model }, signal }: Context,
  drafts: readonly Draft[],
  adapter: Adapter | null,
): Promise<Score[]> {
  return engine.score(drafts, { model, ...(adapter ? { adapter } : {}) }, signal);
}
