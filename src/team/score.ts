// How one model does on items: the reference is scored as a draft in one forward pass; only where greedy decoding differs is the answer decoded, and
// only an answer that is not plainly no function is executed. Same outcome as decoding and executing everything.

import type { Task } from '../domains/domain.ts';
import type { Adapter, Engine, ModelName } from '../engine/engine.ts';
import { must } from '../lib/assert.ts';
import { repeatedIn } from '../lib/repetition.ts';
import { mean } from '../lib/stats.ts';
import { claimOf, verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { answersTo, codeOfAnswer } from './answer.ts';
import type { Context } from './context.ts';
import { chunks } from './steps.ts';

export type Scored = {
  /** One character an item, 1 = passed. */
  outcomes: string;
  /** Mean −log p of the references, nats per token, over those that the model can read; NaN when it can read none. */
  nll: number;
  /** Mean share of an answer that repeats what it said before. */
  repeated: number;
};

export type Examiner = { engine: Engine; sandbox: Sandbox; batch: number; maxNewTokens: number; signal: AbortSignal };

/** As nights examine. */
export function examinerOf({ engine, sandbox, signal, settings: { batch, maxNewTokens } }: Context): Examiner {
  return { engine, sandbox, signal, batch, maxNewTokens };
}

/** @throws AppError abort/aborted, sandbox/gone, and what the engine throws. */
export async function scoreItems(
  examiner: Examiner,
  model: ModelName,
  adapter: Adapter | null,
  items: readonly Task[],
): Promise<Scored> {
  const scores = await examiner.engine.score(
    items.map(({ prompt, reference }) => ({ messages: [{ role: 'user', content: prompt }], draft: reference })),
    { model, ...(adapter ? { adapter } : {}) },
    examiner.signal,
  );
  const failed = new Set<number>();
  const said = items.map(({ reference }) => reference);
  const open = [...items.keys()].filter((i) => !must(scores[i], 'score').agrees);
  for (const batch of chunks(open, examiner.batch)) {
    const tasks = batch.map((i) => must(items[i], 'item'));
    const prompts = tasks.map(({ prompt }) => prompt);
    const answers = await answersTo({ ...examiner, model, adapter }, prompts, examiner.signal);
    for (const [at, i] of batch.entries()) {
      said[i] = must(answers[at], 'answer');
      if (!(await passes(examiner, must(tasks[at], 'task'), said[i]))) failed.add(i);
    }
  }
  const readable = scores.filter(({ nll }) => Number.isFinite(nll));
  const sum = (of: 'nll' | 'tokens'): number => readable.reduce((all, score) => all + score[of], 0);
  return {
    outcomes: items.map((_, i) => (failed.has(i) ? '0' : '1')).join(''),
    nll: sum('nll') / sum('tokens'),
    repeated: mean(said.map(repeatedIn)),
  };
}

async function passes({ sandbox, signal }: Examiner, task: Task, answer: string): Promise<boolean> {
  const solution = codeOfAnswer(answer);
  if (!solution.includes(task.entry)) return false; // an answer that never names the function cannot define it
  return (await verify(claimOf(task, solution), sandbox, { signal, seed: task.key })).status === 'pass';
}
