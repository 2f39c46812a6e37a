// Answers of a model to single questions, and the code in them: a fenced block if there is one, else the whole text. Nothing is
// repaired: what does
// not parse fails.

import type { Task } from '../domains/domain.ts';
import {
  type Adapter,
  type Engine,
  type Generation,
  type GenerateOptions,
  isFamily,
  type ModelName,
} from '../engine/engine.ts';
import { AppError } from '../lib/errors.ts';
import type { Json } from '../lib/json.ts';

/**
 * What a model is asked. The family was made for these tasks and answers with the function alone; others are told what an answer must be. Of the hidden tests
 * nobody learns anything.
 */
export function wordsFor(model: ModelName, { prompt, entry, shown }: Pick<Task, 'prompt' | 'entry' | 'shown'>): string {
  if (isFamily(model)) return prompt;
  const examples = shown.map(
    ({ args, expected }) => `${entry}(${args.map(written).join(', ')}) returns ${written(expected)}.`,
  );
  return [
    prompt,
    `Answer with one JavaScript function named ${entry}, in one fenced block, without explanation.`,
    ...(examples.length ? [`For example: ${examples.join(' ')}`] : []),
  ].join('\n\n');
}

const written = (value: Json): string => JSON.stringify(value);

/** Tokens that others than the family need at most: they explain, however they are asked. */
const TALKATIVE = 512;
export const tokensFor = (model: ModelName, usual: number): number =>
  isFamily(model) ? usual : Math.max(usual, TALKATIVE);

/** Name of the function that an answer defines where no task names another. */
export const ENTRY = 'solve';

const FENCE = /```(?:js|javascript|ts)?\s*\n([\s\S]*?)```/;

/** What some models think aloud before they answer. */
export const THOUGHTS = /^[\s\S]*<\/think>/;

/** Longest answer that is run, characters. */
export const MAX_CODE = 8_000;

export function codeOfAnswer(answer: string): string {
  const said = answer.replace(THOUGHTS, '');
  return (FENCE.exec(said)?.[1] ?? said).trim().slice(0, MAX_CODE);
}

export type Respondent = { engine: Engine; model: ModelName; adapter: Adapter | null; maxNewTokens: number };

/** One answer to each prompt, decoded greedily in one batch, in order. @throws AppError abort/aborted when decoding was stopped */
export async function answersTo(
  respondent: Respondent,
  prompts: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  return (await wholeAnswers(respondent, prompts, {}, signal)).map(({ text }) => text);
}

/**
 * The same, drawn at a temperature where one is given.
 * @throws AppError abort/aborted when decoding was stopped: half an answer is no answer, and must not be judged
 */
export async function wholeAnswers(
  { engine, model, adapter, maxNewTokens }: Respondent,
  prompts: readonly string[],
  drawing: Pick<GenerateOptions, 'temperature' | 'minP' | 'seed'>,
  signal: AbortSignal,
): Promise<Generation[]> {
  const conversations = prompts.map((content) => [{ role: 'user' as const, content }]);
  const options = { model, maxNewTokens, ...drawing, ...(adapter ? { adapter } : {}) };
  const answers = await engine.generateBatch(conversations, options, signal);
  if (answers.some(({ stopped }) => stopped === 'stopped'))
    throw new AppError('abort/aborted', 'Stopped before all answers were complete; start it again to go on.');
  return answers;
}
