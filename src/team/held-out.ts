// Decontamination: a row that holds a held-out question is not trained on. A question is held by a row when it is the same by its hash, or when each of
// its 8-grams stands in the row (of a shorter one: all its words in a run), so that words before and after it, case, quotes and marks do not hide it.
//
// A single shared 8-gram is not enough here. Practice sentences are made from forms and constants, and what is kept for tests are constants and whole
// sentences, never forms: of honest training rows 7 % share an 8-gram with an item of the gate (of a night's own skills 17 %), and 0.4 % (0.9 %) hold a
// whole question. docs/log.md, "looking for held-out questions", has the comparison.

import { hash53 } from '../lib/hash.ts';
import { gramsOf, tokensOf } from './normal.ts';

/** Length of the runs of words that are compared, the customary one. */
export const GRAM = 8;
/** Shorter questions than this are only looked for as wholes: two words stand in many honest sentences. */
const LEAST = 3;

export type HeldOut = {
  /** Whether this prompt holds one of the held-out questions. */
  isIn(prompt: string): boolean;
};

/** Looks for these questions. */
export function makeHeldOut(questions: Iterable<string>): HeldOut {
  const wholes = new Set<number>();
  const short = new Map<number, Set<number>>();
  /** The other 8-grams of long questions, by their first. */
  const long = new Map<number, (readonly number[])[]>();
  for (const question of questions) {
    const tokens = tokensOf(question);
    wholes.add(hash53(tokens.join(' ')));
    const [first = 0, ...rest] = gramsOf(tokens, GRAM);
    if (tokens.length >= GRAM) long.set(first, [...(long.get(first) ?? []), rest]);
    else if (tokens.length >= LEAST) short.set(tokens.length, (short.get(tokens.length) ?? new Set()).add(first));
  }
  const holdsShort = (tokens: readonly string[]): boolean =>
    [...short].some(([size, firsts]) => tokens.length > size && gramsOf(tokens, size).some((gram) => firsts.has(gram)));
  const holdsLong = (tokens: readonly string[]): boolean => {
    const grams = new Set(gramsOf(tokens, GRAM));
    const all = (rest: readonly number[]): boolean => rest.every((gram) => grams.has(gram));
    return [...grams].some((first) => (long.get(first) ?? []).some(all));
  };
  return {
    isIn: (prompt) => {
      const tokens = tokensOf(prompt);
      return wholes.has(hash53(tokens.join(' '))) || holdsShort(tokens) || holdsLong(tokens);
    },
  };
}
