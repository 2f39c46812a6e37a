// The table contract over the fake IndexedDB, and records that no version of ours ever wrote.

import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { runAll, tamper } from '../../tests/contracts/table.ts';
import { checkAllChains } from './chain.ts';
import { openStore } from './db.ts';
import { LOG_NAMES } from './tables/index.ts';

const fresh = () => ({ backend: { indexedDB: new IDBFactory(), IDBKeyRange }, name: 'test' });

runAll('fake IndexedDB', fresh);

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
