import { describe, expect, it } from 'vitest';
import { type Encode, textTokens } from './text-pieces.ts';

/** One token for two letters, none for line ends; 1 before and 2 behind, as BART has them. */
const encode: Encode = (text, withSpecials) => {
  const own = (text.replaceAll('\n', '').match(/..?/g) ?? []).map((piece) => 100 + piece.charCodeAt(0));
  return withSpecials ? [1, ...own, 2] : own;
};
const at = (text: string): number[] => {
  const { tokenOf } = textTokens(text, encode);
  return [...text].map((_, character) => tokenOf(character));
};

describe('the tokens of a text', () => {
  it('are those of its words, between what the model wants before and behind', () => {
    expect(textTokens('abcd e', encode).ids).toEqual([1, 197, 199, 132, 2]);
    expect(textTokens('a', () => [7]).ids).toEqual([7]);
    expect(textTokens('a', (_, whole) => (whole ? [5, 1] : [5])).ids).toEqual([5, 1]);
  });

  it('belong to the characters of their words', () => {
    expect(at('abcd ef')).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(at('abc')).toEqual([1, 1, 2]);
  });

  it('are found for characters that the tokenizer leaves out, and for those behind the end', () => {
    expect(at('a\n')).toEqual([1, 2]);
    expect(textTokens('abc', encode).tokenOf(99)).toBe(2);
    expect(textTokens('a\n', (text) => encode(text, false)).tokenOf(1)).toBe(0);
  });
});
