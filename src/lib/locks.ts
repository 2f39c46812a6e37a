// Named locks between tabs and workers: Web Locks in the browser, the same promises in memory for Node and tests.
// A frozen tab keeps its lock, so a lock alone proves nothing about writes: see src/db/fence.ts.

import { AppError } from './errors.ts';
import { throwIfAborted } from './abort.ts';

export type Lock = {
  /** Aborted when another holder took the lock by force. */
  readonly lost: AbortSignal;
  /** Resolves when the lock is free again. */
  release(): Promise<void>;
};

/** `wait` = stand in line; `try` = null when it is taken; `steal` = take it now, the holder's `lost` is aborted. */
export type LockMode = 'wait' | 'try' | 'steal';

export type Locks = {
  /** @throws AppError abort/aborted when the signal is aborted while waiting. */
  acquire(name: string, mode: LockMode, signal?: AbortSignal): Promise<Lock | null>;
};

/** Web Locks of this origin. */
export function webLocks(manager: LockManager = navigator.locks): Locks {
  return {
    acquire: async (name, mode, signal) => {
      throwIfAborted(signal);
      return new Promise<Lock | null>((resolve, reject) => requestLock(manager, name, mode, signal, resolve, reject));
    },
  };
}

function requestLock(
  manager: LockManager,
  name: string,
  mode: LockMode,
  signal: AbortSignal | undefined,
  resolve: (lock: Lock | null) => void,
  reject: (error: AppError) => void,
): void {
  const lost = new AbortController();
  let free: () => void = () => undefined;
  const held = new Promise<void>((done) => (free = done));
  // The signal may only accompany a waiting request; the other two answer at once.
  const options: LockOptions =
    mode === 'wait' ? (signal ? { signal } : {}) : mode === 'try' ? { ifAvailable: true } : { steal: true };
  const request = manager.request(name, options, async (lock) => {
    if (lock === null) return resolve(null);
    resolve({
      lost: lost.signal,
      release: () => {
        free();
        return ended;
      },
    });
    await held;
  });
  const ended: Promise<void> = request.then(
    () => undefined,
    (error: unknown) => {
      if (signal?.aborted)
        reject(new AppError('abort/aborted', `Stopped while waiting for the lock ${name}.`, { name }, error));
      else reject(new AppError('lock/failed', `The lock ${name} could not be had. Reload the page.`, { name }, error));
      lost.abort();
    },
  );
}

type Waiter = { give: (lock: Lock) => void };

/** Locks within this thread, with the same behaviour as Web Locks. */
export function memoryLocks(): Locks {
  const holders = new Map<string, AbortController>();
  const lines = new Map<string, Waiter[]>();

  const hold = (name: string): Lock => {
    const lost = new AbortController();
    holders.set(name, lost);
    return { lost: lost.signal, release: () => Promise.resolve(free(name, lost)) };
  };
  const free = (name: string, holder: AbortController): void => {
    if (holders.get(name) !== holder) return;
    holders.delete(name);
    lines.get(name)?.shift()?.give(hold(name));
  };
  const wait = (name: string, signal: AbortSignal | undefined): Promise<Lock> =>
    new Promise((resolve, reject) => {
      const line = lines.get(name) ?? [];
      lines.set(name, line);
      const leave = (): void => {
        line.splice(line.indexOf(waiter), 1);
        reject(new AppError('abort/aborted', `Stopped while waiting for the lock ${name}.`, { name }));
      };
      const waiter: Waiter = {
        give: (lock) => {
          signal?.removeEventListener('abort', leave);
          resolve(lock);
        },
      };
      line.push(waiter);
      signal?.addEventListener('abort', leave, { once: true });
    });

  return {
    acquire: async (name, mode, signal) => {
      throwIfAborted(signal);
      const holder = holders.get(name);
      if (holder === undefined) return hold(name);
      if (mode === 'try') return null;
      if (mode === 'wait') return wait(name, signal);
      const lock = hold(name);
      holder.abort();
      return lock;
    },
  };
}
