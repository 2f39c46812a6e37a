// Storage that fails at every single call. The rule after each fault: what was acknowledged is there and whole, what was
// not may be missing but is never half there, errors have a code, no call takes longer than the limit, and the next
// process works.

import { afterEach, describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { installFaults } from '../../tests/contracts/storage-faults.ts';
import type { FaultMode } from '../../tests/contracts/storage-faults.ts';
import { fakeTime } from '../lib/clock.ts';
import type { FakeTime } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import { memoryLocks } from '../lib/locks.ts';
import { checkAllChains } from './chain.ts';
import { connect } from './connection.ts';
import { openStore } from './db.ts';
import type { Store } from './db.ts';
import { becomeDreamer } from './fence.ts';
import { promote, propose, readHeads, rollback } from './heads.ts';
import { memoryFiles } from './memory-files.ts';
import type { LogName } from './tables/index.ts';
import { STORAGE_LIMIT_MS } from './watchdog.ts';

const faults = installFaults();
const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
let names = 0;

/** What the promise came to; while something hangs, time is moved on until the watchdog ends it. `crashed`: never settles. */
async function outcome<T>(promise: Promise<T>, time: FakeTime): Promise<{ value: T } | { error: string } | 'crashed'> {
  let settled: { value: T } | { error: string } | null = null;
  promise.then(
    (value) => (settled = { value }),
    (error: unknown) => (settled = { error: codeOf(error) }),
  );
  const start = time.now();
  for (let idle = 0; settled === null; idle++) {
    // Hashing runs on another thread: real time must pass before silence means anything.
    await (idle % 50 === 49 ? pause() : tick());
    if (idle < 150) continue;
    if (faults.dead()) return 'crashed';
    // Between two storage calls no watchdog is set, and silence means nothing.
    if (!faults.hung() || time.waiting() === 0) continue;
    time.advance(STORAGE_LIMIT_MS);
    idle = 0;
    expect(time.now() - start, 'one call ends within the limit').toBeLessThanOrEqual(STORAGE_LIMIT_MS);
  }
  return settled;
}

type Ledger = { saved: { table: LogName; id: string }[]; active: (string | null)[]; errors: string[] };

/** A small night: every kind of write that the product does. Stops where the process ends; goes on after an error. */
async function night(name: string, ledger: Ledger, time: FakeTime): Promise<void> {
  const files = memoryFiles(time);
  const call = async <T>(run: () => Promise<T>): Promise<T | null> => {
    const result = await outcome(run(), time);
    if (result === 'crashed') throw new Error('crashed');
    if ('value' in result) return result.value;
    ledger.errors.push(result.error);
    return null;
  };
  const store = await call(() => openStore({ name, backend: faults.backend, timer: time }));
  if (store === null) return;
  const append = async <T extends LogName>(table: T, draft: (typeof samples)[T]): Promise<string | null> => {
    const rows = await call(() => store.append(table, [draft], null));
    rows?.forEach(({ id }) => ledger.saved.push({ table, id }));
    return rows?.[0]?.id ?? null;
  };
  const dreamer = await call(() => becomeDreamer(store.session, memoryLocks(), 'try'));
  await append('episodes', samples.episodes);
  const both = await call(() =>
    store.appendAll({ tasks: [samples.tasks], steps: [samples.steps] }, dreamer?.fence ?? null),
  );
  for (const table of ['tasks', 'steps'] as const) both?.[table]?.forEach(({ id }) => ledger.saved.push({ table, id }));
  const file = await files.write(Uint8Array.of(1));
  const checkpoint = await append('checkpoints', { ...samples.checkpoints, file });
  const score = await append('evals', { ...samples.evals, checkpoint: file });
  const decision = { night: null, at: 1, evals: score === null ? [] : [score] };
  if (checkpoint !== null) {
    await call(() => propose(store, checkpoint, { night: null, at: 0 }, dreamer?.fence ?? null));
    const move = await call(() => promote(store, files, checkpoint, decision, dreamer?.fence ?? null));
    if (move !== null) ledger.active.push(move.to);
  }
  const back = await call(() => rollback(store, files, 'user', { night: null, at: 2 }, dreamer?.fence ?? null));
  if (back !== null) ledger.active.push(back.to);
  await call(() => store.list('episodes'));
  store.close();
}

/** Checks a database in a new process against what was acknowledged. */
async function check(name: string, ledger: Ledger): Promise<void> {
  faults.restart();
  const store = await openStore({ name, backend: faults.backend });
  for (const report of await checkAllChains(store.session))
    expect(report, JSON.stringify(report)).toMatchObject({ ok: true });
  for (const { table, id } of ledger.saved) expect(await store.get(table, id), `${table} ${id}`).not.toBeNull();
  expect(await store.count('tasks'), 'tasks and steps come together').toBe(await store.count('steps'));
  await checkHeads(store, ledger);
  await store.append('episodes', [{ ...samples.episodes, at: 99 }], null);
  store.close();
}

async function checkHeads(store: Store, ledger: Ledger): Promise<void> {
  const heads = await readHeads(store);
  const moved = (await store.list('moves')).filter(({ action }) => action === 'promote' || action === 'rollback');
  expect(heads.active, 'the active head is where the last move left it').toBe(moved.at(-1)?.to ?? null);
  expect(moved.length).toBeGreaterThanOrEqual(ledger.active.length);
  if (heads.active !== null) expect(await store.get('checkpoints', heads.active)).not.toBeNull();
}

afterEach(() => faults.restart());

describe('the Nth storage call fails, for every N', () => {
  it.each<FaultMode>(['io', 'quota', 'abort', 'hang', 'stuck', 'crash', 'crash-after'])(
    '%s: nothing acknowledged is lost, nothing is half there',
    async (mode) => {
      let points = 0;
      for (let at = 1; ; at++) {
        const name = `${mode}-${names++}`;
        const ledger: Ledger = { saved: [], active: [], errors: [] };
        faults.restart();
        faults.arm(at, mode);
        try {
          await night(name, ledger, fakeTime());
        } catch (error) {
          expect((error as Error).message).toBe('crashed');
        }
        const fired = faults.fired();
        for (const code of ledger.errors) expect(code, `${mode} at ${at}`).toMatch(/^storage\//);
        if (!fired) expect(ledger.errors).toEqual([]);
        await check(name, ledger);
        if (!fired) break;
        points = at;
      }
      // This small night makes 89 calls; far fewer would mean that the switch is not in the way.

      expect(points).toBeGreaterThan(80);
    },
    60_000,
  );
});

describe('a crash at every call of a promotion', () => {
  const state = async (store: Store): Promise<string> =>
    JSON.stringify([
      await readHeads(store),
      await store.list('moves'),
      await store.session.transact('tails', 'read', ['meta'], (tx) => tx.table('meta').toArray()),
    ]);

  it.each<FaultMode>(['crash', 'crash-after', 'io', 'quota', 'abort'])(
    '%s: the state is the one before or the one after',
    async (mode) => {
      const files = memoryFiles(fakeTime());
      let [befores, afters] = [0, 0];
      for (let at = 1; ; at++) {
        faults.restart();
        const name = `promotion-${mode}-${at}`;
        const options = { name, backend: faults.backend };
        let store = await openStore(options);
        const file = await files.write(Uint8Array.of(7));
        const [checkpoint] = await store.append('checkpoints', [{ ...samples.checkpoints, file }], null);
        const [score] = await store.append('evals', [{ ...samples.evals, checkpoint: file }], null);
        const decision = { night: null, at: 5, evals: [score?.id ?? ''] };
        const before = await state(store);
        faults.arm(at, mode);
        const result = await outcome(promote(store, files, checkpoint?.id ?? '', decision, null), fakeTime());
        const fired = faults.fired();
        faults.restart();
        store = await openStore(options);
        const now = await state(store);
        const promoted = (await readHeads(store)).active === checkpoint?.id;
        expect(promoted || now === before, `half promoted at ${at}`).toBe(true);
        if (promoted) expect(await store.count('moves')).toBe(1);
        if (typeof result === 'object' && 'value' in result) expect(promoted, 'acknowledged').toBe(true);
        expect((await checkAllChains(store.session)).every(({ ok }) => ok)).toBe(true);
        // Whatever happened, doing it again ends in the same place.
        await promote(store, files, checkpoint?.id ?? '', decision, null);
        expect(await readHeads(store)).toEqual({ active: checkpoint?.id, candidate: null, previous: null });
        store.close();
        if (promoted) afters++;
        else befores++;
        if (!fired) break;
      }

      expect(befores + afters).toBeGreaterThan(10);
      expect(afters).toBeGreaterThan(0);
    },
    60_000,
  );
});

describe('a crash at every call of a schema upgrade', () => {
  it('leaves the old schema or the new one, with all rows', async () => {
    const time = fakeTime();
    const old = [{ version: 1, stores: { meta: 'name', notes: 'id' } }];
    const young = [...old, { version: 2, stores: { notes: 'id, color', more: 'id' } }];
    const open = (schema: typeof young | typeof old, name: string) =>
      connect({ name, schema, backend: faults.backend, timer: time, limitMs: 3000, onGone: () => undefined });
    let points = 0;
    for (let at = 1; ; at++) {
      faults.restart();
      const name = `upgrade-${at}`;
      const first = await open(old, name);
      await first.db.table('notes').bulkAdd([
        { id: 'a', color: 'red' },
        { id: 'b', color: 'blue' },
      ]);
      first.close();
      faults.restart();
      faults.arm(at, at % 2 ? 'crash' : 'crash-after');
      await outcome(open(young, name), time);
      const fired = faults.fired();
      faults.restart();
      const version = (await faults.backend.indexedDB.databases()).find((found) => found.name === name)?.version;
      expect([10, 20]).toContain(version);
      const again = await open(young, name);
      expect(await again.db.table('notes').where('color').equals('red').primaryKeys()).toEqual(['a']);
      expect(await again.db.table('notes').count()).toBe(2);
      expect(await again.db.table('meta').get('schema')).toEqual({ name: 'schema', value: 2 });
      again.close();
      if (!fired) break;
      points = at;
    }
    expect(points).toBeGreaterThan(3);
  }, 30_000);
});
