// Draws of arguments that several skills share: numbers around a boundary, words, texts, dates. Every draw is plain data and finite.
// Knows no skill. Constants arrive as `number | string | undefined`; num and str say what they must be.

import { assert } from '../../lib/assert.ts';
import type { Rng } from '../../lib/rng.ts';

type Constant = number | string | undefined;

/** An integer constant. */
export function num(value: Constant): number {
  assert(typeof value === 'number', `the constant ${String(value)} is a number`);
  return value;
}

/** A text constant. */
export function str(value: Constant): string {
  assert(typeof value === 'string', `the constant ${String(value)} is a text`);
  return value;
}

/** A number at, right beside, or away from a boundary (3 : 4 : 3); repeats cost nothing where tests must differ, so boundaries come often. */
export function near(random: Rng, boundary: number): number {
  const away = random.int(2, Math.max(10, Math.abs(boundary)));
  const [below, above] = [boundary - 1, boundary + 1];
  return random.pick([
    boundary,
    boundary,
    boundary,
    below,
    below,
    above,
    above,
    boundary - away,
    boundary + away,
    random.pick([boundary - away, boundary + away]),
  ]);
}

/** An integer from -99 to 999, zero and negatives included. */
export function anyInt(random: Rng): number {
  return random.pick([0, random.int(1, 9), random.int(10, 99), random.int(100, 999), -random.int(1, 99)]);
}

/** An integer from 0 to 9999, one to four digits alike. */
export function natural(random: Rng): number {
  return random.pick([random.int(0, 9), random.int(10, 99), random.int(100, 999), random.int(1000, 9999)]);
}

/** A list of low to high items. */
export function many<T>(random: Rng, low: number, high: number, item: () => T): T[] {
  return Array.from({ length: random.int(low, high) }, item);
}

const WORDS =
  'apple river stone cloud garden window orange bread music paper horse table light winter summer bottle dragon coffee monkey zebra radar level noon kayak book tree sky moon egg ice up go a I Oslo Paris Anna Bob x7 42 room101'.split(
    ' ',
  );

/** One word: mostly lower case, some with capitals or digits, some palindromes; never empty. */
export function word(random: Rng): string {
  const base = random.pick(WORDS);
  const kind = random.int(0, 7);
  if (kind === 0) return base.toUpperCase();
  if (kind === 1) return base.charAt(0).toUpperCase() + base.slice(1);
  if (kind === 2) return many(random, 2, 9, () => letter(random)).join('');
  return base;
}

/** A lower-case letter. */
export function letter(random: Rng): string {
  return String.fromCharCode(97 + random.int(0, 25));
}

/** One to five words with single spaces; never empty. */
export function phrase(random: Rng): string {
  return many(random, 1, 5, () => word(random)).join(' ');
}

/** A phrase that sometimes has punctuation, double spaces, spaces around it, or is empty. */
export function text(random: Rng): string {
  const plain = phrase(random);
  return random.pick([
    plain,
    plain,
    plain,
    `${plain}!`,
    plain.replace(' ', ', '),
    plain.replace(' ', '  '),
    ` ${plain} `,
    '',
  ]);
}

/** A phrase that holds the wanted text at the start, in the middle, at the end, twice, alone, or (half of the draws) perhaps not at all. */
export function textAround(random: Rng, wanted: string): string {
  const left = phrase(random);
  const right = phrase(random);
  return random.pick([
    left,
    right,
    word(random),
    wanted.slice(1) + left,
    left + wanted.slice(0, -1),
    wanted + right,
    left + wanted,
    `${left} ${wanted} ${right}`,
    `${wanted} ${wanted}`,
    wanted,
  ]);
}

const DAY = 86_400_000;

/** A date from 1990 to 2049 as YYYY-MM-DD. */
export function date(random: Rng): string {
  return isoDay(Date.UTC(1990, 0, 1) + random.int(0, 21_900) * DAY);
}

/** A date on, one day or some years beside, or away from a given day; always different sides in turn. */
export function dateNear(random: Rng, day: string): string {
  const start = Date.parse(day);
  const [before, after] = [isoDay(start - DAY), isoDay(start + DAY)];
  const away = random.int(2, 4000) * DAY;
  return random.pick([
    day,
    day,
    before,
    before,
    after,
    after,
    isoDay(start - away),
    isoDay(start + away),
    date(random),
  ]);
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A text of exactly this many characters: words and spaces, no space at either end. */
export function textOfLength(random: Rng, length: number): string {
  let made = '';
  while (made.length < length) made += `${made ? ' ' : ''}${word(random)}`;
  return made.slice(0, Math.max(0, length)).replace(/ $/, 'e');
}

/** A text in which a character stands at random places: at the ends, doubled, or (a third of the draws) perhaps not at all. */
export function textWithChar(random: Rng, char: string): string {
  const plain = phrase(random);
  const at = random.int(0, plain.length);
  const once = plain.slice(0, at) + char + plain.slice(at);
  return random.pick([
    plain,
    plain,
    once,
    char + once,
    once + char,
    once.replaceAll('e', char),
    `${char}${char}`,
    plain.replaceAll(' ', char),
  ]);
}
