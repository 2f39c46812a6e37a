import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import { tinyT5Folder } from '../../tests/doubles/tiny-t5.ts';
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

describe('word by word', () => {
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const bytes = JSON.parse(new TextDecoder().decode(tinyT5Folder().get('tokenizer.json'))) as object;
  /** The end of tokenizer.json of BART, whose words are cut into bytes as ours are. */
  const bart = {
    ...bytes,
    post_processor: { type: 'RobertaProcessing', sep: ['<|im_end|>', 0], cls: ['<|im_start|>', 0], trim_offsets: true },
  };
  /** As in tokenizer.json of T5: pieces by their likelihood, words by blanks, which are written as ▁. */
  const t5 = {
    version: '1.0',
    added_tokens: ['</s>', '<unk>'].map((content, i) => ({ id: 1 + i, content, ...flags })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'WhitespaceSplit' }, { type: 'Metaspace', replacement: '▁', add_prefix_space: true }],
    },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '</s>', type_id: 0 } }],
      special_tokens: { '</s>': { id: '</s>', ids: [1], tokens: ['</s>'] } },
    },
    decoder: null,
    model: {
      type: 'Unigram',
      unk_id: 2,
      vocab: ['<pad>', '</s>', '<unk>', '▁', '▁say', '▁the', 'num', 'ber', '4', '2', 'a'].map((text, i) => [text, -i]),
    },
  };

  it.each([
    ['BART', bart, {}],
    ['T5', t5, { eos_token: '</s>', unk_token: '<unk>' }],
  ])('a tokenizer as that of %s gives the tokens of the whole text', (_, json, config) => {
    const library = new Tokenizer(json, config);
    const text = 'say the\nnumber  42 {a}';
    const whole = library.encode(text).ids;
    const { ids } = textTokens(text, (word, add_special_tokens) => library.encode(word, { add_special_tokens }).ids);
    expect(ids).toEqual(whole);
    expect(whole.length).toBeGreaterThan(8);
  });
});
