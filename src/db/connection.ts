// One open connection to the database: strict durability, no silent upgrade, an end to every wait.
// It knows names of stores and indexes, not what is in them. A connection that closed is never reused: open a new one.

import { Dexie } from 'dexie';
import { AppError } from '../lib/errors.ts';
import type { Timer } from '../lib/clock.ts';
import { guardFactory } from './guard.ts';
import type { Guard } from './guard.ts';
import { storageError } from './storage-errors.ts';
import { within } from './watchdog.ts';

/** Dexie's index text per store, for each version that changed one. Versions only go up; an old one is never edited. */
export type Schema = readonly { readonly version: number; readonly stores: Readonly<Record<string, string>> }[];

/** Where IndexedDB comes from: the browser's globals, or a fake in tests. */
export type Backend = { readonly indexedDB: IDBFactory; readonly IDBKeyRange: typeof IDBKeyRange };

export type ConnectOptions = {
  name: string;
  schema: Schema;
  backend: Backend;
  timer: Timer;
  limitMs: number;
  /** The connection is gone: `outdated` = a newer version in another tab needs it closed, `closed` = the browser closed it. */
  onGone(why: 'outdated' | 'closed'): void;
};

export type Connection = {
  readonly db: Dexie;
  /** `data-lost`: the browser found the store corrupt and replaced it by an empty one. */
  readonly opened: 'existing' | 'created' | 'data-lost';
  close(): void;
};

/** The store and key under which the schema version is kept, in the same transaction that makes or upgrades the stores. */
export const META = 'meta';
export const SCHEMA_KEY = 'schema';

export function versionOf(schema: Schema): number {
  return Math.max(...schema.map(({ version }) => version));
}

/**
 * Opens or creates the database.
 * @throws AppError storage/newer-schema, storage/schema-drift, storage/blocked (another tab holds an older version),
 * storage/timeout, storage/refused, storage/io.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const guard = guardFactory(options.backend.indexedDB, versionOf(options.schema) * 10);
  const db = declare(options, guard);
  let blocked = false;
  db.on('blocked', () => void (blocked = true));
  const giveUp = (): void => {
    guard.abandon();
    db.close();
  };
  try {
    await within(db.open(), options.limitMs, options.timer, 'open the storage', giveUp);
  } catch (error) {
    giveUp();
    throw blocked ? blockedError(error) : storageError(error, 'open the storage');
  }
  return {
    db,
    opened: guard.dataLost() ? 'data-lost' : guard.created() ? 'created' : 'existing',
    close: () => db.close(),
  };
}

function declare(options: ConnectOptions, guard: Guard): Dexie {
  const { IDBKeyRange } = options.backend;
  const db = new Dexie(options.name, {
    indexedDB: guard.factory,
    IDBKeyRange,
    autoOpen: false,
    cache: 'disabled',
    chromeTransactionDurability: 'strict',
  });
  for (const { version, stores } of options.schema) {
    db.version(version)
      .stores(stores)
      .upgrade((tx) => tx.table(META).put({ name: SCHEMA_KEY, value: version }));
  }
  db.on('populate', (tx) => tx.table(META).add({ name: SCHEMA_KEY, value: versionOf(options.schema) }));
  // Dexie closes on a version change by itself; the order of these two calls tells the reasons apart.
  db.on('versionchange', () => options.onGone('outdated'));
  db.on('close', () => options.onGone('closed'));
  return db;
}

function blockedError(cause: unknown): AppError {
  return new AppError(
    'storage/blocked',
    'Another tab still uses an older Dream Lab. Close the other tabs, then try again; nothing was changed.',
    {},
    cause,
  );
}
