// Heads: what moves, what is refused, what happens to bad files, and that a crash at any call leaves old or new.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, HASH_B, samples } from '../../tests/contracts/row-samples.ts';
import { tamper } from '../../tests/contracts/table.ts';
import { fakeTime } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { AppError, codeOf } from '../lib/errors.ts';
import { memoryLocks } from '../lib/locks.ts';
import { rng } from '../lib/rng.ts';
import { answeredAfter, collectFiles, filesInUse, resolveActive } from './active.ts';
import { openStore } from './db.ts';
import type { Store } from './db.ts';
import { becomeDreamer } from './fence.ts';
import { type Files, GRACE_MS } from './files.ts';
import { adopt, promote, propose, readHeads, reject, replaceActive, rollback } from './heads.ts';
import { SHELF } from './library.ts';
import { memoryFiles } from './memory-files.ts';
import type { RowOf } from './tables/index.ts';

type World = {
  store: Store;
  files: ReturnType<typeof memoryFiles>;
  disk: Map<string, { bytes: Uint8Array; written: number }>;
};

async function world(): Promise<World> {
  const store = await openStore({ name: 'heads', backend: { indexedDB: new IDBFactory(), IDBKeyRange } });
  const disk = new Map<string, { bytes: Uint8Array; written: number }>();
  return { store, files: memoryFiles(fakeTime(), disk), disk };
}

/** A checkpoint with its file and an eval of it. */
async function trained(
  { store, files }: World,
  byte: number,
  base = samples.checkpoints.base,
): Promise<{ row: RowOf<'checkpoints'>; evals: string[] }> {
  const file = await files.write(Uint8Array.of(byte, 2, 3));
  const [row] = await store.append('checkpoints', [{ ...samples.checkpoints, file, base }], null);
  const [score] = await store.append('evals', [{ ...samples.evals, checkpoint: file }], null);
  if (row === undefined || score === undefined) throw new Error('not saved');
  return { row, evals: [score.id] };
}

const when = (at: number, evals: string[] = []): { night: null; at: number; evals: string[] } => ({
  night: null,
  at,
  evals,
});

/** These files, but that something else is done while one is read for the first time. */
const meanwhile = (files: Files, work: () => Promise<unknown>): Files => {
  let done = false;
  return {
    ...files,
    read: async (hash) => {
      if (!done) await ((done = true), work());
      return files.read(hash);
    },
  };
};

