// Rows that come from outside with their own tests: answered by a model (`ask`) or already solved (`guard`), and judged by the Guardian.

import type { Test } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import { verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { answersTo, codeOfAnswer, type Respondent } from './answer.ts';
import { chunks } from './steps.ts';

export type AskRow = { id: string; prompt: string; tests: readonly Test[]; entry?: string };
export type AskResult = { id: string; code: string; status: string; passed: number; total: number; ms: number };

export type GuardRow = { id: string; language: string; entry: string; solution: string; tests: readonly Test[] };
export type GuardResult = { id: string; status: string; passed: number; total: number; ms: number; reason: string };

export async function guardRows(
  sandbox: Sandbox,
  rows: readonly GuardRow[],
  seed: string,
  onRow: (result: GuardResult) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const { id, language, entry, solution, tests } of rows) {
    const { status, passed, total, ms, reason } = await verify({ language, entry, solution, tests }, sandbox, {
      signal,
      seed,
    });
    onRow({ id, status, passed, total, ms, reason });
  }
}

/** `entry`: the function that an answer must define, where the row does not say. */
export type Asker = Respondent & { sandbox: Sandbox; clock: Clock; batch: number; entry: string };

/** Answers in batches, in order; `ms` is the whole time of a row: its share of the batch's decoding and its own execution. */
export async function askRows(
  asker: Asker,
  rows: readonly AskRow[],
  seed: string,
  onRow: (result: AskResult) => void,
  signal: AbortSignal,
): Promise<void> {
  const { sandbox, clock } = asker;
  for (const batch of chunks(rows, asker.batch)) {
    const started = clock.now();
    const prompts = batch.map(({ prompt }) => prompt);
    const answers = await answersTo(asker, prompts, signal);
    const share = (clock.now() - started) / batch.length;
    for (const [i, { id, tests, entry }] of batch.entries()) {
      const code = codeOfAnswer(must(answers[i], 'answer'));
      const verdict = await verify(
        { language: 'javascript', entry: entry ?? asker.entry, solution: code, tests },
        sandbox,
        { signal, seed },
      );
      const { status, passed, total, ms } = verdict;
      onRow({ id, code, status, passed, total, ms: Math.round(share + ms) });
    }
  }
}
