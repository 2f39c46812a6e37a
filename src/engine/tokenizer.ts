// The tokenizer of a model folder (tokenizer.json, tokenizer_config.json), by the library that transformers.js itself uses; and chat examples as
// token ids with loss weights.

import { Tokenizer as Library } from '@huggingface/tokenizers';
import { chatPieces, promptText, type Turn } from '../../models/qwen/chat.ts';
import type { Example } from './packing.ts';

export type Tokenizer = {
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  readonly size: number;
};

export function createTokenizer(tokenizerJson: object, tokenizerConfig: object): Tokenizer {
  const library = new Library(tokenizerJson, tokenizerConfig);
  return {
    encode: (text) => [...library.encode(text, { add_special_tokens: false }).ids],
    // The library refuses an empty list.
    decode: (ids) =>
      ids.length ? library.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }) : '',
    size: library.get_vocab().size,
  };
}

/** A conversation as training example: only what the assistant says is supervised, with this weight. */
export function chatExample(tokenizer: Tokenizer, turns: readonly Turn[], weight = 1): Example {
  const pieces = chatPieces(turns).map(({ text, supervised }) => ({
    ids: tokenizer.encode(text),
    weight: supervised ? weight : 0,
  }));
  return {
    ids: pieces.flatMap((piece) => piece.ids),
    weights: pieces.flatMap((piece) => piece.ids.map(() => piece.weight)),
  };
}

export function encodePrompt(tokenizer: Tokenizer, turns: readonly Turn[]): number[] {
  return tokenizer.encode(promptText(turns));
}
