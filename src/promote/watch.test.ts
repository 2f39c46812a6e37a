// When a promoted learner has to go: how often one that is as good as before is taken back by mistake, reckoned exactly, and what is never touched.

import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { openStore, type Store } from '../db/db.ts';
import { adopt, promote, readHeads, rollback, undoPromotion } from '../db/heads.ts';
import { memoryFiles } from '../db/memory-files.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { fakeTime } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { usesOf, WATCH, watchPromotion, watchVerdict } from './watch.ts';

const outcomes = (passes: number, total: number): string => '1'.repeat(passes) + '0'.repeat(total - passes);

/** Probability of so many passes of `total`, for all of them. */
function binomial(total: number, rate: number): number[] {
  let row = [1];
  for (let n = 0; n < total; n++)
    row = Array.from({ length: n + 2 }, (_, k) => (row[k] ?? 0) * (1 - rate) + (row[k - 1] ?? 0) * rate);
  return row;
}

/** By passes of what was before: passes of the first `look` answers at which that look takes back. Those that pass come first, so that no look before says it alone. */
function bounds(total: number): boolean[][][] {
  return Array.from({ length: total + 1 }, (_, passed) =>
    WATCH.looks.map((look) =>
      Array.from({ length: look + 1 }, (__, k) => watchVerdict(outcomes(passed, total), outcomes(k, look)) !== null),
    ),
  );
}

/** Probability that any look takes back a learner of this rate, when what was before had the other. */
function takenBack(table: boolean[][][], before: number, after: number): number {
  const total = table.length - 1;
  const step = binomial(10, after);
  return binomial(total, before).reduce((sum, chance, passed) => {
    let going = [1];
    let gone = 0;
    for (const stops of must(table[passed], 'looks')) {
      const next = stops.map((_, k) => step.reduce((all, p, add) => all + p * (going[k - add] ?? 0), 0));
      gone += next.reduce((all, p, k) => all + (stops[k] ? p : 0), 0);
      going = next.map((p, k) => (stops[k] ? 0 : p));
    }
    return sum + chance * gone;
  }, 0);
}

const RATES = Array.from({ length: 49 }, (_, i) => 0.02 * (i + 1));

describe('the watch', () => {
  it.each([WATCH.least, 50, WATCH.most])(
    'takes back at most 5 % of those that are as good as before, known from %d answers, at any rate',
    (total) => {
      const table = bounds(total);
      const worst = Math.max(...RATES.map((rate) => takenBack(table, rate, rate)));
      expect(worst).toBeLessThanOrEqual(0.05);
      expect(worst).toBeGreaterThan(0.005);
    },
  );

  it('takes back most of those that are much worse, and nearly never one that is better', () => {
    const table = bounds(50);
    expect(takenBack(table, 0.8, 0.4)).toBeGreaterThan(0.95);
    expect(takenBack(table, 0.9, 0.5)).toBeGreaterThan(0.97);
    expect(takenBack(table, 0.6, 0.7)).toBeLessThan(0.002);
  });

  const bits = (least: number): fc.Arbitrary<string> =>
    fc.array(fc.constantFrom('0', '1'), { minLength: least, maxLength: 120 }).map((all) => all.join(''));

  it('says nothing before thirty answers of what was before, nor before ten of its own', () =>
    fc.assert(
      fc.property(bits(0), bits(0), (before, after) => {
        expect(watchVerdict(before.slice(0, WATCH.least - 1), after)).toBeNull();
        expect(watchVerdict(before, after.slice(0, 9))).toBeNull();
      }),
    ));

  it('is never made to take back by an answer that is right instead of wrong', () =>
    fc.assert(
      fc.property(bits(30), bits(10), fc.nat(), (before, after, at) => {
        const place = at % after.length;
        const better = `${after.slice(0, place)}1${after.slice(place + 1)}`;
        if (watchVerdict(before, after) === null) expect(watchVerdict(before, better)).toBeNull();
      }),
    ));

  it('ends after fifty answers, and tells what it compared', () =>
    fc.assert(
      fc.property(bits(30), bits(50), (before, after) => {
        const found = watchVerdict(before, after);
        expect(watchVerdict(before, `${after.slice(0, 50)}${'0'.repeat(70)}`)).toEqual(found);
        if (found) expect(watchVerdict(found.before, found.after)).toEqual(found);
      }),
      { examples: [['1'.repeat(40), '0'.repeat(60)]] },
    ));
});

