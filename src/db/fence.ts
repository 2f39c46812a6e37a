// One dreamer at a time. The lock keeps honest tabs apart; the epoch stops a tab that was frozen while it held the lock and
// wakes up after another took it: every write of a dream asserts, in its own transaction, that no newer epoch exists.

import { AppError } from '../lib/errors.ts';
import type { LockMode, Locks } from '../lib/locks.ts';
import { META } from './connection.ts';
import type { Session, Tx } from './session.ts';
import { isEpoch } from './tables/meta.ts';

/** The right to write as the dreamer, until a newer epoch exists. */
export type Fence = { readonly epoch: number };

export type Dreamer = {
  readonly fence: Fence;
  /** Aborted when another tab took over by force. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
};

/** The Web Lock that the dreamer holds: others see by it that somebody dreams. */
export const DREAMER_LOCK = 'dream-lab/dreamer';

/**
 * Becomes the one dreamer: takes the lock, then a new epoch. Null when `mode` is `try` and another tab dreams.
 * @throws AppError abort/aborted while waiting, storage/… when the epoch cannot be written (the lock is free again then).
 */
export async function becomeDreamer(
  session: Session,
  locks: Locks,
  mode: LockMode,
  signal?: AbortSignal,
): Promise<Dreamer | null> {
  const lock = await locks.acquire(DREAMER_LOCK, mode, signal);
  if (lock === null) return null;
  try {
    return { fence: await nextEpoch(session), lost: lock.lost, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Raises the epoch by one: from then on every older fence is refused. */
function nextEpoch(session: Session): Promise<Fence> {
  return session.transact('take over dreaming', 'write', [META], async (tx) => {
    const epoch = (await storedEpoch(tx)) + 1;
    await tx.table(META).put({ name: 'epoch', value: epoch });
    return { epoch };
  });
}

/**
 * Asserts inside a write transaction that spans meta that this fence is the newest. Null = the user's own action.
 * @throws AppError storage/fenced
 */
export async function assertFence(tx: Tx, fence: Fence | null): Promise<void> {
  if (fence === null) return;
  const epoch = await storedEpoch(tx);
  if (epoch === fence.epoch) return;
  throw new AppError(
    'storage/fenced',
    'Not saved: another tab dreams now. This tab stops dreaming; nothing was lost.',
    { epoch, ours: fence.epoch },
  );
}

async function storedEpoch(tx: Tx): Promise<number> {
  const row = await tx.table(META).get('epoch');
  const value = typeof row === 'object' && row !== null && 'value' in row ? row.value : 0;
  if (!isEpoch(value))
    throw new AppError(
      'storage/damaged',
      'The number of the dreaming tab cannot be read. Dreaming stays off; restore from an export.',
      { value },
    );
  return value as number;
}
