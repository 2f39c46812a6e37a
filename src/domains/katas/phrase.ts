// The phrase language: parses surface forms, counts and draws their expansions, conjugates verbs and puts lead-ins before them.
// Knows nothing of skills' meaning. Grammar in skill.ts (Forms).

import { AppError } from '../../lib/errors.ts';
import { must } from '../../lib/assert.ts';
import type { Rng } from '../../lib/rng.ts';
import { macros } from './macros.ts';
import type { Constants, Forms } from './skill.ts';

export type Role = keyof Forms;

type Part = string | readonly (readonly Part[])[];
export type Pattern = readonly Part[];

const parsed = new Map<string, Pattern>();

/** Parses a form once; macros are expanded. @throws AppError katas/phrase for unbalanced brackets or unknown macros. */
export function parse(source: string): Pattern {
  const known = parsed.get(source);
  if (known) return known;
  const expanded = expandMacros(source, 0);
  const [pattern, end] = sequence(expanded, 0, false);
  if (end !== expanded.length) throw new AppError('katas/phrase', `Unbalanced brackets in the form "${source}".`);
  parsed.set(source, pattern);
  return pattern;
}

function expandMacros(source: string, depth: number): string {
  if (depth > 8) throw new AppError('katas/phrase', `Macros of "${source}" refer to each other in a circle.`);
  if (!source.includes('@')) return source;
  const out = source.replace(/@([a-z]+)/g, (_, name: string) => {
    const macro = macros[name];
    if (macro === undefined) throw new AppError('katas/phrase', `Unknown macro @${name} in "${source}".`);
    return macro;
  });
  return expandMacros(out, depth + 1);
}

function sequence(source: string, start: number, inside: boolean): [Pattern, number] {
  const parts: Part[] = [];
  let at = start;
  let text = '';
  const flush = (): void => {
    if (text) parts.push(text);
    text = '';
  };
  while (at < source.length) {
    const sign = source.charAt(at);
    if (inside && (sign === '|' || sign === ']')) break;
    if (sign === '[') {
      flush();
      const [choice, end] = alternatives(source, at + 1);
      parts.push(choice);
      at = end;
    } else {
      text += sign;
      at += 1;
    }
  }
  flush();
  return [parts, at];
}

function alternatives(source: string, start: number): [readonly Pattern[], number] {
  const choices: Pattern[] = [];
  let at = start;
  for (;;) {
    const [choice, end] = sequence(source, at, true);
    choices.push(choice);
    if (end >= source.length) throw new AppError('katas/phrase', `Unbalanced brackets in the form "${source}".`);
    at = end + 1;
    if (source.charAt(end) === ']') return [choices, at];
  }
}

/** Number of expansions (alternatives that repeat are counted as often as they stand). */
export function count(pattern: Pattern): number {
  return pattern.reduce<number>(
    (product, part) => product * (typeof part === 'string' ? 1 : part.reduce((sum, choice) => sum + count(choice), 0)),
    1,
  );
}

/** Patterns are drawn in proportion to the square root of their expansions, so that rich ones do not drown the plain ones. */
export function weightOf(source: string): number {
  return Math.min(12, Math.max(1, Math.sqrt(count(parse(source)))));
}

/** One expansion, slots and verbs still marked: this text is the surface form's identity. */
export function draw(pattern: Pattern, random: Rng): string {
  return expand(pattern, random)
    .replace(/ {2,}/g, ' ')
    .replace(/ ([.,?!])(?=\s|$)/g, '$1')
    .trim();
}

/** Spaces at the ends of an alternative count: only the whole text is tidied. */
function expand(pattern: Pattern, random: Rng): string {
  return pattern.map((part) => (typeof part === 'string' ? part : expand(random.pick(part), random))).join('');
}

/** All constants named in a form, in order of appearance. */
export function slotsOf(form: string): string[] {
  return Array.from(form.matchAll(/\{([a-z0-9]+)\}/gi), (found) => must(found[1], 'slot name'));
}

