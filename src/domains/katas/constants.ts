// The constants of katas: how they are drawn, which are kept for tests, and how people quote text. A value is a test constant by its hash alone,
// for every skill alike, so that no training row ever holds one as a constant.

import { fractionOf } from '../../lib/hash.ts';
import type { Rng } from '../../lib/rng.ts';
import type { Constants, Skill, SlotKind } from './skill.ts';
import { CHARS, COMMON_WORDS, FIELDS } from './words.ts';

/** Share of all constants that are kept for tests. */
export const TEST_SHARE = 0.15;

export function isTestConstant(value: number | string): boolean {
  return fractionOf(`constant ${value}`, 7) < TEST_SHARE;
}

const ONSETS = 'b c d f g h j k l m n p r s t v w z bl br ch cl cr dr fl fr gl gr pl pr sh sl sp st th tr'.split(' ');
const VOWELS = 'a e i o u a e i o u ai ea oo ou'.split(' ');
const CODAS = ['', '', '', 'n', 'r', 's', 't', 'l', 'm', 'k', 'p', 'd', 'g', 'x', 'nt', 'st', 'rk', 'sh'];

/** A made-up word of one to three syllables. */
export function pseudoWord(random: Rng): string {
  const syllables = random.int(1, 3);
  return Array.from({ length: syllables }, () => random.pick(ONSETS) + random.pick(VOWELS) + random.pick(CODAS)).join(
    '',
  );
}

function word(random: Rng): string {
  return random.chance(0.45) ? random.pick(COMMON_WORDS) : pseudoWord(random);
}

function whole(random: Rng, low: number, high: number): number {
  // Short numbers are what people use most: choose the number of digits first.
  const most = String(high).length;
  const digits = random.int(String(Math.max(low, 0)).length, most);
  const [from, to] = [Math.max(low, digits === 1 ? low : 10 ** (digits - 1)), Math.min(high, 10 ** digits - 1)];
  return from <= to ? random.int(from, to) : random.int(low, high);
}

function date(random: Rng): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${random.int(1970, 2039)}-${pad(random.int(1, 12))}-${pad(random.int(1, 28))}`;
}

function drawOne(slot: SlotKind, random: Rng): number | string {
  switch (slot.kind) {
    case 'int':
      return whole(random, slot.low, slot.high);
    case 'word':
      return word(random);
    case 'char':
      return random.pick(CHARS);
    case 'field':
      return random.chance(0.7) ? random.pick(FIELDS) : word(random);
    case 'text':
      return Array.from({ length: random.int(1, 3) }, () => word(random)).join(' ');
    case 'date':
      return date(random);
  }
}

/** Whether a slot has both test and training values often enough to draw them. */
export function splits(slot: SlotKind): boolean {
  if (slot.kind === 'char') return true;
  if (slot.kind !== 'int' || slot.high - slot.low > 60) return true;
  const values = Array.from({ length: slot.high - slot.low + 1 }, (_, i) => slot.low + i);
  return values.some(isTestConstant) && !values.every(isTestConstant);
}

/**
 * Constants of a skill from one pool: every constant of a slot that splits is a test constant (`test`) or none is. Slots too narrow to split draw
 * from training values in both pools.
 */
export function drawConstants(skill: Skill, random: Rng, test: boolean): Constants {
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const entries = Object.entries(skill.slots).map(([name, slot]) => [name, drawFrom(slot, random, test)] as const);
    const constants = Object.fromEntries(entries);
    if (!skill.accept || skill.accept(constants)) return constants;
  }
  throw new Error(`The constants of ${skill.id} are never accepted.`);
}

function drawFrom(slot: SlotKind, random: Rng, test: boolean): number | string {
  if (!splits(slot)) return drawOne(slot, random);
  for (;;) {
    const value = drawOne(slot, random);
    if (isTestConstant(value) === test) return value;
  }
}

/** How a person shows a text constant: mostly quoted, sometimes bare. One style a prompt. */
export function quoting(random: Rng): (text: string) => string {
  const style = random.pick(['"', '"', "'", "'", '', '', '`', '“']);
  if (style === '') return (text) => (/^[A-Za-z0-9-]+$/.test(text) ? text : `"${text}"`);
  return (text) => `${style}${text}${style === '“' ? '”' : style}`;
}
