// Rows that say what another said before: the same question in the same words, or nearly so, with the same answer. Near is found by MinHash (Broder 1997):
// two sets of word pairs agree in one least hash as often as they overlap, so rows that agree in all hashes of a band overlap widely. The answer is
// part of the key, because in practice tasks a single constant makes another question, and another answer with it.
//
// With 4 bands of 8, two rows that share 0.9 of their word pairs are taken for one in 0.90 of cases, at 0.7 in 0.21, at 0.5 in 0.02. What is held of a
// row is five numbers.

import { hash53 } from '../lib/hash.ts';
import { rng } from '../lib/rng.ts';
import { gramsOf, normalCode, tokensOf } from '../team/normal.ts';

export const BANDS = 4;
export const BAND_ROWS = 8;
const PAIR = 2;

export type Duplicates = {
  /** Whether a row before this one said the same; remembers this one if not. */
  has(prompt: string, code: string): boolean;
};

export function makeDuplicates(): Duplicates {
  const seen = new Set<number>();
  return {
    has: (prompt, code) => {
      const keys = keysOf(tokensOf(prompt), normalCode(code));
      if (keys.some((key) => seen.has(key))) return true;
      for (const key of keys) seen.add(key);
      return false;
    },
  };
}

/** One key for the whole, and one a band; two rows that share any are duplicates. */
function keysOf(tokens: readonly string[], code: string): number[] {
  const least = leastHashes(gramsOf(tokens, PAIR));
  const bands = Array.from({ length: BANDS }, (_, i) => {
    const band = least.slice(i * BAND_ROWS, (i + 1) * BAND_ROWS).join(' ');
    return hash53(`${i} ${band} ${code}`);
  });
  return [hash53(`${tokens.join(' ')}\n${code}`), ...bands];
}

/** Odd multipliers, one for each hash function. */
const MIXERS = ((random) => Array.from({ length: BANDS * BAND_ROWS }, () => random.int(0, 0x7fffffff) * 2 + 1))(
  rng('minhash'),
);

function leastHashes(grams: readonly number[]): number[] {
  return MIXERS.map((mixer) => grams.reduce((least, gram) => Math.min(least, mixed(gram, mixer)), Infinity));
}

/** A permutation of the lower 32 bits, for each odd multiplier another. */
function mixed(gram: number, mixer: number): number {
  const low = Math.imul(gram | 0, mixer);
  return Math.imul(low ^ (low >>> 15), mixer) >>> 0;
}
