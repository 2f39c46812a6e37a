// The store: append rows, read them back. Saved means that the strict transaction is complete; a row that cannot be trusted
// is set aside and reported, and the rest of the list still loads. No function here changes or deletes a row.

import { AppError } from '../lib/errors.ts';
import { assert } from '../lib/assert.ts';
import { silentLog } from '../lib/log.ts';
import type { Log } from '../lib/log.ts';
import { systemTimer } from '../lib/clock.ts';
import type { Timer } from '../lib/clock.ts';
import { META } from './connection.ts';
import type { Backend, Connection } from './connection.ts';
import { assertFence } from './fence.ts';
import type { Fence } from './fence.ts';
import { makeReader } from './reader.ts';
import type { Reader } from './reader.ts';
import { insert, prepare } from './rows.ts';
import type { Prepared } from './rows.ts';
import { openSession } from './session.ts';
import type { Session, SessionState } from './session.ts';
import { schemaOf } from './tables/index.ts';
import type { DraftOf, LogName, RowOf } from './tables/index.ts';

export type StoreOptions = {
  /** Database name; one per profile unless a test wants its own. */
  name?: string;
  backend?: Backend;
  timer?: Timer;
  log?: Log;
  onState?: (state: SessionState) => void;
};

/** Rows for several tables, to be saved together or not at all. */
export type Batch = { readonly [T in LogName]?: readonly DraftOf<T>[] };
export type Saved = { readonly [T in LogName]?: readonly RowOf<T>[] };

export type Store = Reader & {
  /**
   * Saves rows of one table; resolves with them, in order, when the transaction is complete. A row that is there already
   * is not saved twice.
   * @param fence the dreamer's right to write, null for what the user does.
   * @throws AppError storage/bad-row, storage/row-too-large, storage/fenced, storage/quota, storage/timeout, storage/read-only, …
   */
  append<T extends LogName>(table: T, drafts: readonly DraftOf<T>[], fence: Fence | null): Promise<readonly RowOf<T>[]>;
  /** The same for several tables in one transaction. */
  appendAll(batch: Batch, fence: Fence | null): Promise<Saved>;
  state(): SessionState;
  /** How the database was found: `data-lost` = the browser replaced a corrupt store by an empty one. */
  readonly opened: Connection['opened'];
  /** For the other files of this folder. */
  readonly session: Session;
  close(): void;
};

const MAX_ROWS = 5000;

/**
 * Opens the database, makes or upgrades its tables.
 * @throws AppError storage/newer-schema, storage/blocked, storage/refused, storage/timeout, storage/io
 */
export async function openStore(options: StoreOptions = {}): Promise<Store> {
  const log = options.log ?? silentLog;
  const session = await openSession({
    name: options.name ?? 'dream-lab',
    schema: schemaOf(),
    backend: options.backend ?? browserBackend(),
    timer: options.timer ?? systemTimer,
    log,
    onState: options.onState,
  });
  if (session.opened === 'data-lost')
    log.error('storage: the browser found the database corrupt and started an empty one', { name: options.name });
  const appendAll: Store['appendAll'] = (batch, fence) => save(session, batch, fence);
  return {
    append: async (table, drafts, fence) =>
      ((await appendAll({ [table]: drafts } as Batch, fence))[table] ?? []) as never,
    appendAll,
    ...makeReader(session, log),
    state: session.state,
    opened: session.opened,
    session,
    close: session.close,
  };
}

function browserBackend(): Backend {
  if (typeof indexedDB !== 'undefined') return { indexedDB, IDBKeyRange };
  throw new AppError(
    'storage/refused',
    'This browser window does not allow storage. Open Dream Lab in a normal window and allow site data.',
  );
}

async function save(session: Session, batch: Batch, fence: Fence | null): Promise<Saved> {
  const names = (Object.keys(batch) as LogName[]).filter((name) => (batch[name] ?? []).length > 0);
  const ready: [LogName, Prepared[]][] = await Promise.all(
    names.map(async (name): Promise<[LogName, Prepared[]]> => [
      name,
      await prepare(name, (batch[name] ?? []) as readonly DraftOf<LogName>[]),
    ]),
  );
  const rows = ready.reduce((sum, [, prepared]) => sum + prepared.length, 0);
  assert(rows <= MAX_ROWS, `at most ${MAX_ROWS} rows are saved at once, these are ${rows}`);
  if (rows === 0) return {};
  return session.transact(`write to ${names.join(', ')}`, 'write', [...names, META], async (tx) => {
    await assertFence(tx, fence);
    const saved: [LogName, readonly RowOf<LogName>[]][] = [];
    for (const [name, prepared] of ready) saved.push([name, await insert(tx, name, prepared)]);
    return Object.fromEntries(saved) as Saved;
  });
}
