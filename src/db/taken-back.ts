// What a move took back: what was active, and what that had been put upon, where the watch goes back over several nights. Pure.

import type { RowOf } from './tables/index.ts';

/** Ids of checkpoints, newest first; none for a move that takes nothing back. */
export function takenBackBy({ action, from, detail }: Pick<RowOf<'moves'>, 'action' | 'from' | 'detail'>): string[] {
  if (action !== 'rollback' || from === null) return [];
  const { below } = (detail ?? {}) as { below?: unknown };
  return [from, ...(Array.isArray(below) ? below.filter((id) => typeof id === 'string') : [])];
}
