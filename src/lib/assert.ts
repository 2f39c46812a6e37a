// Invariants as sentences. A failed one is a defect of ours, not a user's mistake.

import { AppError } from './errors.ts';

export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AppError('assert/failed', `This should hold but does not: ${sentence}`);
}

/** The value, or an error that says which one is missing. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AppError('assert/missing', `Missing: ${what}`);
  return value;
}
