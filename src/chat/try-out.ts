// chat, the run button: calls a function of an answer once with arguments that the user gives, and shows what came out. It judges nothing.

import type { Json } from '../lib/json.ts';
import { DEFAULT_LIMITS, type Sandbox } from '../sandbox/sandbox.ts';
import { codeOfAnswer } from '../team/answer.ts';

/** What one call gave, in words where it gave no plain value. */
export type Tried = { value: Json; ms: number } | { trouble: string; ms: number };

/** @throws AppError sandbox/gone, abort/aborted */
export async function tryOut(
  sandbox: Sandbox,
  entry: string,
  answer: string,
  args: readonly Json[],
  signal: AbortSignal,
): Promise<Tried> {
  const solution = codeOfAnswer(answer);
  const ran = await sandbox.run({ language: 'javascript', entry, solution, calls: [args] }, DEFAULT_LIMITS, signal);
  if (ran.status !== 'done') return { trouble: ran.reason, ms: ran.ms };
  const [result] = ran.results;
  if (result?.kind === 'value') return { value: result.value, ms: ran.ms };
  const trouble =
    result?.kind === 'throw'
      ? `It threw: ${result.message}`
      : `It gave ${result?.what ?? 'nothing'}, which is no plain value.`;
  return { trouble, ms: ran.ms };
}
