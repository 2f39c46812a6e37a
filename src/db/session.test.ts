// The session: the watchdog, reopening, read-only, and other versions in other tabs.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { installFaults } from '../../tests/contracts/storage-faults.ts';
import type { FaultMode } from '../../tests/contracts/storage-faults.ts';
import { fakeTime } from '../lib/clock.ts';
import type { FakeTime } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { codeOf } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical } from '../lib/json.ts';
import { silentLog } from '../lib/log.ts';
import { connect, versionOf } from './connection.ts';
import { openStore } from './db.ts';
import type { Store } from './db.ts';
import { openSession } from './session.ts';
import type { SessionState } from './session.ts';
import { schemaOf } from './tables/index.ts';

const faults = installFaults();
const ticks = async (count = 200): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};
/** Until a storage call is under way (hashing before it takes real time) and everything that answers has answered. */
const underWay = async (time: FakeTime): Promise<void> => {
  while (time.waiting() === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await ticks();
};
/** Lets what still runs end, so that the switch counts only what follows. */
const arm = async (at: number, mode: FaultMode): Promise<void> => {
  await ticks(20);
  faults.arm(at, mode);
};
afterEach(() => faults.restart());

describe('the watchdog', () => {
  it('ends a call that hangs after 3 s, and saves it on a new connection afterwards', async () => {
    const time = fakeTime();
    const store = await openStore({ name: 'hang', backend: faults.backend, timer: time });
    await arm(2, 'hang');
    const saving = store.append('links', [samples.links], null).catch(codeOf);
    await underWay(time);
    time.advance(2999);
    await ticks();
    expect(await Promise.race([saving, Promise.resolve('waiting')])).toBe('waiting');
    time.advance(1);
    expect(await saving).toBe('storage/timeout');
    expect(await store.append('links', [samples.links], null)).toHaveLength(1);
    expect(store.state()).toBe('open');
  });

  it('stops writing after four calls in a row that hung', async () => {
    const time = fakeTime();
    const states: SessionState[] = [];
    const onState = (state: SessionState): void => void states.push(state);
    const store = await openStore({ name: 'stuck', backend: faults.backend, timer: time, onState });
    // One transaction over links never ends, so everything after it on links waits for ever.
    await arm(2, 'stuck');
    const codes: string[] = [];
    for (let i = 0; i < 4; i++) {
      const saving = store.append('links', [samples.links], null).catch(codeOf);
      await underWay(time);
      time.advance(3000);
      codes.push((await saving) as string);
    }
    expect(codes).toEqual(Array<string>(4).fill('storage/timeout'));
    expect(await store.append('links', [samples.links], null).catch(codeOf)).toBe('storage/read-only');
    expect(states).toEqual(['read-only']);
  });

  it('stops writing when three new connections did not help, still reads, and says what to do', async () => {
    const store = await openStore({ name: 'broken', backend: faults.backend });
    await store.append('episodes', [samples.episodes], null);
    await ticks(20);
    faults.armEvery('request readwrite', 'io');
    expect(await store.append('links', [samples.links], null).catch(codeOf)).toBe('storage/io');
    expect(faults.calls().filter((call) => call === 'open')).toHaveLength(3);
    const error: unknown = await store.append('links', [samples.links], null).catch((cause: unknown) => cause);
    expect(codeOf(error)).toBe('storage/read-only');
    expect((error as Error).message).toMatch(/Free disk space and restart/);
    expect(await store.list('episodes')).toHaveLength(1);
  });

  it('does not give up when failures are not in a row', async () => {
    const store = await openStore({ name: 'flaky', backend: faults.backend });
    for (let i = 0; i < 6; i++) {
      await arm(2, 'io');
      expect(await store.append('links', [{ ...samples.links, at: i }], null)).toHaveLength(1);
      expect(faults.fired()).toBe(true);
    }
    expect(store.state()).toBe('open');
  });

  it('a full disk is told as such and leaves everything usable', async () => {
    const store = await openStore({ name: 'quota', backend: faults.backend });
    for (let at = 1; at <= 8; at++) {
      await arm(at, 'quota');
      const error: unknown = await store
        .append('links', [{ ...samples.links, at }], null)
        .catch((cause: unknown) => cause);
      if (!faults.fired()) break;
      expect(codeOf(error)).toBe('storage/quota');
      expect((error as Error).message).toMatch(/no room left.*Free disk space/);
    }
    faults.disarm();
    expect(store.state()).toBe('open');
    expect(await store.count('links')).toBe(1);
  });
});

describe('one record that the browser cannot read back', () => {
  it('does not take the list with it, nor others that are asked for by their ids', async () => {
    const backend = { indexedDB: new IDBFactory(), IDBKeyRange };
    const store = await openStore({ name: 'unreadable', backend });
    const rows = await store.append(
      'links',
      [1, 2, 3].map((at) => ({ ...samples.links, at })),
      null,
    );
    const restore = breakRecord(rows[1]?.id ?? '');
    try {
      expect((await store.list('links')).map(({ at }) => at)).toEqual([1, 3]);
      const asked = await store.getMany('links', rows.map(({ id }) => id).reverse());
      expect(asked.map((row) => row?.at ?? null)).toEqual([3, null, 1]);
      expect(store.damaged()).toEqual([{ table: 'links', key: rows[1]?.id, reason: 'cannot be read' }]);
      expect(store.state()).toBe('open');
    } finally {
      restore();
    }
  });
});

/** Makes reading any set of records with this key fail, as a missing side file does in Chromium. */
function breakRecord(key: string): () => void {
  const original = globalThis.structuredClone;
  globalThis.structuredClone = ((value: unknown, options?: StructuredSerializeOptions) => {
    const seen: unknown = original(value, options);
    if (JSON.stringify(seen)?.includes(`"id":"${key}"`))
      throw new DOMException('Failed to read large IndexedDB value', 'NotReadableError');
    return seen;
  }) as typeof structuredClone;
  return () => void (globalThis.structuredClone = original);
}

describe('other versions', () => {
  const ours = versionOf(schemaOf());
  const newer = [...schemaOf(), { version: ours + 1, stores: { extra: 'id' } }];
  const fresh = (): { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange } => ({
    indexedDB: new IDBFactory(),
    IDBKeyRange,
  });
  const base = { name: 'versions', timer: fakeTime(), log: silentLog, limitMs: 3000, onGone: () => undefined };

  it('refuses data of a newer version and leaves it as it is', async () => {
    const backend = fresh();
    const young = await connect({ ...base, schema: newer, backend });
    await young.db.table('extra').add({ id: 'kept' });
    young.close();
    const opening: unknown = await openStore({ name: 'versions', backend }).catch((error: unknown) => error);
    expect(codeOf(opening)).toBe('storage/newer-schema');
    expect((opening as Error).message).toMatch(/Reload/);
    expect((await backend.indexedDB.databases())[0]?.version).toBe((ours + 1) * 10);
    const again = await connect({ ...base, schema: newer, backend });
    expect(await again.db.table('extra').count()).toBe(1);
    expect(await again.db.table('meta').get('schema')).toMatchObject({ value: ours + 1 });
  });

  it('refuses tables that differ under the same version instead of patching them', async () => {
    const backend = fresh();
    const other = await connect({
      ...base,
      schema: [{ version: ours, stores: { meta: 'name', links: 'id' } }],
      backend,
    });
    other.close();
    await expect(openStore({ name: 'versions', backend }).catch(codeOf)).resolves.toBe('storage/schema-drift');
    expect((await backend.indexedDB.databases())[0]?.version).toBe(ours * 10);
  });

  it('keeps every row of an older version, and fills what it did not have', async () => {
    const backend = fresh();
    const [first] = schemaOf();
    const old = await connect({ ...base, schema: [must(first, 'the first version')], backend });
    const { verdict, prompt, answer, model, at } = samples.episodes;
    const said = { at, night: null, prompt, answer, model, checkpoint: null, skill: null, level: null, score: 0 };
    const content = { ...said, runnerUp: 0, task: null, verdict, passed: 0, total: 0, disliked: true, replaces: null };
    const id = await sha256(canonical(content));
    await old.db.table('episodes').add({ ...content, id, seq: 1, previous: null });
    old.close();
    const store = await openStore({ name: 'versions', backend });
    expect(await store.list('episodes')).toEqual([
      { ...content, id, seq: 1, previous: null, liked: false, author: 'model', corrections: [] },
    ]);
    await store.append('imports', [samples.imports], null);
    expect((await backend.indexedDB.databases())[0]?.version).toBe(ours * 10);
  });

  it('makes way for a newer version in another tab, and says so', async () => {
    const backend = fresh();
    const states: SessionState[] = [];
    const store = await openStore({ name: 'versions', backend, onState: (state) => void states.push(state) });
    await store.append('links', [samples.links], null);
    const young = await connect({ ...base, schema: newer, backend });
    expect(await young.db.table('links').count()).toBe(1);
    expect(states).toEqual(['outdated']);
    await expect(store.append('links', [samples.links], null).catch(codeOf)).resolves.toBe('storage/outdated');
    await expect(store.list('links').catch(codeOf)).resolves.toBe('storage/outdated');
  });

  it('a tab that does not make way is told of in 3 s, and the upgrade does not happen behind our back', async () => {
    const backend = fresh();
    const time = fakeTime();
    const old = await rawOpen(backend.indexedDB, 'versions', await anyOfOurs(backend));
    const opening = connect({ ...base, schema: newer, backend, timer: time }).catch(codeOf);
    await ticks();
    time.advance(3000);
    expect(await opening).toBe('storage/blocked');
    old.close();
    await ticks();
    expect((await backend.indexedDB.databases())[0]?.version).toBe(ours * 10);
    const young = await connect({ ...base, schema: newer, backend });
    expect(young.opened).toBe('existing');
  });

  async function anyOfOurs(backend: ReturnType<typeof fresh>): Promise<number> {
    const store: Store = await openStore({ name: 'versions', backend });
    store.close();
    return ours * 10;
  }
});

/** A connection that ignores `versionchange`, as a frozen tab does. */
function rawOpen(factory: IDBFactory, name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });
}

