// Many lessons on Chromium's own IndexedDB: curated, exported and checked as streams. Speed, and the highest heap that was seen, are told in the output;
// the bounds here are wide, for slow machines. In every run 10,000 rows; VITE_DATASET_ROWS=100000 for as many as an issue asks for, which would be
// over 100 MB of heap if they were held at once.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeHeldOut } from '../../src/team/held-out.ts';
import { type Row, sift } from '../../src/curate/sift.ts';
import { openStore, type Store } from '../../src/db/db.ts';
import { checkChain } from '../../src/db/chain.ts';
import type { DraftOf } from '../../src/db/tables/index.ts';
import { katas } from '../../src/domains/katas.ts';
import { heldOutItems } from '../../src/evaluate/items.ts';
import { exportLessons } from '../../src/export/night.ts';
import { readLines } from '../../src/export/read-lines.ts';
import { HASH_A, samples } from '../contracts/row-samples.ts';

const ROWS = Number(import.meta.env['VITE_DATASET_ROWS'] ?? 10_000);
const AT_ONCE = 1000;
const NAME = 'test-datasets';
const LONG = { timeout: 600_000 };

let store: Store;

/** Prompts of all skills in turn, each with a number of its own, so that most are questions of their own. */
function draft(i: number, task: string, attempt: string): DraftOf<'lessons'> {
  const { skill, level, prompt, code } = pool[i % pool.length] as (typeof pool)[number];
  return {
    ...samples.lessons,
    at: i * 60_000,
    night: HASH_A,
    task,
    attempt,
    skill,
    level,
    prompt: `${prompt} (${i})`,
    code,
  };
}

const pool = katas.skills.flatMap(({ id }) =>
  [0, 1, 2, 3].map((seed) => {
    const { skill, level, prompt, reference } = katas.generate(id, 'train', `pool ${seed}`);
    return { skill, level, prompt, code: reference };
  }),
);

beforeAll(async () => {
  store = await openStore({ name: NAME });
  const [task] = await store.append('tasks', [samples.tasks], null);
  const [attempt] = await store.append('attempts', [samples.attempts], null);
  for (let i = 0; i < ROWS; i += AT_ONCE)
    await store.append(
      'lessons',
      Array.from({ length: AT_ONCE }, (_, j) => draft(i + j, task?.id ?? '', attempt?.id ?? '')),
      null,
    );
}, LONG.timeout);

afterAll(() => {
  store.close();
  indexedDB.deleteDatabase(NAME);
});

const heap = (): number => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;

/** Rows as they come, with the highest heap seen. */
async function* watched<T>(rows: AsyncIterable<T>, seen: { peak: number; rows: number }): AsyncGenerator<T> {
  for await (const row of rows) {
    if (seen.rows++ % 500 === 0) seen.peak = Math.max(seen.peak, heap());
    yield row;
  }
}

function told(what: string, begun: number, { peak, rows }: { peak: number; rows: number }, idle: number): void {
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `${what}: ${Math.round(rows / seconds)} rows/s, ${((peak - idle) / 1e6).toFixed(0)} MB above ${(idle / 1e6).toFixed(0)} MB`,
  );
}

it('are curated in order, and held a page at a time', LONG, async () => {
  const skills = katas.skills.slice(0, 6).map(({ id }) => id);
  const heldOut = makeHeldOut(
    [...heldOutItems(katas, skills, { known: 200, weak: 60, skill: 60 })].map(({ prompt }) => prompt),
  );
  const [begun, idle, seen] = [performance.now(), heap(), { peak: 0, rows: 0 }];
  const rows: AsyncIterable<Row> = watched(store.stream('lessons', HASH_A), seen);
  const { ids, counts } = await sift(rows, heldOut, { least: 0.3, spread: 3, most: ROWS });
  told('curation', begun, seen, idle);
  expect(counts.read).toBe(ROWS);
  expect(counts.kept + counts.contaminated + counts.duplicates + counts.poor + counts.capped).toBe(ROWS);
  expect(ids).toHaveLength(counts.kept);
  expect(seen.peak - idle).toBeLessThan(150e6);
});

it('are exported in the order of their lines', LONG, async () => {
  const [begun, idle, seen] = [performance.now(), heap(), { peak: 0, rows: 0 }];
  const watchedStore: Store = {
    ...store,
    getMany: async (table, ids) => {
      seen.peak = Math.max(seen.peak, heap());
      return store.getMany(table, ids);
    },
  };
  const { file, rows } = await exportLessons(watchedStore, null);
  seen.rows = rows;
  told('export', begun, seen, idle);
  expect(rows).toBe(ROWS);
  let [last, lines] = ['', 0];
  for await (const line of readLines(
    file.stream() as ReadableStream<Uint8Array<ArrayBuffer>>,
    1e5,
    new AbortController().signal,
  )) {
    const text = 'text' in line ? line.text : '';
    expect(text > last).toBe(true);
    [last, lines] = [text, lines + 1];
  }
  expect(lines).toBe(ROWS);
  expect(seen.peak - idle).toBeLessThan(150e6);
});

it('are checked, chain and all, within the time that storage has for a call', LONG, async () => {
  const begun = performance.now();
  expect(await checkChain(store.session, 'lessons')).toMatchObject({ rows: ROWS, ok: true });
  told('check of the chain', begun, { peak: heap(), rows: ROWS }, heap());
});
