// Answers of a model to single questions, and the code in them: a fenced block if there is one, else the whole text. Nothing is repaired: what does
// not parse fails.

import type { Adapter, Engine, ModelName } from '../engine/engine.ts';
import { AppError } from '../lib/errors.ts';

const FENCE = /```(?:js|javascript|ts)?\s*\n([\s\S]*?)```/;

/** Longest answer that is run, characters. */
export const MAX_CODE = 8_000;

export function codeOfAnswer(answer: string): string {
  return (FENCE.exec(answer)?.[1] ?? answer).trim().slice(0, MAX_CODE);
}

export type Respondent = { engine: Engine; model: ModelName; adapter: Adapter | null; maxNewTokens: number };

/**
 * One answer to each prompt, decoded greedily in one batch, in order.
 * @throws AppError abort/aborted when decoding was stopped: half an answer is no answer, and must not be judged.
 */
export async function answersTo(
  { engine, model, adapter, maxNewTokens }: Respondent,
  prompts: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const conversations = prompts.map((content) => [{ role: 'user' as const, content }]);
  const options = { model, maxNewTokens, ...(adapter ? { adapter } : {}) };
  const answers = await engine.generateBatch(conversations, options, signal);
  if (answers.some(({ stopped }) => stopped === 'stopped'))
    throw new AppError('abort/aborted', 'Stopped before all answers were complete; start it again to go on.');
  return answers.map(({ text }) => text);
}