/** Fills the constants in. Text constants are shown in one of the ways people quote. */
export function fill(form: string, constants: Constants, quote: (text: string) => string): string {
  return form.replace(/\{([a-z0-9]+)\}/gi, (_, name: string) => {
    const value = must(constants[name], `constant ${name} of the form "${form}"`);
    return typeof value === 'number' ? String(value) : quote(value);
  });
}

const IRREGULAR: Readonly<Record<string, readonly [string, string]>> = {
  do: ['does', 'doing'],
  have: ['has', 'having'],
  be: ['is', 'being'],
  go: ['goes', 'going'],
  tie: ['ties', 'tying'],
  limit: ['limits', 'limiting'],
  edit: ['edits', 'editing'],
  open: ['opens', 'opening'],
  undo: ['undoes', 'undoing'],
  echo: ['echoes', 'echoing'],
};
const DOUBLED = /(?:^|[^aeiou])[aeiou][bdgmnprt]$/;
const NOT_DOUBLED = /(?:er|en|on|or|al|el|unt)$/;

/** "add" → "adds"; only the first word of a phrasal verb changes. */
export function third(verb: string): string {
  return conjugate(verb, 0, (word) =>
    /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`,
  );
}

/** "add" → "adding". */
export function gerund(verb: string): string {
  return conjugate(verb, 1, (word) => {
    if (/[^eoy]e$/.test(word)) return `${word.slice(0, -1)}ing`;
    if (DOUBLED.test(word) && (word.length <= 4 || !NOT_DOUBLED.test(word))) return `${word}${word.slice(-1)}ing`;
    return `${word}ing`;
  });
}

function conjugate(verb: string, column: 0 | 1, rule: (word: string) => string): string {
  const [first = '', ...rest] = verb.split(' ');
  return [IRREGULAR[first]?.[column] ?? rule(first), ...rest].join(' ');
}

const VERBS = /<([^>]+)>/g;

/** Lead-ins by role; `%` is the form, `s%` the form in the third person, `g%` as a gerund. */
export const LEADS: Readonly<Record<Role, readonly string[]>> = {
  do: [
    '%',
    '%',
    '%',
    '%',
    'please %',
    'write a function that s%',
    'a function that s%',
    'create a function which s%',
    'function that s%',
    'make a function to %',
    'i need a function to %',
    'i want to %',
    'can you %?',
    'code that s%',
    'how do i %?',
    'write code to %',
    'implement a function for g%',
    'help me %',
    'give me a function that s%',
    'a small function g%',
    'could you write something that s%?',
    'it should %',
    'i would like to %',
    'a helper to %',
    'define a function that s%',
    'something that s%',
    'build a function that can %',
    'we need to %',
  ],
  noun: [
    'return %',
    'compute %',
    'get %',
    'find %',
    'give me %',
    'what is %?',
    'calculate %',
    '%',
    'write a function that returns %',
    'a function that computes %',
    'function for %',
    'i need %',
    'show me %',
    'how do i get %?',
    'work out %',
    'output %',
    'function returning %',
    'a function that gives %',
    'tell me %',
    'determine %',
    'i want %',
    'produce %',
    'can you compute %?',
    'write code that finds %',
  ],
  whether: [
    'check if %',
    'check whether %',
    'return true if %',
    'test if %',
    'is it true that %?',
    'tell me if %',
    'tell whether %',
    'write a function that checks whether %',
    'a function that tells if %',
    'determine if %',
    'true when %',
    'return whether %',
    'find out if %',
    'say if %',
    'a function that returns true if %',
    'verify that %',
    'i want to know if %',
    'see if %',
    'true if % and false otherwise',
    'write a function which returns true when %',
  ],
  raw: ['%'],
};

/** The form under a lead-in, verbs conjugated as it asks, markers removed. */
export function lead(form: string, leadIn: string): string {
  const spoken = leadIn.replace(/(s|g)?%/, (mark) =>
    form.replace(VERBS, (_, verb: string) => (mark === 's%' ? third(verb) : mark === 'g%' ? gerund(verb) : verb)),
  );
  return spoken.replace(VERBS, '$1').replace(/\?\?$/, '?').replace(/ {2,}/g, ' ').trim();
}