describe('heads', () => {
  it('promotes with reason, keeps the previous one, and goes back', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await propose(it.store, a.row.id, when(1), null);
    expect(await readHeads(it.store)).toEqual({ active: null, candidate: a.row.id, previous: null });
    await promote(it.store, it.files, a.row.id, when(2, a.evals), null);
    await promote(it.store, it.files, b.row.id, when(3, b.evals), null);
    expect(await readHeads(it.store)).toEqual({ active: b.row.id, candidate: null, previous: a.row.id });
    await rollback(it.store, it.files, 'user', when(4), null);
    expect(await readHeads(it.store)).toEqual({ active: a.row.id, candidate: null, previous: b.row.id });
    const told = (await it.store.list('moves')).map(({ action, reason, from, to }) => [action, reason, from, to]);
    expect(told).toEqual([
      ['propose', 'trained', null, null],
      ['promote', 'promoted', null, a.row.id],
      ['promote', 'promoted', a.row.id, b.row.id],
      ['rollback', 'user', b.row.id, a.row.id],
    ]);
  });

  it('rejects a candidate with its reason and leaves the active one', async () => {
    const it = await world();
    const a = await trained(it, 1);
    await propose(it.store, a.row.id, when(1), null);
    const move = await reject(it.store, 'retention', { ...when(2, a.evals), detail: { level1: 0.5 } }, null);
    expect(move).toMatchObject({
      action: 'reject',
      reason: 'retention',
      checkpoint: a.row.id,
      detail: { level1: 0.5 },
    });
    expect(await readHeads(it.store)).toEqual({ active: null, candidate: null, previous: null });
  });

  it('the first promotion can be taken back to the base, and nothing before that', async () => {
    const it = await world();
    await expect(rollback(it.store, it.files, 'user', when(1), null).catch(codeOf)).resolves.toBe(
      'storage/no-previous',
    );
    const a = await trained(it, 1);
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    await rollback(it.store, it.files, 'user', when(2), null);
    expect((await readHeads(it.store)).active).toBeNull();
  });

  it.each([
    ['no eval', async (): Promise<string[]> => [], 'storage/missing-row'],
    ['an eval of another checkpoint', async (it: World) => (await trained(it, 9)).evals, 'storage/missing-row'],
    ['an eval that does not exist', async (_: World, own: string[]) => [...own, 'f'.repeat(64)], 'storage/missing-row'],
  ] as const)('refuses a promotion with %s', async (_, evals, code) => {
    const it = await world();
    const a = await trained(it, 1);
    const decision = when(1, await evals(it, a.evals));
    await expect(promote(it.store, it.files, a.row.id, decision, null).catch(codeOf)).resolves.toBe(code);
    expect(await readHeads(it.store)).toEqual({ active: null, candidate: null, previous: null });
    expect(await it.store.count('moves')).toBe(0);
  });

  it('refuses a checkpoint whose row or file is missing or damaged', async () => {
    const it = await world();
    const a = await trained(it, 1);
    const attempt = (id: string): Promise<unknown> =>
      promote(it.store, it.files, id, when(1, a.evals), null).catch(codeOf);
    expect(await attempt('e'.repeat(64))).toBe('storage/missing-row');
    it.disk.set(a.row.file, { bytes: Uint8Array.of(1, 2), written: 0 });
    expect(await attempt(a.row.id)).toBe('storage/corrupt-file');
    it.disk.delete(a.row.file);
    expect(await attempt(a.row.id)).toBe('storage/missing-file');
    expect(await it.store.count('moves')).toBe(0);
  });

  it('refuses an older dreamer', async () => {
    const it = await world();
    const a = await trained(it, 1);
    const old = await becomeDreamer(it.store.session, memoryLocks(), 'wait');
    await becomeDreamer(it.store.session, memoryLocks(), 'wait');
    const moving = promote(it.store, it.files, a.row.id, when(1, a.evals), old?.fence ?? null);
    await expect(moving.catch(codeOf)).resolves.toBe('storage/fenced');
    expect((await readHeads(it.store)).active).toBeNull();
  });

  it('goes back from nothing that another tab made active meanwhile', async () => {
    const it = await world();
    const [a, b, chosen] = [await trained(it, 1), await trained(it, 2), await trained(it, 3)];
    for (const { row, evals } of [a, b]) await promote(it.store, it.files, row.id, when(1, evals), null);
    const files = meanwhile(it.files, () => adopt(it.store, it.files, chosen.row.id, when(2), null, 'chosen'));
    await expect(rollback(it.store, files, 'user', when(3), null)).rejects.toMatchObject({
      code: 'storage/head-moved',
    });
    expect(await readHeads(it.store)).toEqual({ active: chosen.row.id, candidate: null, previous: b.row.id });
    await rollback(it.store, it.files, 'user', when(4), null);
    expect(await readHeads(it.store)).toEqual({ active: b.row.id, candidate: null, previous: chosen.row.id });
  });

  it('goes back though a candidate was proposed meanwhile', async () => {
    const it = await world();
    const [a, b, next] = [await trained(it, 1), await trained(it, 2), await trained(it, 3)];
    for (const { row, evals } of [a, b]) await promote(it.store, it.files, row.id, when(1, evals), null);
    const files = meanwhile(it.files, () => propose(it.store, next.row.id, when(2), null));
    await rollback(it.store, files, 'user', when(3), null);
    expect(await readHeads(it.store)).toEqual({ active: a.row.id, candidate: next.row.id, previous: b.row.id });
  });

  it('two tabs that promote at once leave one consistent outcome', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await Promise.all([
      promote(it.store, it.files, a.row.id, when(1, a.evals), null),
      promote(it.store, it.files, b.row.id, when(2, b.evals), null),
    ]);
    const heads = await readHeads(it.store);
    const last = (await it.store.list('moves', { newest: true, limit: 1 }))[0];
    expect(heads).toEqual({ active: last?.to, candidate: null, previous: last?.from });
    expect([heads.active, heads.previous].sort()).toEqual([a.row.id, b.row.id].sort());
  });
});

