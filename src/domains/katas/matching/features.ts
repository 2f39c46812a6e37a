// What the scorer sees of a request: a set of named features. Words, neighbours, concepts, their order, what is negated, what is plural, which
// constants there are. Knows no skill. The names are stored in the score table, so a change here needs a new fit (tools/matching/fit.ts).

import { conceptsIn, type Found } from './concepts.ts';
import type { Token } from './tokens.ts';

/** Numbers that phrasings name literally ("divisible by 2"), so that their value says something. */
const TELLING_NUMBERS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 24, 32, 50, 60, 100, 360, 365, 366, 1000]);
const NEGATIONS = new Set("not no without isn't don't can't never neither nor other but except".split(' '));
/** Concepts whose order tells skills apart: add then divide, remove … odd. */
const ORDERED = new Set(
  'add subtract multiply divide celsius fahrenheit keep remove even odd square half double positive negative first last max min gt lt gte lte between outside eq divisible contains starts ends longer shorter length letter zero sum count any all sort reverse replace upper lower word list digit field value otherwise duplicate unique binary number decimal'.split(
    ' ',
  ),
);
const REACH = 10;

/** @param known whether the score table has seen a word; others count as UNKNOWN. */
export function featuresOf(tokens: readonly Token[], known: (key: string) => boolean): string[] {
  const keys = tokens.map((token) => keyOf(token, known));
  const concepts = conceptsIn(tokens.map((token) => (token.kind === 'number' ? `=${Number(token.value)}` : token.key)));
  const out = new Set<string>(keys);
  tokens.forEach((token, i) => {
    for (const name of ownFeatures(token, keys[i] ?? '')) out.add(name);
    out.add(`${keys[i]}_${keys[i + 1] ?? '$'}`);
  });
  for (const { concept } of concepts) out.add(`@${concept}`);
  for (const name of orderFeatures(concepts)) out.add(name);
  for (const name of negated(keys, concepts)) out.add(name);
  out.add(`^${keys[0] ?? ''}`);
  for (const kind of ['NUM', 'TXT', 'DATE']) out.add(`#${kind}${keys.filter((key) => key === kind).length}`);
  out.add(`#UNKNOWN${Math.min(5, keys.filter((key) => key === 'UNKNOWN').length)}`);
  return [...out];
}

function keyOf({ key, raw, kind, value }: Token, known: (key: string) => boolean): string {
  if (kind !== 'word' || value !== undefined || known(key)) return key;
  return raw.length === 1 ? 'LETTER' : 'UNKNOWN';
}

function* ownFeatures({ kind, value, raw }: Token, key: string): Generator<string> {
  if (kind === 'number' && TELLING_NUMBERS.has(Number(value))) yield `=${value}`;
  if (kind === 'text')
    yield `"${raw.length === 1 ? 'sign' : raw.includes(' ') ? 'words' : /^[a-z]+$/i.test(raw) ? 'word' : 'other'}`;
  // Plurals tell a list from a single value.
  if (
    kind === 'word' &&
    /[^s']s$/i.test(raw) &&
    key !== raw.toLowerCase() &&
    !/^(?:UNKNOWN|be|have|do|it)$/.test(key)
  ) {
    yield `${key}+s`;
    yield 'PLURAL';
  }
}

function* orderFeatures(concepts: readonly Found[]): Generator<string> {
  const telling = concepts.filter(({ concept }) => ORDERED.has(concept));
  for (const a of telling)
    for (const b of telling)
      if (b.start > a.end && b.start - a.end <= REACH && a.concept !== b.concept) yield `@${a.concept}<@${b.concept}`;
}

function* negated(keys: readonly string[], concepts: readonly Found[]): Generator<string> {
  for (const [i, key] of keys.entries())
    if (NEGATIONS.has(key))
      for (const { concept, start } of concepts) if (start > i && start <= i + 3) yield `!@${concept}`;
}
