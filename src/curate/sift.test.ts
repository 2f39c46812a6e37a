// Curation from a stream to ids and counts, and how versions are named.

import { expect, it } from 'vitest';
import { datasetRows, nameOf } from '../team/dataset.ts';
import { makeHeldOut } from '../team/held-out.ts';
import { type Row, sift } from './sift.ts';

const RULES = { least: 0.3, spread: 3, most: 1000 };
const row = (id: string, prompt: string, code: string, skill = 'add'): Row => ({ id, skill, level: 1, prompt, code });
async function* streamed(rows: readonly Row[]): AsyncGenerator<Row> {
  yield* rows;
}

const add = (n: number): string => `function solve(n) { return n + ${n}; }`;

it('counts every row once, by the first reason against it, and keeps the order', async () => {
  const rows = [
    row('good', 'add 3 to n', add(3)),
    row('leak', 'please add 4 to n', '// held out, and nothing but noise'),
    row('noise', 'add 5 to n', '// only\n// words'),
    row('again', 'Add 3 to n.', add(3)),
    row('other', 'add 6 to n', add(6)),
  ];
  const { ids, counts } = await sift(streamed(rows), makeHeldOut(['add 4 to n']), RULES);
  expect(ids).toEqual(['good', 'other']);
  expect(counts).toEqual({ read: 5, kept: 2, contaminated: 1, poor: 1, duplicates: 1, capped: 0 });
});

it('a row that is left out leaves nothing behind: a later one like it is judged by itself', async () => {
  const rows = [row('noise', 'add 5 to n', `${add(5)} // ${'x'.repeat(300)}`), row('good', 'add 5 to n', add(5))];
  expect((await sift(streamed(rows), makeHeldOut([]), RULES)).ids).toEqual(['good']);
});

it('caps, and says how many', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => row(`${i}`, `add ${i} to n`, add(i)));
  const { ids, counts } = await sift(streamed(rows), makeHeldOut([]), { ...RULES, most: 20 });
  expect(ids).toHaveLength(20);
  expect(counts).toMatchObject({ read: 50, kept: 20, capped: 30 });
});

it('of nothing comes an empty dataset', async () => {
  const { ids, counts } = await sift(streamed([]), makeHeldOut(['add 4 to n']), RULES);
  expect([ids, counts.read, counts.kept]).toEqual([[], 0, 0]);
});

it('the name of a version says what is in it and how it was chosen', async () => {
  const ids = ['a', 'b'].map((letter) => letter.repeat(64));
  const name = await nameOf(ids, RULES);
  expect(name).toBe(await nameOf([...ids], { most: 1000, spread: 3, least: 0.3 }));
  expect(name).not.toBe(await nameOf(ids.toReversed(), RULES));
  expect(name).not.toBe(await nameOf(ids, { ...RULES, spread: 2 }));
});

it('a long version lies in several rows, none too large', () => {
  const ids = Array.from({ length: 12_345 }, (_, i) => `${i}`.padStart(64, '0'));
  const counts = { read: 12_345, kept: 12_345, contaminated: 0, poor: 0, duplicates: 0, capped: 0 };
  const rows = datasetRows({ at: 1, version: 'f'.repeat(64), ids, recipe: RULES, counts });
  expect(rows.map(({ part, parts }) => [part, parts])).toEqual([
    [0, 3],
    [1, 3],
    [2, 3],
  ]);
  expect(rows.flatMap((each) => each.ids)).toEqual(ids);
  expect(Math.max(...rows.map((each) => JSON.stringify(each).length))).toBeLessThan(1 << 20);
});
