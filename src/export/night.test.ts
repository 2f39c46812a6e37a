// Who a line says that learned: whoever did in its night, for as long as the line is exported.

import { expect, it } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { enter, makeWorld } from '../../tests/doubles/world.ts';
import { importedName, shipped } from '../../models/catalog.ts';
import type { Store } from '../db/db.ts';
import { must } from '../lib/assert.ts';
import { claimOf } from './lines.ts';
import { exportLessons } from './night.ts';

const DREAM_S = must(
  shipped['dream-s']?.find(({ name }) => name === 'model.safetensors'),
  'dream-s',
).sha256;

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const { context, close } = await enter(await makeWorld());
  try {
    return await work(context.store);
  } finally {
    close();
  }
}

/** A night with one lesson. @param options what its row says that it was asked; null: there is no row of it */
async function sleep(store: Store, options: { base?: string } | null): Promise<void> {
  const begun = options && (await store.append('nights', [{ ...samples.nights, options }], null));
  const [task] = await store.append('tasks', [samples.tasks], null);
  const [attempt] = await store.append('attempts', [samples.attempts], null);
  const row = { ...samples.lessons, task: must(task, 'task').id, attempt: must(attempt, 'attempt').id };
  await store.append('lessons', [{ ...row, night: begun?.[0]?.id ?? HASH_A }], null);
}

async function linesOf(store: Store): Promise<string[]> {
  const { file } = await exportLessons(store, null);
  return (await file.text()).trimEnd().split('\n');
}

const studentIn = (line: string): unknown => (JSON.parse(line) as Record<string, unknown>)['student_model'];
const bring = (store: Store, source: string, at: number) =>
  store.append('models', [{ ...samples.models, at, file: HASH_A, source }], null);

it('names the family’s model by the hash of its weights, and each night’s own', () =>
  withStore(async (store) => {
    await sleep(store, { base: DREAM_S });
    const [before = ''] = await linesOf(store);
    expect(studentIn(before)).toBe('dream-s');
    expect(claimOf(before)).toMatchObject({ prompt: 'add 1', entry: 'f' });
    // Another model learns from now on: what was exported stays what it was.
    await bring(store, 'Qwen/Qwen3-0.6B', 1);
    await sleep(store, { base: HASH_A });
    const lines = await linesOf(store);
    expect(lines).toContain(before);
    expect(lines.map(studentIn).sort()).toEqual(['Qwen/Qwen3-0.6B', 'dream-s']);
  }));

it('keeps the name that a model was brought by first', () =>
  withStore(async (store) => {
    await sleep(store, { base: HASH_A });
    await bring(store, 'Qwen/Qwen3-0.6B', 1);
    const before = await linesOf(store);
    await bring(store, 'somebody/copy', 2);
    expect(await linesOf(store)).toEqual(before);
    expect(before.map(studentIn)).toEqual(['Qwen/Qwen3-0.6B']);
  }));

it('tells the hash of a model from a folder, and not what its owner calls that', () =>
  withStore(async (store) => {
    await sleep(store, { base: HASH_A });
    await bring(store, 'for my divorce', 1);
    expect((await linesOf(store)).map(studentIn)).toEqual([importedName(HASH_A)]);
  }));

it.each([
  ['nights of before they told their base', {}],
  ['weights that nobody has a name for', { base: HASH_A }],
  ['a night whose row is not there', null],
])('makes nothing up for %s', (_, options) =>
  withStore(async (store) => {
    await sleep(store, options);
    const lines = await linesOf(store);
    expect(lines.map(studentIn)).toEqual(['unknown']);
    for (const line of lines) expect(claimOf(line).tests).toHaveLength(2);
  }),
);
