// From a night to a file, and from a file into quarantine, over the doubles of a whole night.

import { expect, it } from 'vitest';
import { enter, makeWorld, sleepThrough } from '../../tests/doubles/world.ts';
import { exportLessons } from './night.ts';
import { claimOf } from './lines.ts';
import { importFile, type ImportSummary } from './quarantine.ts';

const signal = new AbortController().signal;
const fileOf = (text: string): File => new File([text], 'theirs.jsonl');

async function exported(): Promise<{
  text: string;
  rows: number;
  id: string;
  world: Awaited<ReturnType<typeof makeWorld>>;
}> {
  const world = await makeWorld();
  const { id } = await sleepThrough(world);
  const session = await enter(world);
  const { file, rows } = await exportLessons(session.context.store, id);
  session.close();
  return { text: await file.text(), rows, id, world };
}

async function taken(
  text: string,
  world?: Awaited<ReturnType<typeof makeWorld>>,
): Promise<{ sum: ImportSummary; states: string[] }> {
  const session = await enter(world ?? (await makeWorld()));
  const sum = await importFile(session.context, fileOf(text), () => undefined, signal);
  const states = (await session.context.store.list('imports')).map(({ state }) => state);
  session.close();
  return { sum, states };
}

it('a night gives one line for each verified lesson, and nothing that the user wrote', async () => {
  const { text, rows } = await exported();
  expect(rows).toBe(24);
  const lines = text.trimEnd().split('\n');
  expect(lines).toHaveLength(24);
  for (const line of lines) expect(claimOf(line).tests.length).toBeGreaterThanOrEqual(3);
  expect(text).not.toContain('what is love');
});

it('the same night gives the same bytes again', async () => {
  const { text, id, world } = await exported();
  const session = await enter(world);
  for (const night of [id, null])
    expect(await (await exportLessons(session.context.store, night)).file.text()).toBe(text);
  session.close();
});

it('an exported file goes into quarantine, is executed again, and is known the second time', async () => {
  const { text } = await exported();
  const world = await makeWorld();
  const first = await taken(text, world);
  expect(first.sum).toMatchObject({ lines: 24, known: 0, refused: 0 });
  expect(first.sum.passed + first.sum.failed).toBe(24);
  expect(first.states.filter((state) => state === 'quarantined')).toHaveLength(24);
  const second = await taken(text, world);
  expect(second.sum).toMatchObject({ lines: 24, known: 24, passed: 0, failed: 0 });
  expect(second.states).toHaveLength(first.states.length);
});

it('what does not pass here is not taken for verified, whatever the file says', async () => {
  const { text } = await exported();
  const [line = ''] = text.split('\n');
  const row = JSON.parse(line) as { messages: { role: string; content: string }[] };
  const wrong = {
    ...row,
    messages: [row.messages[0], { role: 'assistant', content: 'function solve() { return 0; }' }],
  };
  expect((await taken(JSON.stringify(wrong))).sum).toMatchObject({ passed: 0, failed: 1 });
});

it('tells which lines it refused, and takes the others', async () => {
  const { text } = await exported();
  const [line = ''] = text.split('\n');
  const { sum } = await taken(`nonsense\n${line}\n{"messages":[]}\n`);
  expect(sum).toMatchObject({ lines: 3, refused: 2 });
  expect(sum.faults.map((fault) => fault.line)).toEqual([1, 3]);
});

it.each([
  ['a number beyond all bounds', '1e999'],
  ['a list two hundred deep and more', `${'['.repeat(300)}${']'.repeat(300)}`],
  ['more than a row holds', `[${'1e20,'.repeat(250_000)}1]`],
])('a line with %s is refused, and those behind it are taken', async (_, expected) => {
  const { text } = await exported();
  const [first = '', last = ''] = text.split('\n');
  // The tests stand in a text of their own.
  const bad = first.replace(/\\"expected\\":[^}]*}/, `\\"expected\\":${expected}}`);
  expect(bad).not.toBe(first);
  const { sum } = await taken(`${bad}\n${last}\n`);
  expect(sum).toMatchObject({ lines: 2, refused: 1, passed: 1, faults: [{ line: 1 }] });
});

it('trains on nothing that was imported: no lesson, task or attempt comes of it', async () => {
  const { text } = await exported();
  const world = await makeWorld();
  await taken(text, world);
  const session = await enter(world);
  for (const table of ['lessons', 'tasks', 'attempts'] as const)
    expect(await session.context.store.count(table)).toBe(0);
  session.close();
});

it('a file that is too large is refused before it is read', async () => {
  const huge = { name: 'huge.jsonl', size: 65 * 2 ** 20, stream: () => expect.fail('read') } as unknown as File;
  const session = await enter(await makeWorld());
  await expect(importFile(session.context, huge, () => undefined, signal)).rejects.toMatchObject({
    code: 'import/too-large',
  });
  session.close();
});
