// The watchdog: a storage call that neither succeeds nor fails (a full disk does this) is cut after a limit.
// What was cut may still happen later: writes are made so that doing them twice changes nothing.

import { AppError } from '../lib/errors.ts';
import type { Timer } from '../lib/clock.ts';

export const STORAGE_LIMIT_MS = 3000;

/**
 * The promise, or storage/timeout after `ms` milliseconds. `onTimeout` runs once, before the rejection.
 * @throws AppError storage/timeout, or whatever the promise rejects with.
 */
export function within<T>(
  promise: PromiseLike<T>,
  ms: number,
  timer: Timer,
  doing: string,
  onTimeout?: () => void,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = timer.after(ms, () => {
      onTimeout?.();
      reject(timeout(doing, ms));
    });
    void Promise.resolve(promise).then(resolve, reject).finally(cancel);
  });
}

function timeout(doing: string, ms: number): AppError {
  return new AppError(
    'storage/timeout',
    `Could not ${doing} within ${ms / 1000} s: the disk does not answer. It is not known whether it was saved; ` +
      'saving it again is safe. Check that the disk is not full.',
    { doing, ms },
  );
}
