// What the command line checks after a crash, from the tables alone and through a connection of its own: no row that a complete transaction had
// written is gone, every chain verifies, the heads are where the last move left them, and the active file is what its name says.

import type { Integrity, Tails } from '../../workers/lab-api.ts';
import { checkAllChains } from '../db/chain.ts';
import { META } from '../db/connection.ts';
import { openStore, type Store } from '../db/db.ts';
import { type Heads, readHeads } from '../db/heads.ts';
import { opfsFiles } from '../db/opfs.ts';
import { LOG_NAMES, type LogName } from '../db/tables/index.ts';
import { tailOf } from '../db/tables/meta.ts';
import { systemTimer } from '../lib/clock.ts';
import { webLocks } from '../lib/locks.ts';

let opened: Promise<Store> | null = null;
const store = (): Promise<Store> => (opened ??= openStore());

/** The last place of every log that has rows. */
export async function readTails(): Promise<Tails> {
  const { session } = await store();
  const rows = await session.transact('read the ends of the tables', 'read', [META], (tx) =>
    tx.table(META).bulkGet(LOG_NAMES.map((name) => `tail/${name}`)),
  );
  const tails = LOG_NAMES.map((name, i) => [name, tailOf(rows[i])] as const).filter(([, tail]) => tail !== null);
  return Object.fromEntries(tails) as Tails;
}

export async function checkIntegrity(seen: Tails): Promise<Integrity> {
  const tables = await store();
  const chains = await checkAllChains(tables.session);
  const heads = await readHeads(tables);
  return {
    broken: chains.filter(({ ok }) => !ok).map(({ table }) => table),
    lost: await lostRows(tables, seen),
    heads,
    headsAgree: await lastMoveAgrees(tables, heads),
    activeReadable: await isReadable(tables, heads.active),
  };
}

async function lostRows(tables: Store, seen: Tails): Promise<string[]> {
  const lost: string[] = [];
  for (const [table, tail] of Object.entries(seen)) {
    const row = await tables.get(table as LogName, tail.id);
    if (row?.seq !== tail.seq) lost.push(table);
  }
  return lost;
}

async function lastMoveAgrees(tables: Store, { active }: Heads): Promise<boolean> {
  const last = (await tables.list('moves', { newest: true, limit: 1 }))[0];
  return active === (last?.to ?? null);
}

async function isReadable(tables: Store, active: string | null): Promise<boolean> {
  if (active === null) return true;
  const row = await tables.get('checkpoints', active);
  if (row === null) return false;
  const files = await opfsFiles(systemTimer, webLocks());
  return files.read(row.file).then(
    () => true,
    () => false,
  );
}
