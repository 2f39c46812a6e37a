// Preference pairs as a file: what trainers read of it, and whose words are in it.

import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import type { Store } from '../db/db.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { pairsOfChat, pairsOfNights } from '../team/pairs.ts';
import { exportPairs, pairLine } from './pairs.ts';

type Line = Record<string, unknown> & {
  prompt: unknown;
  chosen: { content: string }[];
  rejected: { content: string }[];
};

/** After a night in which the learner tried eight tasks itself, and a vote in the chat. */
async function exported(own: boolean): Promise<{ lines: Line[]; text: string; again: string }> {
  const world = await makeWorld({ settings: { ...SETTINGS, tries: 8 } });
  await sleepThrough(world);
  const { context, close } = await enter(world);
  const said = { at: 1, prompt: 'my own words', model: 'dream-s', verdict: 'unmatched' as const };
  const votes = [
    { ...said, answer: 'better', liked: true },
    { ...said, answer: 'worse', disliked: true },
  ];
  await context.store.append('episodes', votes, null);
  const read = async (): Promise<string> => (await exportPairs(context.store, own)).file.text();
  const [text, again] = [await read(), await read()];
  close();
  return {
    lines: text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
    text,
    again,
  };
}

describe('a file of pairs', { timeout: 60_000 }, () => {
  it('has a question and two answers in the form that TRL reads, and one set of flat columns', async () => {
    const { lines, text, again } = await exported(true);
    expect(again).toBe(text);
    expect(new Set(lines.map((line) => Object.keys(line).sort().join())).size).toBe(1);
    for (const { prompt, chosen, rejected, ...columns } of lines) {
      expect(prompt).toMatchObject([{ role: 'user' }]);
      expect([chosen, rejected]).toMatchObject([[{ role: 'assistant' }], [{ role: 'assistant' }]]);
      for (const value of Object.values(columns)) expect(typeof value).toMatch(/string|number|boolean/);
      expect(Object.keys(columns)).not.toContain('messages');
    }
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });

  it('has what the learner failed against what passed, with the tests of both', async () => {
    const { lines, text } = await exported(false);
    expect(lines.length).toBeGreaterThan(4);
    for (const { verified, evidence, source, meta, chosen, chosen_model, rejected_model } of lines) {
      expect({ verified, evidence, source, chosen_model, rejected_model }).toEqual({
        ...{ verified: true, evidence: 'tests', source: 'dream', chosen_model: 'dream-l', rejected_model: 'dream-s' },
      });
      const { entry, tests } = JSON.parse(meta as string) as { entry: string; tests: unknown[] };
      expect(chosen[0]?.content).toContain(entry);
      expect(tests).toHaveLength(5);
    }
    expect(text).not.toContain('my own words');
  });

  it('has the user’s words only when they say so', async () => {
    const { lines } = await exported(true);
    const own = lines.filter(({ source }) => source === 'chat');
    for (const line of own) expect(line).toMatchObject({ synthetic: false, license: 'other' });
    const [voted, ...others] = own.filter(({ evidence }) => evidence === 'vote');
    expect(voted).toMatchObject({ verified: false, chosen: [{ content: 'better' }], rejected: [{ content: 'worse' }] });
    expect(others).toEqual([]);
    // What the user asked and the night mended: asked again, it passed.
    const mended = own.filter(({ evidence }) => evidence === 'tests');
    expect(mended.map(({ prompt }) => (prompt as { content: string }[])[0]?.content).sort()).toEqual([
      ...['l6-add 17', 'l6-times 5'],
    ]);
    expect(mended.every(({ verified }) => verified)).toBe(true);
  });
});

const DAY = 86_400_000;
const TASKS = 260;
const QUESTIONS = 170;
const said = { model: 'dream-s', verdict: 'unmatched' as const };

