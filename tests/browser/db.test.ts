// The storage promises on Chromium's own IndexedDB, OPFS and Web Locks.

import { afterAll, describe, expect, it } from 'vitest';
import { connect, versionOf } from '../../src/db/connection.ts';
import { openStore } from '../../src/db/db.ts';
import { schemaOf } from '../../src/db/tables/index.ts';
import { systemTimer } from '../../src/lib/clock.ts';
import { codeOf } from '../../src/lib/errors.ts';
import { webLocks } from '../../src/lib/locks.ts';
import { silentLog } from '../../src/lib/log.ts';
import { runAll as runLocks } from '../contracts/locks.ts';
import { samples } from '../contracts/row-samples.ts';
import { runAll as runTables } from '../contracts/table.ts';

let names = 0;
const fresh = (): { backend: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange }; name: string } => ({
  backend: { indexedDB, IDBKeyRange },
  name: `test-${names++}`,
});
afterAll(async () => {
  for (const { name } of await indexedDB.databases()) if (name?.startsWith('test-')) indexedDB.deleteDatabase(name);
});

runTables('Chromium', fresh);
runLocks('Web Locks', () => ({ a: webLocks(), b: webLocks(), lock: `test-${names++}` }));

describe('Chromium: versions and transactions', () => {
  const now = versionOf(schemaOf());
  const newer = [...schemaOf(), { version: now + 1, stores: { extra: 'id' } }];
  const base = { timer: systemTimer, log: silentLog, limitMs: 500, onGone: () => undefined };

  it('asks for strict durability', async () => {
    const options: unknown[] = [];
    const original = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function spy(this: IDBDatabase, stores, mode, option) {
      if (mode === 'readwrite') options.push(option);
      return original.call(this, stores, mode, option);
    };
    try {
      const store = await openStore(fresh());
      await store.append('links', [samples.links], null);
      store.close();
    } finally {
      IDBDatabase.prototype.transaction = original;
    }
    expect(options).toEqual([{ durability: 'strict' }]);
  });

  it('refuses a newer database and changes nothing in it', async () => {
    const where = fresh();
    (await connect({ ...base, ...where, schema: newer })).close();
    await expect(openStore(where).catch(codeOf)).resolves.toBe('storage/newer-schema');
    expect((await indexedDB.databases()).find(({ name }) => name === where.name)?.version).toBe((now + 1) * 10);
  });

  it('an open tab makes way for an upgrade', async () => {
    const where = fresh();
    const store = await openStore(where);
    await store.append('links', [samples.links], null);
    const young = await connect({ ...base, ...where, schema: newer });
    expect(await young.db.table('links').count()).toBe(1);
    expect(store.state()).toBe('outdated');
    await expect(store.append('links', [samples.links], null).catch(codeOf)).resolves.toBe('storage/outdated');
    young.close();
  });

  it('an upgrade that another tab blocks is told of, and is not done later behind our back', async () => {
    const where = fresh();
    (await openStore(where)).close();
    const frozen = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(where.name);
      request.onsuccess = () => resolve(request.result);
    });
    await expect(connect({ ...base, ...where, schema: newer }).catch(codeOf)).resolves.toBe('storage/blocked');
    frozen.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await indexedDB.databases()).find(({ name }) => name === where.name)?.version).toBe(now * 10);
    (await connect({ ...base, ...where, schema: newer })).close();
  });
});