describe('the active checkpoint', () => {
  const damage = (it: World, row: RowOf<'checkpoints'>): void =>
    void it.disk.set(row.file, { bytes: Uint8Array.of(0), written: 0 });

  it('is verified, with its bytes', async () => {
    const it = await world();
    expect(await resolveActive(it.store, it.files)).toMatchObject({ checkpoint: null, bytes: null, passedOver: [] });
    const a = await trained(it, 1);
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    const active = await resolveActive(it.store, it.files);
    expect(active.checkpoint).toEqual(a.row);
    expect(active.bytes).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('falls back to the newest good one, past those that were taken back, down to the base', async () => {
    const it = await world();
    const [a, b, c] = [await trained(it, 1), await trained(it, 2), await trained(it, 3)];
    let at = 1;
    for (const { row, evals } of [a, b]) await promote(it.store, it.files, row.id, when(at++, evals), null);
    await rollback(it.store, it.files, 'user', when(at++), null);
    await promote(it.store, it.files, c.row.id, when(at++, c.evals), null);
    damage(it, c.row);
    const active = await resolveActive(it.store, it.files);
    expect(active.checkpoint?.id).toBe(a.row.id);
    expect(active.passedOver).toEqual([{ id: c.row.id, code: 'storage/corrupt-file' }]);
    await replaceActive(it.store, c.row.id, a.row.id, when(at), null);
    expect((await it.store.list('moves', { newest: true, limit: 1 }))[0]).toMatchObject({
      reason: 'bad_file',
      from: c.row.id,
      to: a.row.id,
    });
    it.disk.delete(a.row.file);
    expect((await resolveActive(it.store, it.files)).checkpoint).toBeNull();
  });

  it('falls back to what answered before it, though going back and forth took that back once', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    await promote(it.store, it.files, b.row.id, when(2, b.evals), null);
    await rollback(it.store, it.files, 'user', when(3), null);
    await rollback(it.store, it.files, 'user', when(4), null);
    damage(it, b.row);
    expect((await resolveActive(it.store, it.files)).checkpoint?.id).toBe(a.row.id);
  });

  it('is not given up for a disk that does not answer just now', async () => {
    const it = await world();
    const a = await trained(it, 1);
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    const failing = (code: AppError['code'], times = Infinity): Files => ({
      ...it.files,
      read: (hash) => (times-- > 0 ? Promise.reject(new AppError(code, 'No.')) : it.files.read(hash)),
    });
    for (const code of ['storage/timeout', 'storage/io', 'storage/closed', 'storage/refused'] as const)
      expect(await resolveActive(it.store, failing(code)).catch(codeOf)).toBe(code);
    expect((await resolveActive(it.store, failing('storage/damaged', 1))).checkpoint?.id).toBe(a.row.id);
    expect(await resolveActive(it.store, failing('storage/damaged'))).toMatchObject({
      ...{ checkpoint: null, passedOver: [{ id: a.row.id, code: 'storage/damaged' }] },
    });
  });

  it('is replaced only while it is the one that cannot be loaded', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    await adopt(it.store, it.files, b.row.id, when(2), null, 'chosen');
    expect(await replaceActive(it.store, a.row.id, null, when(3), null)).toBeNull();
    expect(await readHeads(it.store)).toEqual({ active: b.row.id, candidate: null, previous: a.row.id });
    expect(await it.store.count('moves')).toBe(2);
  });

  it('is told of each learner after every move, as it was found', async () => {
    for (const seed of ['1', '2', '3', '4']) {
      const [it, random] = [await world(), rng(seed)];
      const all = [];
      for (let byte = 1; byte <= 6; byte++) all.push(await trained(it, byte, byte % 2 ? HASH_A : HASH_B));
      const bases = new Map(all.map(({ row }) => [row.id, row.base]));
      for (let at = 1; at <= 24; at++) {
        const { row, evals } = random.pick(all);
        const { active } = await readHeads(it.store);
        const step = random.int(0, 9);
        if (step < 5) await promote(it.store, it.files, row.id, when(at, evals), null);
        else if (step < 7) await adopt(it.store, it.files, row.id, when(at), null, 'chosen');
        else if (step < 9) await rollback(it.store, it.files, 'user', when(at), null).catch(codeOf);
        else if (active !== null)
          await replaceActive(it.store, active, random.chance(0.5) ? null : row.id, when(at), null);
        const moves = await it.store.list('moves');
        for (const base of [HASH_A, HASH_B]) {
          const found = (await resolveActive(it.store, it.files, (own) => own.base === base)).checkpoint?.id ?? null;
          const told = answeredAfter(moves, (id) => bases.get(id) === base);
          expect(told.at(-1)?.to ?? null, `${seed}/${at}`).toBe(found);
        }
      }
    }
  });

  it('never falls back to what was taken back: not for a bad file, nor for another learner', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    await promote(it.store, it.files, b.row.id, when(2, b.evals), null);
    await rollback(it.store, it.files, 'user', when(3), null);
    const others = await resolveActive(it.store, it.files, ({ id }) => id !== a.row.id);
    expect(others).toMatchObject({ checkpoint: null, passedOver: [{ id: a.row.id, code: 'storage/other-base' }] });
    damage(it, a.row);
    expect((await resolveActive(it.store, it.files)).checkpoint).toBeNull();
  });

  it('promotes only upon what answered when that is named', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null, null);
    await expect(promote(it.store, it.files, b.row.id, when(2, b.evals), null, null)).rejects.toMatchObject({
      code: 'storage/head-moved',
    });
    expect((await readHeads(it.store)).active).toBe(a.row.id);
    await promote(it.store, it.files, b.row.id, when(3, b.evals), null, a.row.id);
    expect((await readHeads(it.store)).active).toBe(b.row.id);
  });

  it('falls back when the row is damaged or belongs to another base', async () => {
    const it = await world();
    const [a, b] = [await trained(it, 1), await trained(it, 2)];
    await promote(it.store, it.files, a.row.id, when(1, a.evals), null);
    await promote(it.store, it.files, b.row.id, when(2, b.evals), null);
    await tamper(it.store, 'checkpoints', async (rows) => void (await rows.put({ ...b.row, bytes: 1 })));
    expect((await resolveActive(it.store, it.files)).checkpoint?.id).toBe(a.row.id);
    expect((await resolveActive(it.store, it.files, () => false)).checkpoint).toBeNull();
  });

  it('clean-up removes nothing where rows that name files may be lost', async () => {
    const it = await world();
    await it.files.write(Uint8Array.of(7));
    expect(await collectFiles(it.store, it.files, fakeTime(GRACE_MS + 1))).toEqual([]);
    const { row, evals } = await trained(it, 1);
    await promote(it.store, it.files, row.id, when(1, evals), null);
    await tamper(it.store, 'checkpoints', async (rows) => void (await rows.put({ ...row, bytes: 1 })));
    expect(await collectFiles(it.store, it.files, fakeTime(GRACE_MS + 1))).toEqual([]);
  });

  it('clean-up keeps the newest of every learner, however much another one learned since', async () => {
    const it = await world();
    const own = await trained(it, 1);
    await promote(it.store, it.files, own.row.id, when(1, own.evals), null);
    for (let byte = 2; byte <= SHELF + 3; byte++) {
      const { row, evals } = await trained(it, byte, HASH_B);
      await promote(it.store, it.files, row.id, when(byte, evals), null);
    }
    expect((await filesInUse(it.store)).has(own.row.file)).toBe(true);
  });

  it('clean-up keeps what heads, the newest of the library and unfinished nights need', async () => {
    const it = await world();
    const all = [];
    for (let byte = 1; byte <= SHELF + 3; byte++) all.push(await trained(it, byte));
    for (const [i, { row, evals }] of all.entries()) await promote(it.store, it.files, row.id, when(i, evals), null);
    const [night] = await it.store.append('nights', [samples.nights], null);
    const resume = await it.files.write(Uint8Array.of(99));
    await it.store.append(
      'checkpoints',
      [{ ...samples.checkpoints, kind: 'resume', file: resume, night: night?.id ?? null }],
      null,
    );
    // The oldest answers again: a head is kept whatever its age.
    await adopt(it.store, it.files, must(all[0], 'the oldest').row.id, when(99), null, 'chosen');
    const kept = await filesInUse(it.store);
    const gone = all.filter(({ row }) => !kept.has(row.file)).map(({ row }) => row.id);
    expect(gone).toEqual(all.slice(1, 3).map(({ row }) => row.id));
    expect(kept.has(resume)).toBe(true);
    expect(await collectFiles(it.store, it.files, fakeTime(GRACE_MS))).toEqual([]);
    expect(await collectFiles(it.store, it.files, fakeTime(GRACE_MS + 1))).toHaveLength(2);
    await it.store.append('nights', [{ ...samples.nights, event: 'completed', night: night?.id ?? null }], null);
    expect((await filesInUse(it.store)).has(resume)).toBe(false);
  });
});