/** Attempts at a task: one that is right (in every ninth none), as many wrong ones as make some pairs too many, and the wrong way round where the question comes again. */
function attemptsAt(task: string, i: number): DraftOf<'attempts'>[] {
  const question = i % QUESTIONS;
  const codes = ['right', 'wrong', 'wrong "é', 'wrong\n', 'wrong too', 'wrong'].map(
    (code) => `${code} ${question % 7}`,
  );
  const right = i >= 250 ? codes[1] : codes[0];
  // Of two tasks with one question the first, the second or none of both was later.
  const day = i % 3 > 0 ? (i * 37) % 34 : (i * 37) % 40;
  return codes.map((code, n) => {
    const verdict = code === right && i % 9 !== 4 ? 'pass' : 'fail';
    const passed = verdict === 'pass' ? 5 : 0;
    return { ...samples.attempts, at: (day + n) * DAY, task, code, verdict, passed, total: 5, ms: n };
  });
}

/** Many tasks, every question that comes again with the same answers, before or after or at the same time; and a chat. */
async function filled(store: Store): Promise<void> {
  const drafts = Array.from({ length: TASKS }, (_, i) => ({
    ...{ ...samples.tasks, key: String(i), prompt: `${i < QUESTIONS ? 'A' : 'a'}dd ${i % QUESTIONS}` },
    ...{ skill: `add-${i % 3}`, hidden: [{ args: [i], expected: i + 1 }] },
  }));
  const tasks = await store.append('tasks', drafts, null);
  const attempts = tasks.flatMap(({ id }, i) => attemptsAt(id, i));
  // Of different tasks in turn, as the learner's own tries come after all solutions.
  await store.append('attempts', [...attempts.filter(({ ms }) => ms), ...attempts.filter(({ ms }) => !ms)], null);
  const votes = Array.from({ length: 40 }, (_, i) => ({ ...said, at: i * DAY, prompt: `add ${i >> 1}` })).map(
    (row, i) => ({ ...row, answer: `${i % 2 ? 'right' : 'wrong'} ${i % 7}`, liked: i % 2 > 0, disliked: i % 2 === 0 }),
  );
  await store.append('episodes', votes, null);
}

/** The same lines made of everything at once. */
async function atOnce(store: Store, own: boolean): Promise<string> {
  const [tasks, attempts] = [await store.list('tasks'), await store.list('attempts')];
  const pairs = [...pairsOfNights(tasks, attempts), ...(own ? pairsOfChat(await store.list('episodes')) : [])];
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const lines = await Promise.all(pairs.map((pair) => pairLine(pair, byId.get(pair.task ?? '') ?? null)));
  return lines
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

/** How many rows were asked for at once, at most; all of a table may not be: that takes longer than storage has for a call. */
function streamsOnly(store: Store): { watched: Store; seen: { most: number } } {
  const seen = { most: 0 };
  const watched: Store = {
    ...store,
    list: (table) => expect.fail(`all rows of ${table} at once`),
    getMany: (table, ids) => {
      seen.most = Math.max(seen.most, new Set(ids).size);
      return store.getMany(table, ids);
    },
  };
  return { watched, seen };
}

describe('a file of many pairs', { timeout: 60_000 }, () => {
  it.each([false, true])('is that of all rows at once, and made page by page; own words: %s', async (own) => {
    const { context, close } = await enter(await makeWorld());
    await filled(context.store);
    const { watched, seen } = streamsOnly(context.store);
    const { file, rows } = await exportPairs(watched, own);
    const text = await file.text();
    expect(text).toBe(await atOnce(context.store, own));
    expect(rows).toBe(text.split('\n').length - 1);
    // More than are written at once, and of more tasks than are read at once.
    expect(rows).toBeGreaterThan(500);
    expect(seen.most).toBeLessThanOrEqual(1000);
    close();
  });

  it('is empty where nothing was tried', async () => {
    const { context, close } = await enter(await makeWorld());
    const { file, rows } = await exportPairs(context.store, true);
    expect([rows, file.size]).toEqual([0, 0]);
    close();
  });
});
