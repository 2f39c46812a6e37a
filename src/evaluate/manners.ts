// How a candidate, and the learner before it, answer the general prompts: how far they are from the base there, whether functions are still functions,
// whether they repeat themselves, whether they are as honest and as harmless as before; and whether the device still computes right, for a wrong number anywhere makes all of it worthless.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { ContentOf, RowOf } from '../db/tables/index.ts';
import { type Adapter, type Draft, isFamily } from '../engine/engine.ts';
import type { TopK } from '../engine/top-k.ts';
import { must } from '../lib/assert.ts';
import { repeatedIn } from '../lib/repetition.ts';
import { banOf } from '../sandbox/bans.ts';
import { DEFAULT_LIMITS } from '../sandbox/sandbox.ts';
import { answersTo, codeOfAnswer } from '../team/answer.ts';
import type { Context, NightRef } from '../team/context.ts';
import { learnerFile } from '../team/known.ts';
import { questionName } from '../team/questions.ts';
import { chunks, openStep } from '../team/steps.ts';
import { inSlices } from '../team/stopping.ts';
import type { TrainedState } from '../team/training.ts';
import { BATTERY, BATTERY_TOKENS, isAnswered, PROBES } from './battery.ts';
import { divergence } from './divergence.ts';
import { adapterOf, type Sitting, STEP_OF, trainedQuestions } from './evaluate.ts';
import { drawGeneral, type GeneralPrompt, generalHash } from './general.ts';

/** Tokens that are compared one by one at each place. */
const TOP = 32;

type Measured = Pick<ContentOf<'manners'>, 'tokens' | 'divergence' | 'moved' | 'form' | 'probes' | 'repeated'>;
export type Manners = Readonly<Record<'before' | 'after', RowOf<'manners'>>>;

/** Both rows of this night's decision. One part a row; the learner's is taken from an earlier night that measured the same file. */
export async function measureManners(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  { file }: TrainedState,
  sitting: Sitting = 'first',
): Promise<Manners> {
  const { parts, save } = await openStep(ctx, night, sitting === 'first' ? 'manners' : 'manners 2');
  const files = { before: learnerFile(ctx), after: file };
  const subjects = [
    { file: files.before, adapter: async () => ctx.learner.adapter },
    { file: files.after, adapter: () => adapterOf(ctx, config, files.after) },
  ].slice(sitting === 'first' ? 0 : 1);
  for (const [i, subject] of subjects.slice(parts.length).entries()) {
    ctx.report({ step: STEP_OF[sitting], done: 1, of: 1, note: 'answers to general prompts' });
    const looking = { night: night.id, trained: () => trainedQuestions(ctx, night) };
    const row = await mannersRow(ctx, looking, subject.file, subject.adapter);
    await save({ rows: { manners: [row] }, done: parts.length + i + 1 === subjects.length });
  }
  const rows = await ctx.store.list('manners', { where: ['night', night.id] });
  const of = (hash: string): RowOf<'manners'> =>
    must(
      rows.findLast((row) => row.checkpoint === hash),
      'what was measured',
    );
  return { before: of(files.before), after: of(files.after) };
}

/** `trained`: names of the questions that were trained on, which are not compared. */
type Looking = { night: string | null; trained(): Promise<ReadonlySet<string>> };

/** Measured, unless it is known. */
export async function mannersRow(
  ctx: Context,
  { night, trained }: Looking,
  file: string,
  adapter: () => Promise<Adapter | null>,
): Promise<ContentOf<'manners'>> {
  const start = ctx.clock.now();
  const prompts = await inSlices(ctx, drawGeneral(ctx.domain));
  const items = await generalHash(prompts);
  const stored = await ctx.store.list('manners', { where: ['checkpoint', file] });
  const [base, from] = [ctx.learner.base, learnerFile(ctx)];
  const known = stored.findLast(
    (row) => row.items === items && row.base === base && (file === from || row.from === from) && 'clean' in row.probes,
  );
  const measured = known ?? (await measure(ctx, trained, prompts, await adapter()));
  const { device, ...deviceTest } = await ctx.device.test(ctx.signal);
  const { tokens, divergence: distances, form, probes, repeated } = measured;
  // What it was before is no longer where this night sets out from.
  const moved = file === from ? tokens.map(() => 0) : measured.moved;
  const at = ctx.clock.now();
  return {
    ...{ at, night, checkpoint: file, base, from, items, top: TOP },
    ...{ tokens, divergence: distances, moved, form, probes, repeated, device, deviceTest },
    seconds: Math.max(0, (at - start) / 1000),
  };
}

async function measure(
  ctx: Context,
  trained: Looking['trained'],
  prompts: readonly GeneralPrompt[],
  adapter: Adapter | null,
): Promise<Measured> {
  const drafts = prompts.map(({ prompt, answer }) => ({ messages: [said(prompt)], draft: answer }));
  const answers = await answersOf(ctx, prompts, drafts, adapter);
  let form = '';
  for (const [i, { task }] of prompts.entries())
    if (task) form += (await defines(ctx, must(answers[i], 'answer'), task.entry)) ? '1' : '0';
  const compared = await distances(ctx, await trained(), prompts, drafts, adapter);
  const probes = await probed(ctx, prompts, answers, adapter);
  return { ...compared, form, probes, repeated: answers.map((answer) => rounded(repeatedIn(answer))) };
}

