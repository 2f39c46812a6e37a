import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAskRows, readGuardRows, readPrompts } from './input.ts';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-input-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const written = (content: string): string => {
  const file = path.join(folder, 'input.txt');
  writeFileSync(file, content);
  return file;
};

describe('prompt files', () => {
  it('gives one prompt a line, whatever the line ends and blank lines', () => {
    expect(readPrompts(written('\uFEFFadd 7 to n\r\n\r\n  keep the even numbers \n'))).toEqual([
      'add 7 to n',
      'keep the even numbers',
    ]);
  });

  it.each([
    ['an empty file', '\n \n', /is empty: write one prompt a line/],
    [
      'a line that is too long',
      `ok\n${'x'.repeat(2001)}\n`,
      /line 2: a prompt has at most 2000 characters, this one has 2001/,
    ],
    ['a file that is too large', 'word word\n'.repeat(10_001), /has 100010 bytes, at most 100000/],
  ])('refuses %s', (_what, content, sentence) => {
    expect(() => readPrompts(written(content))).toThrow(sentence);
  });

  it('refuses what is not there or no file', () => {
    expect(() => readPrompts(path.join(folder, 'none'))).toThrow(/does not exist/);
    expect(() => readPrompts(folder)).toThrow(/is not a file/);
  });
});

const row = {
  id: 'a',
  prompt: 'add 7',
  language: 'javascript',
  entry: 'solve',
  solution: 'x',
  tests: [{ args: [1], expected: 8 }],
};
const lines = (...rows: unknown[]): string =>
  written(rows.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));

describe('rows', () => {
  it('keeps what belongs to the row, and a number as id', () => {
    const { id, prompt, tests } = row;
    expect(readAskRows(lines(row))).toEqual([{ id, prompt, tests, entry: 'solve' }]);
    expect(readGuardRows(lines({ ...row, id: 7 }))[0]?.id).toBe('7');
  });

  it.each([
    ['{"id":', /line 2: this is not JSON/],
    ['[1]', /line 2: this is not a JSON object/],
    [{ ...row, id: undefined }, /line 2: "id" must be a text/],
    [{ ...row, tests: undefined }, /line 2: "tests" must be a list/],
    [{ ...row, tests: [{ expected: 1 }] }, /line 2: test 1 needs "args"/],
  ])('names the line of %j', (bad, sentence) => {
    expect(() => readAskRows(lines(row, bad))).toThrow(sentence);
    expect(() => readGuardRows(lines(row, bad))).toThrow(sentence);
  });

  it('refuses what only one of the commands needs', () => {
    expect(() => readAskRows(lines({ ...row, prompt: ' ' }))).toThrow(/line 1: "prompt" is empty/);
    expect(() => readGuardRows(lines({ ...row, solution: 3 }))).toThrow(/line 1: "solution" must be a text/);
  });

  it('leaves it to the Guardian to judge rows without tests or in other languages', () => {
    expect(readGuardRows(lines({ ...row, language: 'cobol', tests: [] }))).toHaveLength(1);
  });
});
