// Errors with a code, the facts, and what to do next. Branch on `code`, never on the class: classes do not survive a worker border.

export type ErrorCode = `${string}/${string}`;

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly facts: Readonly<Record<string, unknown>>;

  /** @param code area/name, stable. @param message facts and what to do next, one or two sentences. @param facts values for logs and tests. */
  constructor(code: ErrorCode, message: string, facts: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.facts = facts;
  }
}

/** The code of any thrown value: ours, an abort, or `unknown/error`. Works on errors that crossed a worker border as plain objects. */
export function codeOf(error: unknown): ErrorCode {
  if (typeof error === 'object' && error !== null) {
    if ('code' in error && typeof error.code === 'string' && error.code.includes('/')) return error.code as ErrorCode;
    if ('name' in error && error.name === 'AbortError') return 'abort/aborted';
    if ('name' in error && error.name === 'QuotaExceededError') return 'storage/quota';
  }
  return 'unknown/error';
}

/** One readable line for any thrown value. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
