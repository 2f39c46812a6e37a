// What every table promises, run over every IndexedDB we meet: the fake one in Node and the real one in Chromium.

import { describe, expect, it } from 'vitest';
import { checkAllChains, checkChain } from '../../src/db/chain.ts';
import type { Backend } from '../../src/db/connection.ts';
import { openStore } from '../../src/db/db.ts';
import type { Store } from '../../src/db/db.ts';
import { becomeDreamer } from '../../src/db/fence.ts';
import { rowId } from '../../src/db/rows.ts';
import { LOG_NAMES } from '../../src/db/tables/index.ts';
import type { DraftOf, LogName } from '../../src/db/tables/index.ts';
import { codeOf } from '../../src/lib/errors.ts';
import { memoryLocks } from '../../src/lib/locks.ts';
import { samples } from './row-samples.ts';

/** Changes stored records behind the store's back, as a failing disk or another program would. */
export async function tamper(
  store: Store,
  table: string,
  change: (rows: {
    get(key: string): Promise<unknown>;
    put(row: unknown): Promise<unknown>;
    delete(key: string): Promise<unknown>;
  }) => Promise<void>,
): Promise<void> {
  await store.session.transact('tamper', 'write', [table], async (tx) => {
    const rows = tx.table(table);
    await change({ get: (key) => rows.get(key), put: (row) => rows.put(row), delete: (key) => rows.delete(key) });
  });
}

