// The promise of the family's tokenizer: a word is split alike wherever it stands, so that copying it is copying tokens.

import { describe, expect, it } from 'vitest';
import { rng } from '../../src/lib/rng.ts';
import { createTokenizer } from '../../src/engine/tokenizer.ts';
import { pseudoWord } from '../../src/domains/katas/constants.ts';
import { tokenizerFiles, trainMerges } from './bpe.ts';
import { familyTokenizer } from './tokenizer.ts';

const random = rng('bpe');
const words = Array.from({ length: 300 }, () => pseudoWord(random));

describe('trainMerges', () => {
  const texts = words.map((word) => `keep the words that start with ${word}`);
  const { tokenizer, config } = tokenizerFiles(trainMerges(texts, 600), 64);
  const { encode, decode, size } = createTokenizer(tokenizer, config);

  it('keeps to the vocabulary and loses nothing', () => {
    expect(size).toBeLessThanOrEqual(600);
    for (const text of [...texts, ' two  spaces\n', 'Zürich, 1999!']) expect(decode(encode(text))).toBe(text);
  });

  it('joins frequent words with their space', () => expect(encode('x the words')).toHaveLength(3));
});

describe("the family's tokenizer", () => {
  const { encode } = familyTokenizer();
  const text = (ids: readonly number[]): string => ids.join(' ');

  it.each([`'%'`, `r.%`, `"%"`, `(%)`])('splits a word behind a space as in %s', (frame) => {
    const [before, after] = frame.split('%') as [string, string];
    for (const word of words) {
      const [alone, spaced, framed] = [encode(word), encode(`a ${word}`), encode(before + word + after)];
      expect(text(framed)).toContain(text(alone));
      // Only the first token may carry the space, and only when it is a whole word by itself.
      expect(text(spaced)).toContain(text(alone.slice(1)));
    }
  });
});
