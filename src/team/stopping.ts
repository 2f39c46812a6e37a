// How a night hears that it shall stop: by the signal, or, earlier, by the flag in shared memory that the user's return raises. Work that waits for
// nothing (making hundreds of tasks) is cut into slices here, so that the message of an abort is let in.

import { throwIfAborted } from '../lib/abort.ts';
import { AppError } from '../lib/errors.ts';
import type { Fence } from '../db/fence.ts';
import type { Context } from './context.ts';

type Stopping = Pick<Context, 'signal' | 'stop'>;

/** Longest stretch of work without a moment for messages, ms. */
const SLICE_MS = 20;

/** @throws AppError abort/aborted when the user is back, or the right to dream is lost. */
export function assertGoing({ signal, stop }: Stopping): void {
  throwIfAborted(signal);
  if (stop?.isRaised()) throw new AppError('abort/aborted', 'Stopped for the user; it goes on where it was.');
}

/** The dreamer's right to write, which ends when the night shall stop: every write transaction reads it before it changes anything. */
export function stoppingFence(ctx: Stopping & Pick<Context, 'fence'>): Fence {
  const { epoch } = ctx.fence;
  return {
    get epoch() {
      assertGoing(ctx);
      return epoch;
    },
  };
}

/** Everything that an iterable makes, made in slices. @throws AppError abort/aborted between two slices. */
export async function inSlices<T>(ctx: Stopping & Pick<Context, 'clock'>, made: Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  let begun = ctx.clock.now();
  for (const item of made) {
    all.push(item);
    if (ctx.clock.now() - begun < SLICE_MS) continue;
    await macrotask();
    assertGoing(ctx);
    begun = ctx.clock.now();
  }
  return all;
}

/** Resolves in a later task; a timer would wait at least 4 ms. */
function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (): void => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