describe('opening', () => {
  it('tells a new database, an existing one, and one that the browser lost to corruption', async () => {
    const indexedDB = new IDBFactory();
    const options = { name: 'opened', backend: { indexedDB, IDBKeyRange } };
    const open = async (): Promise<string> => {
      const store = await openStore(options);
      store.close();
      return store.opened;
    };
    expect(await open()).toBe('created');
    expect(await open()).toBe('existing');
    const lossy = { ...options, name: 'lossy', backend: { indexedDB: losing(indexedDB), IDBKeyRange } };
    const store = await openStore(lossy);
    expect(store.opened).toBe('data-lost');
  });

  it('says so when the window allows no storage', async () => {
    const refusing = {
      open: () => {
        throw new DOMException('no', 'SecurityError');
      },
      databases: () => Promise.resolve([]),
      cmp: () => 0,
    } as unknown as IDBFactory;
    const error: unknown = await openStore({ backend: { indexedDB: refusing, IDBKeyRange } }).catch(
      (cause: unknown) => cause,
    );
    expect(codeOf(error)).toBe('storage/refused');
    await expect(openStore().catch(codeOf)).resolves.toBe('storage/refused');
  });

  it('refuses to work once it was closed', async () => {
    const session = await openSession({
      name: 'closed',
      schema: schemaOf(),
      backend: faults.backend,
      timer: fakeTime(),
      log: silentLog,
    });
    session.close();
    await expect(session.transact('x', 'read', ['meta'], (tx) => tx.table('meta').count()).catch(codeOf)).resolves.toBe(
      'storage/closed',
    );
  });
});

/** A factory whose databases were just wiped by the browser: the upgrade event says so. */
function losing(factory: IDBFactory): IDBFactory {
  const open = (name: string, version?: number): IDBOpenDBRequest => {
    const request = factory.open(name, version);
    request.addEventListener('upgradeneeded', (event) => Object.defineProperty(event, 'dataLoss', { value: 'total' }));
    return request;
  };
  return {
    open,
    cmp: factory.cmp.bind(factory),
    databases: factory.databases.bind(factory),
    deleteDatabase: factory.deleteDatabase.bind(factory),
  } as IDBFactory;
}
