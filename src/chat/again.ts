// chat, after a promotion: what the user did not like is asked again, and both answers are kept, so that everybody can see what the night was worth. Asked is
// what was disliked, mended, corrected or failed and was not asked again since: a few questions, the newest first, those first that the user spoke about; the rest
// waits for the next promotion. What was still wrong when it was asked again comes again whenever nothing else waits.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { rowId } from '../db/rows.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import { adapterFromBytes } from '../team/adapter-file.ts';
import { type AgainState, asAgain } from '../team/again.ts';
import { answersTo, ENTRY } from '../team/answer.ts';
import { type Context, type Learner, loraOf, type NightRef } from '../team/context.ts';
import { mendedBy, standing } from '../team/pairs.ts';
import { questionOf } from '../team/questions.ts';
import { openStep } from '../team/steps.ts';
import type { TrainedState } from '../team/training.ts';
import { compare, type Twins } from './compare.ts';
import { judgedBy } from './feedback.ts';

type Episode = RowOf<'episodes'>;
/** What the user's record says now, and the model's answer that it is about. */
type Open = { now: Episode; before: Episode };

/** Questions of one night at most. */
const MOST = 5;
/** So many of the newest episodes are looked through. */
const LOOKED_AT = 1000;

/** Asks the learner as it was just promoted, once a night. @throws AppError abort/aborted when it was stopped: nothing is stored, it is asked anew. */
export async function askAgain(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  promoted: TrainedState,
): Promise<AgainState> {
  const { done, save } = await openStep(ctx, night, 'again');
  if (done) return asAgain(done.state);
  const open = await openQuestions(ctx);
  const learner = open.length ? await learnerOf(ctx, config, promoted) : ctx.learner;
  const episodes = await answered(ctx, night, learner, open);
  const after = await Promise.all(episodes.map((row) => rowId('episodes', row)));
  const untested = [...open.keys()].filter((i) => isUntested(episodes[i], open[i]));
  const twins = untested.map((i) => twinsOf(must(open[i], 'question'), must(episodes[i], 'answer')));
  const { preferences, calibration, attempts } = await compare(ctx, night, learner, twins);
  const asked = open.map(({ before }, i) => ({
    ...{ before: before.id, after: must(after[i], 'answer') },
    preference: preferences[untested.indexOf(i)] ?? null,
  }));
  const teacher = calibration && { cases: calibration.cases, right: calibration.right };
  ctx.report({ step: 'again', done: 1, of: 1, note: `${asked.length} questions asked again` });
  await save({ rows: { episodes, attempts }, state: { asked, teacher }, done: true });
  return { asked, teacher };
}

/** No test was run on either answer, and they differ. */
const isUntested = (after: DraftOf<'episodes'> | undefined, open: Open | undefined): boolean =>
  after?.total === 0 && after.answer.trim() !== open?.before.answer.trim();

const twinsOf = ({ before }: Open, { prompt, answer }: DraftOf<'episodes'>): Twins => ({
  prompt,
  before: before.answer,
  after: answer,
});

async function learnerOf(ctx: Context, config: QwenConfig, { file, checkpoint }: TrainedState): Promise<Learner> {
  const lora = loraOf(ctx);
  const flat = adapterFromBytes(config, lora, await ctx.files.read(file));
  return { ...ctx.learner, adapter: { hash: file, lora, flat }, checkpoint };
}

async function openQuestions({ store }: Context): Promise<Open[]> {
  const rows = await store.list('episodes', { newest: true, limit: LOOKED_AT });
  const [replaced, byId] = [new Set(rows.map((row) => row.replaces)), new Map(rows.map((row) => [row.id, row]))];
  const isAnswer = await answersOfNights(store);
  const asked = new Map(
    rows
      .filter(isAnswer)
      .toReversed()
      .map((row) => [questionOf(row.prompt), row.at]),
  );
  const waits = (row: Episode): boolean => row.at >= (asked.get(questionOf(row.prompt)) ?? 0);
  const open = rows.filter((row) => !replaced.has(row.id) && isOpen(row) && waits(row));
  const rank = (row: Episode): number => (isAnswer(row) ? 2 : isVoiced(row) ? 0 : 1);
  const ordered = open.toSorted((a, b) => rank(a) - rank(b));
  const questions = new Map(ordered.toReversed().map((row) => [questionOf(row.prompt), row]));
  return ordered
    .filter((row) => questions.get(questionOf(row.prompt)) === row)
    .slice(0, MOST)
    .map((now) => ({ now, before: mendedBy(now, byId) ?? now }));
}

/** Tells the answers that nights asked for again: those of what they had just promoted. What the user said of one since then is the user's word. */
async function answersOfNights(store: Context['store']): Promise<(row: Episode) => boolean> {
  const promotions = await store.list('moves', { where: ['action', 'promote'] });
  const promoted = new Set(promotions.map(({ night, checkpoint }) => `${night} ${checkpoint}`));
  return ({ night, checkpoint, replaces }) =>
    replaces === null && night !== null && checkpoint !== null && promoted.has(`${night} ${checkpoint}`);
}

/** The user said something against it. */
const isVoiced = ({ disliked, author, corrections }: Episode): boolean =>
  disliked || author === 'user' || corrections.length > 0;

const isOpen = (row: Episode): boolean =>
  standing(row) === 'bad' || row.author === 'user' || (row.corrections.length > 0 && row.verdict !== 'pass');

async function answered(
  ctx: Context,
  night: NightRef,
  { model, adapter, checkpoint }: Learner,
  open: readonly Open[],
): Promise<DraftOf<'episodes'>[]> {
  if (open.length === 0) return [];
  const { engine, settings, signal } = ctx;
  const respondent = { engine, model, adapter, maxNewTokens: settings.maxNewTokens };
  const answers = await answersTo(
    respondent,
    open.map(({ now }) => now.prompt),
    signal,
  );
  const rows: DraftOf<'episodes'>[] = [];
  for (const [i, { now }] of open.entries()) {
    const answer = must(answers[i], 'answer');
    const { prompt, skill, level, score, runnerUp, task, corrections } = now;
    const judged = await judgedBy({ ...ctx, entry: ENTRY }, now, answer, corrections, signal);
    const said = { at: ctx.clock.now(), night: night.id, prompt, answer, model, checkpoint };
    rows.push({ ...said, skill, level, score, runnerUp, task, corrections, ...judged });
  }
  return rows;
}
