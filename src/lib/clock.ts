// Time as a value that is passed in: a clock to read and a timer to wait on, so that tests own both.
// Records are ordered by sequence numbers, never by a clock: a clock may jump.

import { AppError } from './errors.ts';

export type Clock = {
  /** Milliseconds since 1970, UTC. */
  now(): number;
};

export type Timer = {
  /** Runs once after `ms` milliseconds; the returned function cancels it (no effect once it ran). */
  after(ms: number, run: () => void): () => void;
};

export const systemClock: Clock = { now: () => Date.now() };

export const systemTimer: Timer = {
  after: (ms, run) => {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
};

/** Resolves after `ms` milliseconds. @throws AppError abort/aborted as soon as the signal is aborted. */
export function sleep(ms: number, timer: Timer, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      cancel();
      reject(new AppError('abort/aborted', 'Stopped while waiting.', {}, signal?.reason));
    };
    const cancel = timer.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

export type FakeTime = Clock &
  Timer & {
    /** Moves the time on and runs what falls due, in order. */
    advance(ms: number): void;
    /** How many timers are set. */
    waiting(): number;
  };

/** A clock and timer for tests: time stands still until `advance`. */
export function fakeTime(start = 0): FakeTime {
  let now = start;
  let waiting: { at: number; run: () => void }[] = [];
  const due = (until: number): { at: number; run: () => void } | undefined =>
    waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    waiting: () => waiting.length,
    after: (ms, run) => {
      const entry = { at: now + ms, run };
      waiting.push(entry);
      return () => void (waiting = waiting.filter((other) => other !== entry));
    },
    advance: (ms) => {
      const until = now + ms;
      for (let next = due(until); next !== undefined; next = due(until)) {
        const current = next;
        waiting = waiting.filter((other) => other !== current);
        now = current.at;
        current.run();
      }
      now = until;
    },
  };
}
