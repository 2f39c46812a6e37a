// chat: prompts -> episodes. The learner answers each prompt, the answer is run on tests that come from the skill that the prompt asks for.
// A prompt that matches no skill is answered too, reported `unmatched`, and trains nothing. A prompt that is repeated is asked once.

import { rowId } from '../db/rows.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import { claimOf, verify } from '../sandbox/guardian.ts';
import { answersTo, codeOfAnswer } from '../team/answer.ts';
import type { Context, NightRef } from '../team/context.ts';
import { taskRow } from '../team/rows.ts';
import { chunks, openStep } from '../team/steps.ts';

type Exchange = { task: DraftOf<'tasks'> | null; episode: DraftOf<'episodes'> };

/** Asks what has not been asked yet this night. */
export async function ask(ctx: Context, night: NightRef, prompts: readonly string[]): Promise<void> {
  const { parts, save } = await openStep(ctx, night, 'ask');
  const batches = chunks([...new Set(prompts)], ctx.settings.batch);
  const last = Math.max(1, batches.length);
  for (let part = parts.length; part < last; part++) {
    const exchanges = await exchange(ctx, night, batches[part] ?? []);
    ctx.report({ step: 'ask', done: part + 1, of: last, note: `${exchanges.length} prompts answered` });
    const rows = {
      tasks: exchanges.flatMap(({ task }) => task ?? []),
      episodes: exchanges.map(({ episode }) => episode),
    };
    await save({ rows, done: part + 1 === last });
  }
}

async function exchange(ctx: Context, night: NightRef, prompts: readonly string[]): Promise<Exchange[]> {
  if (prompts.length === 0) return [];
  const { engine, learner, settings, signal } = ctx;
  const answers = await answersTo({ engine, ...learner, maxNewTokens: settings.maxNewTokens }, prompts, signal);
  const exchanges: Exchange[] = [];
  for (const [i, prompt] of prompts.entries())
    exchanges.push(await judge(ctx, night, prompt, must(answers[i], 'answer')));
  return exchanges;
}

async function judge(ctx: Context, night: NightRef, prompt: string, answer: string): Promise<Exchange> {
  const { model, checkpoint } = ctx.learner;
  const said = { at: ctx.clock.now(), night: night.id, prompt, answer, model, checkpoint };
  const match = ctx.domain.match(prompt);
  if (!match) return { task: null, episode: { ...said, verdict: 'unmatched' } };
  const { skill, level, score, runnerUp } = match;
  const { status, passed, total } = await verify(claimOf(match.task, codeOfAnswer(answer)), ctx.sandbox, {
    signal: ctx.signal,
    seed: `${night.seed}/ask`,
  });
  const task = taskRow(ctx, night, match.task, 'train', []);
  const matched = { skill, level, score, runnerUp, task: await rowId('tasks', task) };
  return { task, episode: { ...said, ...matched, verdict: status, passed, total } };
}