const MODEL = samples.episodes.model;
type Given = Partial<DraftOf<'episodes'>>;

/** Rows of episodes as they lie in the table, each by the number of the one that it takes the place of. */
const told = (...given: (Given & { of?: number })[]): RowOf<'episodes'>[] =>
  given.map(({ of, ...changes }, i) => ({
    ...{ night: null, checkpoint: null, author: 'model', ...samples.episodes, ...changes },
    ...{ id: `${i}`, replaces: of === undefined ? null : `${of}` },
  })) as RowOf<'episodes'>[];

describe('uses', () => {
  it('are answers of this model with this checkpoint to the user, where tests decided', () => {
    const rows = told(
      ...([{ verdict: 'pass' }, { verdict: 'fail' }, { verdict: 'error' }, { verdict: 'timeout' }] as const),
      ...([{ verdict: 'unmatched' }, { verdict: 'unscorable' }] as const),
      ...[{ model: 'dream-l' }, { checkpoint: HASH_A }, { night: HASH_A }].map((other) => ({
        verdict: 'pass' as const,
        ...other,
      })),
    );
    expect(usesOf(rows, MODEL, null)).toBe('1000');
    expect(usesOf(rows, MODEL, HASH_A)).toBe('1');
  });

  it('count an answer once, as the model gave it and as it was judged last', () => {
    const mended = { verdict: 'pass', author: 'user' } as const;
    expect(usesOf(told({ verdict: 'fail' }, { ...mended, of: 0 }), MODEL, null)).toBe('0');
    expect(usesOf(told({ verdict: 'pass' }, { verdict: 'pass', liked: true, of: 0 }), MODEL, null)).toBe('1');
    expect(usesOf(told({ verdict: 'pass' }, { verdict: 'pass' }, { verdict: 'fail', of: 0 }), MODEL, null)).toBe('01');
    const again = told({ verdict: 'pass' }, { ...mended, of: 0 }, { verdict: 'fail', of: 1 }, { verdict: 'pass' });
    expect(usesOf(again, MODEL, null)).toBe('01');
  });
});

type World = { store: Store; files: ReturnType<typeof memoryFiles>; checkpoints: string[]; evals: string[] };

/** Two checkpoints of nights. */
async function world(): Promise<World> {
  const store = await openStore({ name: 'watch', backend: { indexedDB: new IDBFactory(), IDBKeyRange } });
  const files = memoryFiles(fakeTime(), new Map());
  const named = await Promise.all([1, 2].map((byte) => files.write(Uint8Array.of(byte))));
  const rows = await store.append(
    'checkpoints',
    named.map((file) => ({ ...samples.checkpoints, file })),
    null,
  );
  const evals = await store.append(
    'evals',
    named.map((checkpoint) => ({ ...samples.evals, checkpoint })),
    null,
  );
  return { store, files, checkpoints: rows.map(({ id }) => id), evals: evals.map(({ id }) => id) };
}

const at = (now: number, evals: string[] = []) => ({ night: null, at: now, evals });
let asked = 0;

async function answer({ store }: World, checkpoint: string | null, verdicts: string): Promise<void> {
  const rows = [...verdicts].map((bit) => ({
    ...samples.episodes,
    ...{
      at: ++asked,
      prompt: `add ${asked}`,
      checkpoint,
      verdict: bit === '1' ? ('pass' as const) : ('fail' as const),
    },
  }));
  await store.append('episodes', rows, null);
}

const look = ({ store, files }: World): ReturnType<typeof watchPromotion> =>
  watchPromotion({ store, files, clock: { now: () => 99 }, model: MODEL });

