// Stopping work: the few helpers around AbortSignal. Every stop surfaces as one error, code abort/aborted.

import { AppError } from './errors.ts';

/** @throws AppError abort/aborted when the signal is aborted. */
export function throwIfAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}

/**
 * The promise, or abort/aborted as soon as the signal is aborted. The work behind the promise is not stopped by this:
 * use it where the work itself cannot listen to a signal.
 */
export function abortable<T>(promise: PromiseLike<T>, signal: AbortSignal | null | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(aborted(signal));
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    void Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal?.removeEventListener('abort', stop));
  });
}

/** One signal that aborts as soon as one of the given ones does; absent ones are left out. */
export function anySignal(...signals: readonly (AbortSignal | null | undefined)[]): AbortSignal {
  return AbortSignal.any(signals.filter((signal) => signal !== null && signal !== undefined));
}

function aborted(signal: AbortSignal | null | undefined): AppError {
  return new AppError('abort/aborted', 'Stopped before it was finished; start it again to go on.', {}, signal?.reason);
}
