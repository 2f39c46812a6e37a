// Three nights in a row on a real store: the second one forgets, the third has the level back.

import { describe, expect, it, onTestFinished } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { BASE, enter, makeWorld, type Session } from '../../tests/doubles/world.ts';
import { adopt, promote, rollback } from '../db/heads.ts';
import type { Store } from '../db/db.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { LevelFate } from '../lib/forgetting.ts';
import { isForgetting, wornNow, wornSince, wornWords } from './worn.ts';

const NIGHTS = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
/** Percent right at level 1 of what was shipped and after each night; the same for level 6. */
const LEVEL_1 = [100, 98, 90, 97] as const;
const LEVEL_6 = [10, 80, 70, 79] as const;

const score = (checkpoint: string, level: number, passes: number): DraftOf<'evals'> => ({
  ...{ at: 1, checkpoint, phase: 'after', level, seed: 's', items: level === 1 ? HASH_A : BASE, passes },
  ...{ total: 100, outcomes: '1'.repeat(passes).padEnd(100, '0') },
});

async function slept(nights: number): Promise<Session['context']> {
  const { context, close } = await enter(await makeWorld());
  onTestFinished(close);
  const { store, files, fence } = context;
  const scores = (file: string, i: number) => [score(file, 1, LEVEL_1[i] ?? 0), score(file, 6, LEVEL_6[i] ?? 0)];
  await store.append('evals', scores(BASE, 0), fence);
  let parent: string | null = null;
  for (const [i, night] of NIGHTS.slice(0, nights).entries()) {
    const file = await files.write(new Uint8Array([i]));
    const common = { ...samples.checkpoints, base: BASE, night };
    // What was trained before it was consolidated is never measured.
    const trained: DraftOf<'checkpoints'> = { ...common, file: night, parent };
    const [first]: readonly RowOf<'checkpoints'>[] = await store.append('checkpoints', [trained], fence);
    const [row] = await store.append('checkpoints', [{ ...common, file, parent: must(first, 'row').id }], fence);
    const evals = (await store.append('evals', scores(file, i + 1), fence)).map(({ id }) => id);
    const { id } = must(row, 'row');
    await promote(store, files, id, { night, at: 1, evals }, fence);
    parent = id;
  }
  return context;
}

const wornActive = async (store: Store): Promise<readonly LevelFate[]> =>
  must((await wornNow(store))[0], 'what is active').levels;

const levels = (worn: readonly { level: number }[]): number[] => worn.map(({ level }) => level);

describe('levels that have kept too little', () => {
  it('are none as long as the model answers as it was shipped, and after a night that kept all', async () => {
    expect(await wornNow((await slept(0)).store)).toEqual([{ file: null, levels: [] }]);
    expect(levels(await wornActive((await slept(1)).store))).toEqual([]);
  });

  it('are those of what answers now, against what each was when it was learned', async () => {
    const { store } = await slept(2);
    const worn = await wornActive(store);
    expect(worn.map(({ level, retention }) => [level, retention])).toEqual([
      [1, 0.9],
      [6, expect.closeTo(70 / 80, 12)],
    ]);
  });

  it('are none any more once they are back, or what lost them was taken back', async () => {
    expect(levels(await wornActive((await slept(3)).store))).toEqual([]);
    const { store, files, fence } = await slept(2);
    await rollback(store, files, 'user', { night: null, at: 2 }, fence);
    expect(levels(await wornActive(store))).toEqual([]);
    expect(await wornSince(store, NIGHTS[1])).toEqual([]);
  });

  it('are told of the night after which it was so, and of no other', async () => {
    const { store } = await slept(3);
    expect(await Promise.all(NIGHTS.map(async (night) => levels(await wornSince(store, night))))).toEqual([
      [],
      [1, 6],
      [],
    ]);
    expect(await wornSince(store, BASE)).toEqual([]);
  });

  it('are read from scores of what came before alone', async () => {
    const { store } = await slept(3);
    const asked: unknown[] = [];
    const list: typeof store.list = (table, query) => (
      table === 'evals' && asked.push(query?.where?.[0]),
      store.list(table, query)
    );
    await wornNow({ ...store, list });
    expect(asked).toEqual(Array.from({ length: 7 }, () => 'checkpoint'));
  });

  it('are those of what each learner answers with, where another one learned since', async () => {
    const { store, files, fence } = await slept(2);
    const own = must((await store.list('moves')).at(-1)?.to, 'what answers');
    const { file: adapter } = must(await store.get('checkpoints', own), 'its row');
    const file = await files.write(new Uint8Array([9]));
    const [foreign] = await store.append('checkpoints', [{ ...samples.checkpoints, file, base: HASH_A }], fence);
    await adopt(store, files, must(foreign, 'row').id, { night: null, at: 2 }, fence, 'chosen');
    const worn = await wornNow(store);
    expect([adapter, undefined, file, null].map((each) => isForgetting(worn, each))).toEqual([
      ...[true, false],
      ...[false, false],
    ]);
    expect(levels(await wornSince(store, NIGHTS[1]))).toEqual([1, 6]);
  });
});

it('a mark is for what answers', () => {
  const fate = { level: 1, learned: 0, first: 1, last: 0.9, retention: 0.9, forgetting: 0.1 };
  const worn = [{ file: HASH_A, levels: [fate] }];
  expect([HASH_A, undefined, BASE, null].map((adapter) => isForgetting(worn, adapter))).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
  expect(isForgetting([{ file: HASH_A, levels: [] }], HASH_A)).toBe(false);
  expect(wornWords([fate, { ...fate, level: 6, retention: 0.875 }])).toBe(
    'After this night level 1 (one number) had kept 90 %, level 6 (choosing from a list) had kept 88 % of what it could, less than 95 %.',
  );
});