/** The first checkpoint was good, the second is active. */
async function promoted(): Promise<World & { good: string; bad: string }> {
  const it = await world();
  const [good, bad] = it.checkpoints as [string, string];
  await promote(it.store, it.files, good, at(++asked, it.evals), null);
  await answer(it, good, outcomes(36, 40));
  await promote(it.store, it.files, bad, at(++asked, it.evals), null);
  return { ...it, good, bad };
}

describe('what a night promoted', () => {
  it('goes when it is certainly worse, in one move that names the reason and what was compared', async () => {
    const it = await promoted();
    await answer(it, it.bad, '100000000');
    expect(await look(it)).toBeNull();
    await answer(it, it.bad, '0');
    expect(await look(it)).toMatchObject({
      ...{ action: 'rollback', reason: 'watch', from: it.bad, to: it.good, checkpoint: it.bad, at: 99 },
      detail: { before: outcomes(36, 40), after: '1000000000', rate: 0.9 },
    });
    expect(await readHeads(it.store)).toEqual({ active: it.good, candidate: null, previous: it.bad });
    expect(await look(it)).toBeNull();
    expect(await it.store.count('moves')).toBe(3);
  });

  it('is compared with what was said before it, and not with what was chosen since for single questions', async () => {
    const it = await world();
    const [usual, next] = it.checkpoints as [string, string];
    await promote(it.store, it.files, usual, at(++asked, it.evals), null);
    await answer(it, usual, '01'.repeat(20));
    await promote(it.store, it.files, next, at(++asked, it.evals), null);
    await answer(it, usual, '1'.repeat(60));
    await answer(it, next, '01'.repeat(20));
    expect(await look(it)).toBeNull();
    expect((await readHeads(it.store)).active).toBe(next);
  });

  it('stays while it is as good', async () => {
    const it = await promoted();
    await answer(it, it.bad, '1110111101'.repeat(6));
    expect(await look(it)).toBeNull();
    expect((await readHeads(it.store)).active).toBe(it.bad);
  });

  it('stays when the file of what was before is gone', async () => {
    const it = await promoted();
    await answer(it, it.bad, '0'.repeat(20));
    const file = must(await it.store.get('checkpoints', it.good), 'row').file;
    const files = {
      ...it.files,
      read: async (hash: string) => (hash === file ? Promise.reject(new Error('gone')) : it.files.read(hash)),
    };
    await expect(look({ ...it, files })).rejects.toThrow('gone');
    expect((await readHeads(it.store)).active).toBe(it.bad);
  });
});

describe('what the user moved by hand', () => {
  it('stays: taken back and brought again', async () => {
    const it = await promoted();
    await answer(it, it.bad, '0'.repeat(50));
    await rollback(it.store, it.files, 'user', at(3), null);
    await rollback(it.store, it.files, 'user', at(4), null);
    expect(await readHeads(it.store)).toMatchObject({ active: it.bad, previous: it.good });
    expect(await look(it)).toBeNull();
  });

  it('stays: brought from elsewhere', async () => {
    const it = await world();
    const [good, bad] = it.checkpoints as [string, string];
    await promote(it.store, it.files, good, at(1, it.evals), null);
    await answer(it, good, '1'.repeat(40));
    await adopt(it.store, it.files, bad, at(2), null);
    await answer(it, bad, '0'.repeat(50));
    expect(await look(it)).toBeNull();
    expect((await readHeads(it.store)).active).toBe(bad);
  });

  it('stays, even if it was moved after the watch had looked', async () => {
    const it = await promoted();
    const promotion = must((await it.store.list('moves')).at(-1), 'the promotion');
    await rollback(it.store, it.files, 'user', at(3), null);
    await rollback(it.store, it.files, 'user', at(4), null);
    expect(await undoPromotion(it.store, it.files, promotion, at(5))).toBeNull();
    expect(await readHeads(it.store)).toMatchObject({ active: it.bad, previous: it.good });
    expect(await it.store.count('moves')).toBe(4);
  });
});
