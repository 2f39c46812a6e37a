// A session keeps the database usable: it opens a connection, runs transactions under the watchdog, opens a new connection
// when one dies, and after three that did not help it stops writing. It knows nothing of what is in the tables.

import type { Table } from 'dexie';
import { AppError } from '../lib/errors.ts';
import type { Timer } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { connect, META, SCHEMA_KEY, versionOf } from './connection.ts';
import type { Backend, Connection, Schema } from './connection.ts';
import { storageError } from './storage-errors.ts';
import { STORAGE_LIMIT_MS, within } from './watchdog.ts';

/** What a transaction body may touch. It must wait for nothing but these tables, or the transaction ends under it. */
export type Tx = { table(name: string): Table<unknown, string> };

/** `read-only`: the disk failed too often, reading goes on. `outdated`: another tab upgraded the database. */
export type SessionState = 'open' | 'read-only' | 'outdated' | 'closed';

export type SessionOptions = {
  name: string;
  schema: Schema;
  backend: Backend;
  timer: Timer;
  log: Log;
  /** Called when the state changes. */
  onState?: ((state: SessionState) => void) | undefined;
};

export type Session = {
  /**
   * Runs the body in one strict transaction and resolves when it is complete, at the latest 3 s later. The body may run
   * again on a new connection when one was lost, so it must have no effect but on its tables.
   * @throws AppError storage/… ; what the body throws aborts the transaction and is thrown on.
   */
  transact<T>(
    doing: string,
    mode: 'read' | 'write',
    tables: readonly string[],
    body: (tx: Tx) => Promise<T>,
  ): Promise<T>;
  state(): SessionState;
  /** How the database was found when the session began. */
  readonly opened: Connection['opened'];
  close(): void;
};

const MAX_REOPENS = 3;
/** A new connection may help against these, and only these. */
const CONNECTION_LOST: readonly string[] = ['storage/closed', 'storage/io'];

/** @throws AppError as `connect` does. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const status = stateCell(options);
  const keeper = keepConnection(options, status);

  const attempt = async <T>(run: Attempt<T>): Promise<T> => {
    run.on = keeper.current();
    const { db } = await run.on;
    if (run.over) throw expired();
    const result: T = await db.transaction(run.mode === 'write' ? 'rw' : 'r', [...run.tables], async (tx) => {
      run.abort = () => tx.abort();
      return run.body(tx as unknown as Tx);
    });
    keeper.worked();
    return result;
  };
  const attempts = async <T>(run: Attempt<T>): Promise<T> => {
    for (let left = MAX_REOPENS; ; left--) {
      try {
        return await attempt(run);
      } catch (cause) {
        const error = storageError(cause, run.doing);
        if (run.over || !CONNECTION_LOST.includes(error.code)) throw error;
        const gone = refusal(status.get(), run.mode);
        if (gone !== null) throw gone;
        keeper.failed(run.on, error, run.mode === 'write');
        if (left === 0) throw error;
      }
    }
  };
  const transact: Session['transact'] = (doing, mode, tables, body) => {
    const refused = refusal(status.get(), mode);
    if (refused !== null) return Promise.reject(refused);
    const run = { doing, mode, tables, body, on: null, over: false, abort: () => undefined };
    return within(attempts(run), STORAGE_LIMIT_MS, options.timer, doing, () => {
      run.over = true;
      // Closing a connection lets its running transaction finish, so the transaction itself is aborted.
      quietly(run.abort);
      keeper.failed(run.on, expired(), true);
    });
  };

  const close = (): void => {
    status.set('closed');
    keeper.drop();
  };
  const { opened } = await keeper.current();
  const session: Session = { transact, state: status.get, opened, close };
  await mustAgree(session, options);
  return session;
}

/** Stores and version are made in one transaction; if they disagree all the same, nothing may be written. */
async function mustAgree(session: Session, { name, schema }: SessionOptions): Promise<void> {
  const row = await session.transact('read the version', 'read', [META], (tx) => tx.table(META).get(SCHEMA_KEY));
  const stored = typeof row === 'object' && row !== null && 'value' in row ? row.value : null;
  if (stored === versionOf(schema)) return;
  session.close();
  throw new AppError(
    'storage/schema-drift',
    'The stored tables and the stored version disagree. Export what you can, then reload; nothing was changed.',
    { name, stored, supported: versionOf(schema) },
  );
}

type StateCell = { get(): SessionState; set(next: SessionState): void };

function stateCell(options: SessionOptions): StateCell {
  let state: SessionState = 'open';
  const set = (next: SessionState): void => {
    if (state === next || state === 'closed') return;
    state = next;
    options.onState?.(next);
  };
  return { get: () => state, set };
}

type Keeper = {
  /** The open connection, or a new one. */
  current(): Promise<Connection>;
  /** Gives this connection up. The fourth time in a row that `counts` ends writing. */
  failed(on: Promise<Connection> | null, error: AppError, counts: boolean): void;
  worked(): void;
  /** Closes the connection, or only this one where it is given. */
  drop(on?: Promise<Connection> | null): void;
};

function keepConnection(options: SessionOptions, status: StateCell): Keeper {
  let current: Promise<Connection> | null = null;
  let failures = 0;

  const dial = (): Promise<Connection> => {
    const mine: Promise<Connection> = connect({
      ...options,
      limitMs: STORAGE_LIMIT_MS,
      onGone: (why) => {
        if (why === 'outdated') status.set('outdated');
        if (current === mine) current = null;
      },
    });
    // One that could not be opened is not kept; whoever waits for it learns why.
    mine.catch(() => {
      if (current === mine) current = null;
    });
    return mine;
  };
  const drop = (on: Promise<Connection> | null = current): void => {
    if (on === current) current = null;
    on?.then(
      (connection) => connection.close(),
      () => undefined,
    );
  };
  return {
    current: () => (current ??= dial()),
    failed: (on, error, counts) => {
      drop(on);
      if (counts) failures += 1;
      options.log.error('storage: connection given up', { code: error.code, failures });
      if (failures > MAX_REOPENS && status.get() === 'open') status.set('read-only');
    },
    worked: () => void (failures = 0),
    drop,
  };
}

/** One call: what to run, and whether its time is over. */
type Attempt<T> = {
  readonly doing: string;
  readonly mode: 'read' | 'write';
  readonly tables: readonly string[];
  readonly body: (tx: Tx) => Promise<T>;
  /** The connection it runs on. */
  on: Promise<Connection> | null;
  over: boolean;
  abort: () => void;
};

function expired(): AppError {
  return new AppError('storage/timeout', 'The time for this storage call is over.');
}

/** Why this cannot be done in this state, null while it can. */
function refusal(state: SessionState, mode: 'read' | 'write'): AppError | null {
  if (state === 'read-only' && mode === 'write')
    return new AppError(
      'storage/read-only',
      'Not saved: the disk failed several times, so Dream Lab stopped writing. Free disk space and restart the browser; what was saved before can still be read and exported.',
    );
  if (state === 'outdated')
    return new AppError(
      'storage/outdated',
      'Not saved: a newer Dream Lab is open in another tab. Reload this tab to go on.',
    );
  if (state === 'closed')
    return new AppError('storage/closed', 'Not saved: the storage was closed. Reload the page to go on.');
  return null;
}

/** Aborting a transaction that has just ended throws; there is nothing left to abort then. */
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // Already ended.
  }
}
