// Files that people hand to the command line: prompts, one a line, and JSONL rows. Every fault is one sentence that names the file, the line and
// what to change.

import { readFileSync, statSync } from 'node:fs';
import type { AskRow, GuardRow } from '../../workers/lab-api.ts';

export const LONGEST_PROMPT = 2000;
const LARGEST_PROMPT_FILE = 100_000;
const LARGEST_ROW_FILE = 64 << 20;

/** Prompts of a text file, blank lines left out. @throws Error with one clear sentence */
export function readPrompts(file: string): string[] {
  const lines = readLines(file, LARGEST_PROMPT_FILE);
  for (const { text, line } of lines)
    if (text.length > LONGEST_PROMPT)
      throw new Error(
        `${file}, line ${line}: a prompt has at most ${LONGEST_PROMPT} characters, this one has ${text.length}. Shorten it or split it.`,
      );
  if (lines.length === 0) throw new Error(`${file} is empty: write one prompt a line.`);
  return lines.map(({ text }) => text.trim());
}

/** Rows of `lab ask`. @throws Error naming the line */
export function readAskRows(file: string): AskRow[] {
  return readRows(file, (row) => {
    const prompt = text(row, 'prompt');
    if (prompt.trim() === '') throw new Error('"prompt" is empty');
    if (prompt.length > LONGEST_PROMPT)
      throw new Error(`"prompt" has ${prompt.length} characters, at most ${LONGEST_PROMPT} are taken`);
    const entry = row['entry'] === undefined ? {} : { entry: text(row, 'entry') };
    return { id: idOf(row), prompt, tests: testsOf(row), ...entry };
  });
}

/** Rows of `lab guard`. What can be read but not scored (no tests, another language) is the Guardian's to judge. @throws Error naming the line */
export function readGuardRows(file: string): GuardRow[] {
  return readRows(file, (row) => ({
    id: idOf(row),
    language: text(row, 'language'),
    entry: text(row, 'entry'),
    solution: text(row, 'solution'),
    tests: testsOf(row),
  }));
}

type Line = { text: string; line: number };

function readLines(file: string, largest: number): Line[] {
  const info = statSync(file, { throwIfNoEntry: false });
  if (!info) throw new Error(`${file} does not exist: check the path.`);
  if (!info.isFile()) throw new Error(`${file} is not a file: name a text file.`);
  if (info.size > largest)
    throw new Error(`${file} has ${info.size} bytes, at most ${largest} are read: split it into smaller files.`);
  const lines = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/);
  return lines
    .map((content, i) => ({ text: content, line: i + 1 }))
    .filter(({ text: content }) => content.trim() !== '');
}

type Row = Readonly<Record<string, unknown>>;

function readRows<T>(file: string, read: (row: Row) => T): T[] {
  const lines = readLines(file, LARGEST_ROW_FILE);
  if (lines.length === 0) throw new Error(`${file} is empty: write one JSON object a line.`);
  return lines.map(({ text: content, line }) => {
    try {
      return read(objectOf(content));
    } catch (error) {
      throw new Error(`${file}, line ${line}: ${(error as Error).message}.`, { cause: error });
    }
  });
}

function objectOf(content: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new Error('this is not JSON; write one JSON object a line');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('this is not a JSON object');
  return value as Row;
}

function idOf(row: Row): string {
  const { id } = row;
  if (typeof id === 'string' && id !== '') return id;
  if (typeof id === 'number') return String(id);
  throw new Error('"id" must be a text');
}

function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`"${name}" must be a text`);
  return value;
}

function testsOf(row: Row): AskRow['tests'] {
  const { tests } = row;
  if (!Array.isArray(tests)) throw new Error('"tests" must be a list of {"args": […], "expected": …}');
  tests.forEach((test: unknown, i) => {
    const args = typeof test === 'object' && test !== null && 'args' in test ? test.args : undefined;
    if (!Array.isArray(args)) throw new Error(`test ${i + 1} needs "args", a list`);
  });
  return tests as AskRow['tests'];
}
