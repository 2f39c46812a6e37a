// The table contract over the fake IndexedDB, and records that no version of ours ever wrote.

import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { runAll, tamper } from '../../tests/contracts/table.ts';
import { systemTimer } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { checkAllChains, checkChain } from './chain.ts';
import { connect } from './connection.ts';
import { openStore } from './db.ts';
import { LOG_NAMES, schemaOf } from './tables/index.ts';

const fresh = () => ({ backend: { indexedDB: new IDBFactory(), IDBKeyRange }, name: 'test' });

runAll('fake IndexedDB', fresh);

describe('an upgrade', () => {
  it('lets rows that an older version saved be streamed by night', async () => {
    const [old, where] = [fresh(), fresh()];
    const store = await openStore(old);
    const drafts = [0, 1].map((i) => ({ ...samples.lessons, prompt: `add ${i}`, night: HASH_A }));
    const rows = await store.append('lessons', drafts, null);
    const before = schemaOf().filter(({ version }) => version <= 3);
    const base = { timer: systemTimer, log: silentLog, limitMs: 3000, onGone: () => undefined };
    const { db, close } = await connect({ ...where, ...base, schema: before });
    await db.table('lessons').bulkAdd([...rows]);
    close();
    const now = await openStore(where);
    const streamed: string[] = [];
    for await (const { prompt } of now.stream('lessons', HASH_A)) streamed.push(prompt);
    expect(streamed).toEqual(['add 0', 'add 1']);
  });
});

describe('the checker of a long log', () => {
  const links = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ ...samples.links, weight: 1 / (from + i + 1) }));

  it('finds no fault in a whole one, a missing row in the middle of it, and is not misled by rows saved meanwhile', async () => {
    const store = await openStore(fresh());
    const rows = await store.append('links', links(0, 4500), null);
    expect(await checkChain(store.session, 'links')).toMatchObject({ rows: 4500, ok: true });
    const checking = checkChain(store.session, 'links');
    for (let i = 0; i < 20; i++) await store.append('links', links(4500 + i * 20, 20), null);
    expect(await checking).toMatchObject({ damages: [], breaks: [], ok: true });
    await tamper(store, 'links', (raw) => raw.delete(rows[3000]?.id ?? '') as Promise<void>);
    expect((await checkChain(store.session, 'links')).breaks).toEqual([{ at: 3002, kind: 'gap' }]);
  });
});

describe('foreign records', () => {
  const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
  const place = fc.record({
    id: fc.oneof(hash, fc.string()),
    seq: fc.oneof(fc.integer(), fc.anything()),
    previous: fc.anything(),
  });
  const anything = fc.anything({
    withDate: true,
    withMap: true,
    withTypedArray: true,
    withBigInt: true,
    withSparseArray: true,
  });

  it('of any form and size stop no list, no check and no saving (200 of them)', async () => {
    const rows = fc.sample(fc.tuple(fc.constantFrom(...LOG_NAMES), place, fc.dictionary(fc.string(), anything)), {
      numRuns: 200,
      seed: 7,
    });
    const store = await openStore(fresh());
    await store.append('episodes', [samples.episodes], null);
    let stored = 0;
    for (const [table, head, body] of rows) {
      const put = tamper(store, table, async (raw) => void (await raw.put({ ...body, ...head })));
      await put.then(
        () => stored++,
        () => undefined,
      );
    }
    expect(stored).toBeGreaterThan(100);
    for (const table of LOG_NAMES) expect(await store.list(table)).toHaveLength(table === 'episodes' ? 1 : 0);
    expect((await checkAllChains(store.session)).reduce((sum, { damages }) => sum + damages.length, 0)).toBeGreaterThan(
      100,
    );
    await store.append('links', [samples.links], null);
    expect(await store.list('links')).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
