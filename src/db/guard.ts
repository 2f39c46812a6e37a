// An IndexedDB factory that refuses what must never happen silently. Dexie, when the stored schema is newer, opens it
// without a version and goes on with older code; when the stores differ, it raises the native version by itself. Both pass
// through `open`, so both are refused here. It also notices a store that was wiped after corruption, and it closes a
// connection that arrives after the caller has given up, which would otherwise block every later upgrade.

import { AppError } from '../lib/errors.ts';

export type Guard = {
  readonly factory: IDBFactory;
  /** True when the browser found the store corrupt and started an empty one (Chromium says so in the upgrade event). */
  dataLost(): boolean;
  /** True when this open made the database. */
  created(): boolean;
  /** From now on an open that still comes through is undone: an upgrade is aborted, a connection closed. */
  abandon(): void;
};

/** @param nativeVersion the only native version that may be opened (ten times Dexie's version number). */
export function guardFactory(factory: IDBFactory, nativeVersion: number): Guard {
  let lost = false;
  let created = false;
  let abandoned = false;

  const open = (name: string, version?: number): IDBOpenDBRequest => {
    if (version === undefined) throw newerSchema(name, nativeVersion);
    if (version !== nativeVersion) throw drift(name);
    const request = factory.open(name, version);
    request.addEventListener('upgradeneeded', (event) => {
      if (abandoned) return request.transaction?.abort();
      created = event.oldVersion === 0;
      lost = 'dataLoss' in event && event.dataLoss === 'total';
    });
    request.addEventListener('success', () => {
      if (abandoned) request.result.close();
    });
    return request;
  };

  const guarded = {
    open,
    cmp: (first: unknown, second: unknown) => factory.cmp(first, second),
    databases: () => factory.databases(),
    deleteDatabase: () => {
      throw new AppError('storage/delete-refused', 'The database is never deleted from here.');
    },
  };
  return { factory: guarded, dataLost: () => lost, created: () => created, abandon: () => void (abandoned = true) };
}

function newerSchema(name: string, nativeVersion: number): AppError {
  return new AppError(
    'storage/newer-schema',
    'The stored data was written by a newer Dream Lab. Reload to get the newest version; nothing was changed.',
    { name, supported: nativeVersion / 10 },
  );
}

function drift(name: string): AppError {
  return new AppError(
    'storage/schema-drift',
    'The stored tables are not those of this version of Dream Lab. Reload to get the newest version; nothing was changed.',
    { name },
  );
}
