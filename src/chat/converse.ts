// chat, one prompt by the user: the learner (or the lead) answers, streamed; code is run on tests of the skill that the prompt asks for; the exchange is stored as
// an episode. No fence: it is the user's own action, whoever dreams.

import type { Store } from '../db/db.ts';
import { rowId } from '../db/rows.ts';
import type { Domain, Task } from '../domains/domain.ts';
import type { Engine } from '../engine/engine.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { codeOfAnswer, tokensFor, wordsFor } from '../team/answer.ts';
import type { Learner } from '../team/context.ts';

export type Converser = {
  store: Store;
  engine: Engine;
  sandbox: Sandbox;
  domain: Domain;
  /** Who answers: the learner, or whom the user chose in its place. */
  speaker: Speaker;
  clock: Clock;
  maxNewTokens: number;
};

/** `told`: it must be told what an answer is; the learner is not, for that is what it learns. */
export type Speaker = Pick<Learner, 'model' | 'adapter' | 'checkpoint'> & { told: boolean };

export type Exchange = {
  episode: string;
  answer: string;
  code: string;
  /** As in episodes: pass, fail, error, timeout, unscorable, or unmatched when the prompt fits no skill. */
  verdict: string;
  skill: string | null;
  level: number | null;
  passed: number;
  total: number;
  ms: number;
  tokensPerSecond: number;
  stopped: 'end' | 'length';
};

/** @throws AppError abort/aborted when it was stopped before the answer was whole: half an answer is neither judged nor stored; those of engine, sandbox, storage */
export async function converse(
  it: Converser,
  prompt: string,
  onText: (piece: string) => void,
  signal: AbortSignal,
): Promise<Exchange> {
  const { model, adapter, checkpoint, told } = it.speaker;
  const match = it.domain.match(prompt);
  const content = match && told ? wordsFor(model, { ...match.task, prompt }) : prompt;
  const options = { model, maxNewTokens: tokensFor(model, it.maxNewTokens), ...(adapter ? { adapter } : {}) };
  const { text, tokens, seconds, stopped } = await it.engine.generate(
    [{ role: 'user', content }],
    options,
    onText,
    signal,
  );
  if (stopped === 'stopped')
    throw new AppError('abort/aborted', 'Stopped before the answer was complete. Ask again for all of it.');
  const code = codeOfAnswer(text);
  const at = it.clock.now();
  const asked = match && { skill: match.skill, level: match.level, score: match.score, runnerUp: match.runnerUp };
  const verdict = match
    ? await judged(it, match.task, code, signal)
    : { status: 'unmatched' as const, passed: 0, total: 0, ms: 0 };
  const task = match ? { at, night: null, ...match.task, split: 'train' as const, seeds: [] } : null;
  const episode = {
    ...{ at, night: null, prompt, answer: text, model, checkpoint, ...(asked ?? {}) },
    ...{
      task: task ? await rowId('tasks', task) : null,
      verdict: verdict.status,
      passed: verdict.passed,
      total: verdict.total,
    },
  };
  await it.store.appendAll({ ...(task ? { tasks: [task] } : {}), episodes: [episode] }, null);
  const { status, ...counts } = verdict;
  return {
    ...{ episode: await rowId('episodes', episode), answer: text, code, verdict: status, ...counts, stopped },
    ...{
      skill: asked?.skill ?? null,
      level: asked?.level ?? null,
      tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
    },
  };
}

function judged(
  { sandbox }: Converser,
  { entry, shown, hidden, key }: Task,
  solution: string,
  signal: AbortSignal,
): ReturnType<typeof verify> {
  return verify({ language: 'javascript', entry, solution, tests: [...shown, ...hidden] }, sandbox, {
    signal,
    seed: key,
  });
}
