// The file format: what trainers read, and what comes back from it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimOf, type Lesson, lineOf, LONGEST_LINE, placeOf } from './lines.ts';

const lesson: Lesson = {
  ...{ id: 'a'.repeat(64), night: 'b'.repeat(64), skill: 'add', level: 1, prompt: 'add 1 to n' },
  ...{ code: 'function solve(n) { return n + 1; }', entry: 'solve', teacher: 'dream-l', student: 'dream-s' },
  tests: [1, 2, 3].map((n) => ({ args: [n], expected: n + 1 })),
  at: Date.UTC(2026, 10, 25, 13, 37),
};

const line = (changes: object): string => JSON.stringify({ ...(JSON.parse(lineOf(lesson)) as object), ...changes });
const meta = (changes: object): string =>
  line({
    meta: JSON.stringify({
      ...(JSON.parse((JSON.parse(lineOf(lesson)) as { meta: string }).meta) as object),
      ...changes,
    }),
  });

describe('a line', () => {
  it('has the messages that chat trainers read, and flat columns beside them', () => {
    const { messages, ...columns } = JSON.parse(lineOf(lesson)) as Record<string, unknown>;
    expect(messages).toEqual([
      { role: 'user', content: lesson.prompt },
      { role: 'assistant', content: lesson.code },
    ]);
    for (const value of Object.values(columns)) expect(typeof value).toMatch(/string|number|boolean/);
    const reserved = ['prompt', 'completion', 'text', 'chosen', 'rejected', 'label', 'tools', 'images', 'input'];
    expect(Object.keys(columns).filter((name) => reserved.includes(name))).toEqual([]);
  });

  it('tells the week and not the hour', () =>
    expect(JSON.parse(lineOf(lesson))).toMatchObject({ created_at: '2026-11-23' }));

  it('comes back as what it claims', () => {
    const { skill, level, prompt, code, entry, tests } = lesson;
    expect(claimOf(lineOf(lesson))).toEqual({ skill, level, prompt, code, entry, tests });
  });
});

it('places sort as the lines do, whatever the order of nights, levels and weeks', () => {
  const hash = fc.constantFrom(...'0123456789abcdef').map((sign) => sign.repeat(64));
  const at = fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2026, 3) });
  const some = fc.record({ id: hash, night: hash, level: fc.integer({ min: 1, max: 10 }), at });
  fc.assert(
    fc.property(fc.uniqueArray(some, { selector: ({ id }) => id }), (rows) => {
      const lessons = rows.map((row) => ({ ...lesson, ...row }));
      const byPlace = lessons.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)).map(lineOf);
      expect(byPlace).toEqual(lessons.map(lineOf).sort());
      for (const row of rows) expect(placeOf(row).endsWith(row.id)).toBe(true);
    }),
  );
});

describe('a line that cannot be used is refused with why', () => {
  it.each([
    ['not JSON', 'hello', /not JSON/],
    ['a list', '[1]', /not an object/],
    ['no messages', line({ messages: undefined }), /one question and one answer/],
    ['three turns', line({ messages: [1, 2, 3] }), /one question and one answer/],
    [
      'a system turn',
      line({
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: 'y' },
        ],
      }),
      /user and assistant/,
    ],
    ['no meta', line({ meta: undefined }), /meta is not a text/],
    ['another format', meta({ format: 'other/1' }), /format/],
    ['another language', meta({ language: 'python' }), /language/],
    ['no tests', meta({ tests: [] }), /no tests/],
    ['too many tests', meta({ tests: Array.from({ length: 65 }, () => ({ args: [], expected: 1 })) }), /more than 64/],
    ['a test that is none', meta({ tests: [{ args: 1 }] }), /args, expected/],
    ['a name that is code', meta({ entry: 'x); alert(1' }), /name of a function/],
    [
      'text that turns around',
      line({
        messages: [
          { role: 'user', content: 'a\u202eb' },
          { role: 'assistant', content: 'x' },
        ],
      }),
      /hidden/,
    ],
    [
      'half a character',
      line({
        messages: [
          { role: 'user', content: '\ud800' },
          { role: 'assistant', content: 'x' },
        ],
      }),
      /broken/,
    ],
    [
      'a novel',
      line({
        messages: [
          { role: 'user', content: 'a'.repeat(8001) },
          { role: 'assistant', content: 'x' },
        ],
      }),
      /8000 characters/,
    ],
  ])('%s', (_, text, why) => {
    expect(text.length).toBeLessThan(LONGEST_LINE);
    expect(() => claimOf(text)).toThrow(why);
  });

  it('keys that would change every object change none', () => {
    claimOf(lineOf(lesson).replace('{', '{"__proto__":{"polluted":1},'));
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
