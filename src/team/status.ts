// The state of this browser's Dream Lab, for `lab status` and the page: models, heads, nights, what is stored.

import { checkAllChains } from '../db/chain.ts';
import { readHeads } from '../db/heads.ts';
import { LOG_NAMES } from '../db/tables/index.ts';
import type { OpenedTeam } from './open.ts';
import { unfinishedNight } from './night.ts';

export type StatusReport = {
  learner: { model: string; base: string; adapter: string | null };
  heads: { active: string | null; candidate: string | null; previous: string | null };
  /** Skills that were answered wrongly or disliked and not learned since. */
  open: readonly string[];
  nights: { total: number; last: { id: string; event: string; at: number } | null; unfinished: string | null };
  rows: Record<string, number>;
  files: { count: number; bytes: number };
  /** Tables whose chain of rows does not verify; empty when all is well. */
  damaged: readonly string[];
};

/** @param open what a night would practise now; asked of dream/, which this file must not know */
export async function statusReport(
  { store, files, learner }: OpenedTeam,
  open: () => Promise<readonly string[]>,
): Promise<StatusReport> {
  const { model, base, adapter } = await learner();
  const nights = await store.list('nights');
  const last = nights.at(-1);
  const rows = await Promise.all(LOG_NAMES.map(async (name) => [name, await store.count(name)] as const));
  const stored = await files.list();
  const chains = await checkAllChains(store.session);
  return {
    learner: { model, base, adapter: adapter?.hash ?? null },
    heads: await readHeads(store),
    open: await open(),
    nights: {
      total: nights.filter(({ event }) => event === 'started').length,
      last: last ? { id: last.night ?? last.id, event: last.event, at: last.at } : null,
      unfinished: (await unfinishedNight(store, base))?.id ?? null,
    },
    rows: Object.fromEntries(rows),
    files: { count: stored.length, bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0) },
    damaged: chains.filter(({ ok }) => !ok).map(({ table }) => table),
  };
}
