// When a promoted learner has to go: how often one that is as good as before is taken back by mistake, reckoned exactly, and what is never touched.

import fc from 'fast-check';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { openStore, type Store } from '../db/db.ts';
import { resolveActive } from '../db/active.ts';
import { libraryOf } from '../db/library.ts';
import { adopt, promote, readHeads, rollback, undoPromotion } from '../db/heads.ts';
import { memoryFiles } from '../db/memory-files.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { fakeTime } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { takenBackBy } from '../db/taken-back.ts';
import { rng } from '../lib/rng.ts';
import { chainOf, judged, type Use, usesOf, WATCH, watchedIn, watchPromotion, watchVerdict } from './watch.ts';

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
  // No promotion is in danger in more than two watches (below), whatever it shares with others of the answers: the chances of both add up to no less than that of either.
  it.each([WATCH.least, 50, WATCH.most])(
    'takes back at most 5 % of those that are as good as before, known from %d answers, at any rate, in two watches together',
    (total) => {
      const table = bounds(total);
      const worst = Math.max(...RATES.map((rate) => takenBack(table, rate, rate)));
      expect(2 * worst).toBeLessThanOrEqual(0.05);
      expect(2 * worst).toBeGreaterThan(0.005);
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

const bitsOf = (uses: readonly Use[]): string => uses.map(({ right }) => (right ? '1' : '0')).join('');
const NONE: never[] = [];

describe('uses', () => {
  it('are answers of this model to the user, where tests decided', () => {
    const rows = told(
      ...([{ verdict: 'pass' }, { verdict: 'fail' }, { verdict: 'error' }, { verdict: 'timeout' }] as const),
      ...([{ verdict: 'unmatched' }, { verdict: 'unscorable' }] as const),
      ...[{ model: 'dream-l' }, { night: HASH_A }].map((other) => ({ verdict: 'pass' as const, ...other })),
    );
    expect(bitsOf(usesOf(rows, MODEL, NONE))).toBe('1000');
  });

  it('are those of what was active when they were given: what was chosen for one question is no measure', () => {
    const moves = [
      { at: 10, to: HASH_A },
      { at: 20, to: null },
    ];
    const given = [4, 14, 24].flatMap((at) => [null, HASH_A].map((checkpoint) => ({ at, checkpoint })));
    const uses = usesOf(told(...given.map((each) => ({ ...each, verdict: 'pass' as const }))), MODEL, moves);
    expect(uses.map(({ at, checkpoint }) => [at, checkpoint])).toEqual([
      [4, null],
      [14, HASH_A],
      [24, null],
    ]);
  });

  it('count an answer once, when it was given, as the model gave it and as it was judged last', () => {
    const mended = { verdict: 'pass', author: 'user' } as const;
    const bits = (...given: Parameters<typeof told>): string => bitsOf(usesOf(told(...given), MODEL, NONE));
    expect(bits({ verdict: 'fail' }, { ...mended, of: 0 })).toBe('0');
    expect(bits({ verdict: 'pass' }, { verdict: 'pass', liked: true, of: 0 })).toBe('1');
    expect(bits({ verdict: 'pass' }, { verdict: 'pass' }, { verdict: 'fail', of: 0 })).toBe('01');
    expect(bits({ verdict: 'pass' }, { ...mended, of: 0 }, { verdict: 'fail', of: 1 }, { verdict: 'pass' })).toBe('01');
    const late = told({ verdict: 'pass', at: 1 }, { verdict: 'pass', liked: true, at: 9, of: 0 });
    expect(usesOf(late, MODEL, [{ at: 5, to: HASH_A }])).toEqual([{ at: 1, checkpoint: null, right: true }]);
  });
});

/** So many answers, one a tick, after the one at `from`. */
const answers = (bits: string, from = 0): Use[] =>
  [...bits].map((bit, i) => ({ at: from + i + 1, checkpoint: null, right: bit === '1' }));
/** Promotions, each after so many answers. */
const after = (...counts: number[]): { at: number }[] => counts.map((count) => ({ at: count + 0.5 }));

describe('which promotion is watched', () => {
  it('is the first until it has fifty answers, those of what was learned on top of it included', () => {
    const chain = after(0, 7, 14, 21, 28);
    for (const given of [0, 9, 49, 50])
      expect([given, watchedIn(chain, answers('1'.repeat(given)))]).toEqual([given, 0]);
  });

  it('is then the youngest that there is by then, and after its own fifty the next that comes, or none', () => {
    expect(watchedIn(after(0, 7, 14, 48), answers('1'.repeat(51)))).toBe(3);
    expect(watchedIn(after(0), answers('1'.repeat(51)))).toBeNull();
    expect(watchedIn(after(0, 60), answers('1'.repeat(80)))).toBe(1);
    expect(watchedIn(after(0, 20, 90, 95), answers('1'.repeat(100)))).toBe(2);
    expect(watchedIn([], answers('1'))).toBeNull();
  });

  const nights = fc.array(fc.nat(30), { minLength: 1, maxLength: 40 });

  it(
    'puts none in danger by more than one beside itself, and leaves no answer unseen that came soon after one',
    { timeout: 60_000 },
    () =>
      fc.assert(
        fc.property(nights, (gaps) => {
          let sum = 0;
          const chain = after(...gaps.map((gap) => (sum += gap)));
          const watchers = chain.map(() => new Set<number>());
          for (let given = 1; given <= sum + 60; given++) {
            const there = chain.filter(({ at }) => at < given);
            const place = watchedIn(there, answers('1'.repeat(given)));
            there.forEach((_, i) => place !== null && place <= i && watchers[i]?.add(place));
            const youngest = there.at(-1);
            if (youngest && given - youngest.at < 50) expect(place).not.toBeNull();
          }
          for (const [i, by] of watchers.entries())
            expect([...by].filter((place) => place !== i).length).toBeLessThan(2);
        }),
        { numRuns: 60 },
      ),
  );

  it('lets nights that change nothing stand, however fast they follow each other', { timeout: 60_000 }, () => {
    const random = rng('nights');
    let [promoted, gone] = [0, 0];
    for (let life = 0; life < 20; life++) {
      const uses = answers(Array.from({ length: 60 }, () => (random.chance(0.8) ? '1' : '0')).join(''));
      let chain: { at: number }[] = [];
      for (let given = 60; given < 260; given++) {
        if (given % 7 === 0) promoted += chain.push(...after(given)) && 1;
        uses.push(...answers(random.chance(0.8) ? '1' : '0', given));
        const found = judged(chain, uses, ({ at }) => bitsOf(uses.filter((use) => use.at <= at)));
        if (found === null) continue;
        gone += 1 + found.above.length;
        chain = [];
      }
    }
    expect(promoted).toBe(20 * 29);
    expect(gone / promoted).toBeLessThan(0.05);
  });

  it('sees what is bad although each night has a few answers only', () => {
    const uses = answers(`${outcomes(45, 50)}${'0'.repeat(10)}`);
    const found = judged(after(50, 54, 58), uses, () => outcomes(45, 50));
    expect(found).toMatchObject({ promotion: { at: 50.5 }, watched: { after: '0'.repeat(10) } });
    expect(found?.above).toEqual(after(54, 58));
  });

  it('is none of which too little is known before: the first after that is watched in its place', () => {
    const uses = answers(`${'1'.repeat(40)}${'0'.repeat(10)}`);
    const before = ({ at }: { at: number }): string => bitsOf(uses.filter((use) => use.at <= at));
    expect(judged(after(0, 29, 40, 45), uses, before)).toMatchObject({ promotion: { at: 40.5 }, above: after(45) });
  });

  it('goes for the youngest of those that are to blame, by its own answers', () => {
    const uses = answers(`${'1'.repeat(60)}${'0'.repeat(20)}`);
    const found = judged(after(50, 60, 75), uses, () => outcomes(45, 50));
    expect(found).toMatchObject({ promotion: { at: 60.5 }, above: [{ at: 75.5 }], watched: { after: '0'.repeat(10) } });
  });
});

it('a chain ends where something else than a night moved', () => {
  const moves = (['promoted', 'chosen', 'promoted', 'promoted', 'promoted'] as const).map((reason, i) => ({
    ...{ reason, from: `${i}`, to: i === 3 ? '3' : `${i + 1}`, i },
  }));
  expect(chainOf(moves).map(({ i }) => i)).toEqual([2, 4]);
  for (const reason of ['user', 'watch', 'imported'] as const)
    expect(chainOf([...moves, { reason, from: '5', to: '1', i: 5 }])).toEqual([]);
});

type World = { store: Store; files: ReturnType<typeof memoryFiles>; checkpoints: string[]; evals: string[] };

/** Checkpoints of nights, each of those that were learned on top of the one before it. */
async function world(count = 2): Promise<World> {
  const store = await openStore({ name: 'watch', backend: { indexedDB: new IDBFactory(), IDBKeyRange } });
  const files = memoryFiles(fakeTime(), new Map());
  const named = await Promise.all(Array.from({ length: count }, (_, i) => files.write(Uint8Array.of(i + 1))));
  const checkpoints: string[] = [];
  for (const file of named) {
    const row = { ...samples.checkpoints, file, parent: checkpoints.at(-1) ?? null };
    checkpoints.push(...(await store.append('checkpoints', [row], null)).map(({ id }) => id));
  }
  const evals = await store.append(
    'evals',
    named.map((checkpoint) => ({ ...samples.evals, checkpoint })),
    null,
  );
  return { store, files, checkpoints, evals: evals.map(({ id }) => id) };
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

const look = ({ store, files }: World, now = 99): ReturnType<typeof watchPromotion> =>
  watchPromotion({ store, files, clock: { now: () => now }, model: MODEL });

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

/** What was shipped was good; then so many answers, each time after a promotion on top of the one before. */
async function sequence(...verdicts: string[]): Promise<World> {
  const it = await world(verdicts.length);
  await answer(it, null, outcomes(36, 40));
  for (const [i, bits] of verdicts.entries()) {
    await promote(it.store, it.files, must(it.checkpoints[i], 'checkpoint'), at(++asked, it.evals), null);
    await answer(it, must(it.checkpoints[i], 'checkpoint'), bits);
  }
  return it;
}

describe('nights that follow each other', () => {
  it('are watched together: the bad one goes with what was learned on top of it', async () => {
    const it = await sequence('1000', '000', '00');
    const [bad, above, newest] = it.checkpoints;
    expect(await look(it)).toBeNull();
    await answer(it, must(newest, 'newest'), '0');
    const move = must(await look(it), 'a move');
    expect(move).toMatchObject({ action: 'rollback', reason: 'watch', from: newest, to: null, night: null });
    expect(move.detail).toMatchObject({ before: outcomes(36, 40), after: '1000000000', below: [above, bad] });
    expect(takenBackBy(move)).toEqual([newest, above, bad]);
    expect(await readHeads(it.store)).toEqual({ active: null, candidate: null, previous: newest });
    expect((await resolveActive(it.store, it.files)).checkpoint).toBeNull();
    const books = libraryOf({
      checkpoints: await it.store.list('checkpoints'),
      moves: await it.store.list('moves'),
      evals: [],
    });
    expect(books.map(({ takenBack }) => takenBack)).toEqual([true, true, true]);
  });

  it('are not undone further than there is reason: what is older and as good as before stays', async () => {
    const it = await sequence('1111111111', '0'.repeat(12), '0');
    const [good, bad, newest] = it.checkpoints;
    expect(await look(it)).toMatchObject({ from: newest, to: good, detail: { after: '0'.repeat(10), below: [bad] } });
    expect(await readHeads(it.store)).toEqual({ active: good, candidate: null, previous: newest });
  });

  it('are compared with what they were learned on top of, as far back as that goes, and with nothing else', async () => {
    const it = await sequence('1'.repeat(20), '1'.repeat(30), '1', '0'.repeat(12));
    expect((await look(it, ++asked))?.detail).toMatchObject({
      before: '1'.repeat(51).padStart(91, outcomes(36, 40)),
      after: '0'.repeat(10),
    });
    // On top of what came back: what was taken back is not part of it.
    const next = {
      ...samples.checkpoints,
      file: await it.files.write(Uint8Array.of(9)),
      parent: it.checkpoints[2] ?? null,
    };
    const [row] = await it.store.append('checkpoints', [next], null);
    const [own] = await it.store.append('evals', [{ ...samples.evals, checkpoint: next.file }], null);
    const fresh = must(row, 'row').id;
    await promote(it.store, it.files, fresh, at(++asked, [must(own, 'eval').id]), null);
    await answer(it, fresh, '0'.repeat(10));
    expect((await look(it))?.detail).toMatchObject({ before: `${outcomes(36, 40)}${'1'.repeat(51)}` });
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
    expect(await undoPromotion(it.store, it.files, promotion, promotion.id, at(5))).toBeNull();
    expect(await readHeads(it.store)).toMatchObject({ active: it.bad, previous: it.good });
    expect(await it.store.count('moves')).toBe(4);
  });
});