/** Makes a fresh, empty database for each check. */
export function runAll(name: string, makeBackend: () => { backend: Backend; name: string }): void {
  const open = (): Promise<Store> => openStore(makeBackend());

  describe(`${name}: every table`, () => {
    it.each(LOG_NAMES)(
      '%s: a row comes back as it was saved, with defaults, after reopening',
      async (table: LogName) => {
        const where = makeBackend();
        const store = await openStore(where);
        const draft = samples[table];
        const [saved] = await store.append(table, [draft as DraftOf<LogName>], null);
        expect(saved).toMatchObject({ ...draft, seq: 1, previous: null });
        expect(saved?.id).toBe(await rowId(table, draft as DraftOf<LogName>));
        store.close();
        const again = await openStore(where);
        expect(again.opened).toBe('existing');
        expect(await again.list(table)).toEqual([saved]);
        expect(await again.get(table, saved?.id ?? '')).toEqual(saved);
        again.close();
      },
    );

    it.each(LOG_NAMES)(
      '%s: refuses a row with a missing, unknown or ill-typed field, and saves nothing',
      async (table: LogName) => {
        const store = await open();
        const good = samples[table] as Record<string, unknown>;
        const late = Object.fromEntries(Object.entries(good).filter(([field]) => field !== 'at'));
        const polluted = JSON.parse(JSON.stringify(good).replace('{', '{"__proto__":{"x":1},')) as Record<
          string,
          unknown
        >;
        for (const bad of [
          late,
          { ...good, at: 'now' },
          { ...good, extra: 1 },
          { ...good, at: Number.NaN },
          polluted,
        ]) {
          const saving = store.append(table, [good, bad] as unknown as DraftOf<LogName>[], null);
          await expect(saving.catch(codeOf)).resolves.toBe('storage/bad-row');
        }
        expect(await store.count(table)).toBe(0);
        store.close();
      },
    );
  });

  describe(`${name}: a log`, () => {
    const link = (weight: number): DraftOf<'links'> => ({ ...samples.links, weight });

    it('chains rows in the order of saving and verifies', async () => {
      const store = await open();
      const [first, second] = await store.append('links', [link(0.1), link(0.2)], null);
      const [third] = await store.append('links', [link(0.3)], null);
      expect([first?.seq, second?.seq, third?.seq]).toEqual([1, 2, 3]);
      expect([first?.previous, second?.previous, third?.previous]).toEqual([null, first?.id, second?.id]);
      expect((await checkAllChains(store.session)).filter(({ ok }) => !ok)).toEqual([]);
      store.close();
    });

    it('saves the same row once, in one call and in two', async () => {
      const store = await open();
      const [one, same] = await store.append('links', [link(0.1), link(0.1)], null);
      expect(same).toEqual(one);
      await store.append('links', [link(0.2)], null);
      expect(await store.append('links', [link(0.1)], null)).toEqual([one]);
      expect(await store.count('links')).toBe(2);
      expect((await checkChain(store.session, 'links')).ok).toBe(true);
      store.close();
    });

    it('saves rows of several tables together or not at all', async () => {
      const store = await open();
      const bad = { ...samples.steps, part: -1 };
      await expect(store.appendAll({ tasks: [samples.tasks], steps: [bad] }, null).catch(codeOf)).resolves.toBe(
        'storage/bad-row',
      );
      expect(await store.count('tasks')).toBe(0);
      const saved = await store.appendAll({ tasks: [samples.tasks], steps: [samples.steps] }, null);
      expect(saved.tasks).toHaveLength(1);
      expect(await store.list('steps')).toEqual(saved.steps);
      store.close();
    });

    it('finds rows by index, place, order and number', async () => {
      const store = await open();
      const other = 'c'.repeat(64);
      await store.append(
        'links',
        [0.1, 0.2, 0.3, 0.4].map((weight, i) => ({ ...link(weight), from: i % 2 ? other : samples.links.from })),
        null,
      );
      const weights = async (query: Parameters<typeof store.list<'links'>>[1]): Promise<number[]> =>
        (await store.list('links', query)).map(({ weight }) => weight);
      expect(await weights({ where: ['from', other] })).toEqual([0.2, 0.4]);
      expect(await weights({ where: ['from', other], newest: true, limit: 1 })).toEqual([0.4]);
      expect(await weights({ where: ['from', other], after: 2 })).toEqual([0.4]);
      expect(await weights({ newest: true, limit: 3 })).toEqual([0.4, 0.3, 0.2]);
      expect(await weights({ after: 2, limit: 1 })).toEqual([0.3]);
      store.close();
    });

    it('streams more than a page in order, all rows or those of one night, a damaged page notwithstanding', async () => {
      const store = await open();
      const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
      const drafts = Array.from({ length: 1203 }, (_, i) => ({
        ...samples.lessons,
        prompt: `add ${i}`,
        night: i % 3 ? one : other,
      }));
      const saved = await store.append('lessons', drafts, null);
      const streamed = async (night?: string): Promise<string[]> => {
        const prompts: string[] = [];
        for await (const { prompt } of store.stream('lessons', night)) prompts.push(prompt);
        return prompts;
      };
      expect(await streamed()).toEqual(drafts.map(({ prompt }) => prompt));
      expect(await streamed(one)).toEqual(drafts.filter(({ night }) => night === one).map(({ prompt }) => prompt));
      expect(await streamed('3'.repeat(64))).toEqual([]);
      await tamper(store, 'lessons', async (stored) => {
        for (const row of saved.slice(0, 500)) await stored.put({ ...row, code: 'something else' });
      });
      expect(await streamed()).toEqual(drafts.slice(500).map(({ prompt }) => prompt));
      store.close();
    });

    it('reads the next page of a stream only when the last row of this one was taken', async () => {
      const store = await open();
      const drafts = Array.from({ length: 1100 }, (_, i) => ({ ...samples.links, weight: 1 / (i + 1) }));
      await store.append('links', drafts, null);
      const { transact } = store.session;
      let reads = 0;
      store.session.transact = (...call) => {
        reads += 1;
        return transact(...call);
      };
      const seen: number[] = [];
      for await (const { seq } of store.stream('links')) if ([1, 500, 501, 1100].includes(seq)) seen.push(reads);
      expect([...seen, reads]).toEqual([1, 1, 2, 3, 3]);
      store.close();
    });

    it('gets many rows in the order asked for, null for those that are not there', async () => {
      const store = await open();
      const [first, second] = await store.append('links', [link(0.1), link(0.2)], null);
      const ids = [second?.id ?? '', 'f'.repeat(64), first?.id ?? '', second?.id ?? ''];
      expect(await store.getMany('links', ids)).toEqual([second, null, first, second]);
      expect(await store.getMany('links', [])).toEqual([]);
      store.close();
    });

    it('gives concurrent writers one chain', async () => {
      const where = makeBackend();
      const [a, b] = [await openStore(where), await openStore(where)];
      await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? a : b).append('links', [link(i / 20)], null)));
      expect(await a.count('links')).toBe(20);
      expect((await checkChain(b.session, 'links')).ok).toBe(true);
      a.close();
      b.close();
    });

    it('refuses a row over one million characters', async () => {
      const store = await open();
      const long = { ...samples.memories, text: 'x'.repeat(1 << 20) };
      await expect(store.append('memories', [long], null).catch(codeOf)).resolves.toBe('storage/row-too-large');
      store.close();
    });
  });

  describe(`${name}: damage`, () => {
    const draft = (i: number): DraftOf<'episodes'> => ({ ...samples.episodes, prompt: `prompt ${i}` });

    it('sets a damaged or foreign record aside, reports it, and loads the rest', async () => {
      const store = await open();
      const rows = await store.append('episodes', [0, 1, 2, 3].map(draft), null);
      const id = (i: number): string => rows[i]?.id ?? '';
      await tamper(store, 'episodes', async (stored) => {
        await stored.put({ ...(rows[1] as object), answer: 'something else' });
        await stored.put({ ...(rows[2] as object), when: new Date(0) });
        await stored.put({ id: 'foreign', seq: 'last', text: 'hello' });
      });
      expect((await store.list('episodes')).map(({ prompt }) => prompt)).toEqual(['prompt 0', 'prompt 3']);
      expect(await store.get('episodes', id(1))).toBeNull();
      expect(store.damaged().map(({ key }) => key)).toEqual(expect.arrayContaining([id(1), id(2)]));
      const report = await checkChain(store.session, 'episodes');
      expect(report).toMatchObject({ rows: 5, ok: false });
      expect(report.damages.map(({ key }) => key).sort()).toEqual(['foreign', id(1), id(2)].sort());
      expect(await store.count('episodes')).toBe(5);
      store.close();
    });

    it('goes on saving when a foreign record holds the next place', async () => {
      const store = await open();
      await store.append('episodes', [draft(0)], null);
      await tamper(store, 'episodes', async (stored) => void (await stored.put({ id: 'foreign', seq: 1.5 })));
      await tamper(store, 'episodes', async (stored) => void (await stored.put({ id: 'other', seq: 2 })));
      await store.append('episodes', [draft(1)], null);
      await store.append('episodes', [draft(2)], null);
      expect((await store.list('episodes')).map(({ seq }) => seq)).toEqual([1, 3, 4]);
      store.close();
    });

    it('never writes over a damaged record', async () => {
      const store = await open();
      const [row] = await store.append('episodes', [draft(0)], null);
      await tamper(store, 'episodes', async (stored) => void (await stored.put({ ...row, answer: 'else' })));
      await expect(store.append('episodes', [draft(1), draft(0)], null).catch(codeOf)).resolves.toBe(
        'storage/damaged-row',
      );
      expect(await store.count('episodes')).toBe(1);
      await store.append('episodes', [draft(1)], null);
      expect((await store.list('episodes')).map(({ prompt }) => prompt)).toEqual(['prompt 1']);
      store.close();
    });

    it.each([
      ['a missing row', [1], ['gap']],
      ['a missing last row', [3], ['tail']],
    ])('the checker notices %s', async (_, gone, kinds) => {
      const store = await open();
      const rows = await store.append('episodes', [0, 1, 2, 3].map(draft), null);
      await tamper(store, 'episodes', async (stored) => {
        for (const i of gone) await stored.delete(rows[i]?.id ?? '');
      });
      expect((await checkChain(store.session, 'episodes')).breaks.map(({ kind }) => kind)).toEqual(kinds);
      store.close();
    });

    it('the checker notices a row that names another before it', async () => {
      const store = await open();
      const rows = await store.append('episodes', [0, 1, 2].map(draft), null);
      await tamper(
        store,
        'episodes',
        async (stored) => void (await stored.put({ ...(rows[2] as object), previous: rows[0]?.id })),
      );
      expect((await checkChain(store.session, 'episodes')).breaks).toEqual([{ at: 3, kind: 'link' }]);
      store.close();
    });
  });

  describe(`${name}: the fence`, () => {
    it('refuses every write of an older dreamer, and no write of the user', async () => {
      const store = await open();
      const old = await becomeDreamer(store.session, memoryLocks(), 'wait');
      // A second set of locks: the first tab was frozen and its lock was taken.
      const young = await becomeDreamer(store.session, memoryLocks(), 'wait');
      expect(young?.fence.epoch).toBe((old?.fence.epoch ?? 0) + 1);
      await expect(store.append('links', [samples.links], old?.fence ?? null).catch(codeOf)).resolves.toBe(
        'storage/fenced',
      );
      expect(await store.count('links')).toBe(0);
      await store.append('links', [samples.links], young?.fence ?? null);
      await store.append('episodes', [samples.episodes], null);
      expect([await store.count('links'), await store.count('episodes')]).toEqual([1, 1]);
      store.close();
    });

    it('lets one tab dream at a time', async () => {
      const store = await open();
      const locks = memoryLocks();
      const first = await becomeDreamer(store.session, locks, 'try');
      expect(await becomeDreamer(store.session, locks, 'try')).toBeNull();
      await first?.release();
      expect(await becomeDreamer(store.session, locks, 'try')).not.toBeNull();
      store.close();
    });
  });
}