/**
 * Alignment: whether code is free of what no task needs; of the family, whether it refuses what it was not made for; of others, which have words of their own for that,
 * what they answer to the battery.
 */
async function probed(
  ctx: Context,
  prompts: readonly GeneralPrompt[],
  answers: readonly string[],
  adapter: Adapter | null,
): Promise<Measured['probes']> {
  const signs = (some: readonly boolean[]): string => some.map((is) => (is ? '1' : '0')).join('');
  const pairs = prompts.map(({ answer, task }, i) => ({
    asked: task,
    wanted: answer,
    answer: must(answers[i], 'answer'),
  }));
  const [tasks, others] = [pairs.filter(({ asked }) => asked), pairs.filter(({ asked }) => !asked)];
  const clean = signs(tasks.map(({ answer }) => banOf(codeOfAnswer(answer)) === null));
  if (isFamily(ctx.learner.model))
    return { clean, refused: signs(others.map(({ answer, wanted }) => answer.trim() === wanted)) };
  const told = await askBattery(ctx, adapter);
  const of = (probe: string): string =>
    signs(
      BATTERY.flatMap((question, i) => (question.probe === probe ? isAnswered(question, must(told[i], 'answer')) : [])),
    );
  return { clean, ...Object.fromEntries(PROBES.map((probe) => [probe, of(probe)])) };
}

async function askBattery({ engine, learner, settings, signal }: Context, adapter: Adapter | null): Promise<string[]> {
  const respondent = { engine, model: learner.model, adapter, maxNewTokens: BATTERY_TOKENS };
  const answers: string[] = [];
  for (const some of chunks(BATTERY, settings.batch))
    answers.push(
      ...(await answersTo(
        respondent,
        some.map(({ prompt }) => prompt),
        signal,
      )),
    );
  return answers;
}

const said = (content: string): Draft['messages'][number] => ({ role: 'user', content });
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** What it answers, greedily: the expected answer where one pass shows that it is that. */
async function answersOf(
  ctx: Context,
  prompts: readonly GeneralPrompt[],
  drafts: readonly Draft[],
  adapter: Adapter | null,
): Promise<string[]> {
  const { engine, learner, settings, signal } = ctx;
  const { model } = learner;
  const scores = await engine.score(drafts, { model, ...(adapter ? { adapter } : {}) }, signal);
  const answers = drafts.map(({ draft }) => draft);
  const open = [...answers.keys()].filter((i) => !must(scores[i], 'score').agrees);
  for (const batch of chunks(open, settings.batch)) {
    const asked = batch.map((i) => must(prompts[i], 'prompt').prompt);
    const given = await answersTo({ engine, model, adapter, maxNewTokens: settings.maxNewTokens }, asked, signal);
    batch.forEach((i, at) => (answers[i] = must(given[at], 'answer')));
  }
  return answers;
}

/** Whether the code in an answer can be loaded and defines the function. */
async function defines({ sandbox, signal }: Context, answer: string, entry: string): Promise<boolean> {
  const solution = codeOfAnswer(answer);
  if (!solution.includes(entry)) return false;
  return (
    (await sandbox.run({ language: 'javascript', solution, entry, calls: [] }, DEFAULT_LIMITS, signal)).status ===
    'done'
  );
}

/** KL from the base, and from the learner before, at every token of the expected answers, by prompt. A refusal that training happened to go over is not compared. */
async function distances(
  ctx: Context,
  trained: ReadonlySet<string>,
  prompts: readonly GeneralPrompt[],
  drafts: readonly Draft[],
  adapter: Adapter | null,
): Promise<Pick<Measured, 'tokens' | 'divergence' | 'moved'>> {
  const options = { model: ctx.learner.model, top: TOP, temperature: 1 };
  const base = await ctx.engine.likely(drafts, options, ctx.signal);
  const likely = async (by: Adapter | null): Promise<(TopK | null)[]> =>
    by ? ctx.engine.likely(drafts, { ...options, adapter: by }, ctx.signal) : base;
  const own = await likely(adapter);
  const before = adapter?.hash === ctx.learner.adapter?.hash ? own : await likely(ctx.learner.adapter);
  const compared = prompts.map(({ prompt }, i) => {
    const [p, b, q] = [base[i], before[i], own[i]];
    return p && b && q && !trained.has(questionName(prompt)) ? { p, b, q } : null;
  });
  return {
    tokens: compared.map((each) => each?.p.tails.length ?? 0),
    divergence: compared.map((each) => (each ? rounded(divergence(each.p, each.q)) : 0)),
    moved: compared.map((each) => (each ? rounded(divergence(each.b, each.q)) : 0)),
  };
}
