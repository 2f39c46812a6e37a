// The file format: one JSON object a line, `messages` as chat trainers read it (TRL, Axolotl, MLX, OpenAI), flat columns beside it that say where the
// row comes from, and one column `meta`, a JSON text, with what executing it again needs. Pure: rows to text, and text back to rows or a reason.
//
// The text of a row follows from the row alone (sorted keys, no time of export), so that exporting what was imported gives the same bytes.

import { AppError, messageOf } from '../lib/errors.ts';
import { canonical, type Json } from '../lib/json.ts';

export const FORMAT = 'dream-lab/1';
/** Longest line that is read, characters. */
export const LONGEST_LINE = 256 * 1024;
/** Tests of one row at most, and the longest text of prompt and code. */
const MOST_TESTS = 64;
const LONGEST_TEXT = 8_000;

export type Test = { args: readonly Json[]; expected: Json };

/** One verified solution, as it leaves the device. Nothing else does: no memory, no chat text beyond the woven prompt. */
export type Lesson = {
  id: string;
  night: string;
  skill: string;
  level: number;
  prompt: string;
  code: string;
  entry: string;
  tests: readonly Test[];
  teacher: string;
  student: string;
  /** Milliseconds since 1970; written as the Monday of its week. */
  at: number;
};

export function lineOf(lesson: Lesson): string {
  const { id, night, skill, level, prompt, code, entry, tests, teacher, student, at } = lesson;
  const row = {
    messages: [
      { role: 'user', content: prompt },
      { role: 'assistant', content: code },
    ],
    id,
    dream_id: night,
    skill,
    difficulty: level,
    verified: true,
    tests_passed: tests.length,
    tests_total: tests.length,
    teacher_model: teacher,
    student_model: student,
    source: 'dream',
    license: 'CC0-1.0',
    created_at: weekOf(at),
    synthetic: true,
    meta: canonical({ format: FORMAT, language: 'javascript', entry, tests }),
  };
  return canonical(row);
}

/** Sorts as the line does, and ends with the row's id: the first columns by name are created_at, difficulty, dream_id, id. */
export function placeOf({ id, night, level, at }: Pick<Lesson, 'id' | 'night' | 'level' | 'at'>): string {
  return `${weekOf(at)} ${level}, ${night} ${id}`;
}

/** The date of that week's Monday, UTC: when somebody was at home is nobody's business. */
export function weekOf(at: number): string {
  const day = 86_400_000;
  const monday = Math.floor((at / day + 3) / 7) * 7 - 3;
  return new Date(monday * day).toISOString().slice(0, 10);
}

export type Claim = {
  skill: string;
  level: number | null;
  prompt: string;
  code: string;
  entry: string;
  tests: readonly Test[];
};

/** What a line claims. Every field is checked; what is not asked for is not looked at. @throws AppError import/bad-line */
export function claimOf(line: string): Claim {
  const row = parsed(line);
  const [prompt, code] = turnsOf(row['messages']);
  const meta = parsed(text(row['meta'], 'meta', LONGEST_LINE));
  if (meta['format'] !== FORMAT) throw bad(`meta.format is not ${FORMAT}`);
  if (meta['language'] !== 'javascript') throw bad('meta.language is not javascript');
  const { skill, difficulty } = row;
  return {
    skill: typeof skill === 'string' ? skill.slice(0, 100) : '',
    level:
      Number.isInteger(difficulty) && Number(difficulty) >= 1 && Number(difficulty) <= 10 ? Number(difficulty) : null,
    prompt,
    code,
    entry: identifier(meta['entry']),
    tests: testsOf(meta['tests']),
  };
}

function parsed(source: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw bad(`it is not JSON (${messageOf(error).slice(0, 80)})`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('it is not an object');
  return value as Record<string, unknown>;
}

function turnsOf(messages: unknown): [string, string] {
  if (!Array.isArray(messages) || messages.length !== 2) throw bad('messages are not one question and one answer');
  const [user, assistant] = messages as { role?: unknown; content?: unknown }[];
  if (user?.role !== 'user' || assistant?.role !== 'assistant') throw bad('messages are not of user and assistant');
  return [text(user.content, 'the question', LONGEST_TEXT), text(assistant.content, 'the answer', LONGEST_TEXT)];
}

function testsOf(tests: unknown): Test[] {
  if (!Array.isArray(tests) || tests.length < 1 || tests.length > MOST_TESTS)
    throw bad(`it has no tests, or more than ${MOST_TESTS}`);
  return tests.map((test: unknown) => {
    const { args, expected } = (typeof test === 'object' && test !== null ? test : {}) as Record<string, unknown>;
    if (!Array.isArray(args) || expected === undefined) throw bad('a test is not {args, expected}');
    return { args: args as Json[], expected: expected as Json };
  });
}

/** Marks that turn the direction of text, or cannot be seen at all: what is shown must be what is there. */
const HIDDEN_MARKS = /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff\u{e0000}-\u{e007f}\0]/u;

function text(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string' || value === '') throw bad(`${what} is not a text`);
  if (value.length > most) throw bad(`${what} has more than ${most} characters`);
  if (!value.isWellFormed() || HIDDEN_MARKS.test(value)) throw bad(`${what} has hidden or broken characters`);
  return value;
}

function identifier(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z_$][\w$]{0,60}$/.test(value)) return value;
  throw bad('meta.entry is not the name of a function');
}

function bad(why: string): AppError {
  return new AppError('import/bad-line', why, {});
}
