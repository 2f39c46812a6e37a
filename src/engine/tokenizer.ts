// The tokenizer of a model folder (tokenizer.json, tokenizer_config.json), by the library that transformers.js itself uses; and chat examples as
// token ids with loss weights.

import { Tokenizer as Library } from '@huggingface/tokenizers';
import { chatPieces, promptText, type Turn, TURN_END } from '../../models/qwen/chat.ts';
import { assert } from '../lib/assert.ts';
import type { Example } from './packing.ts';

export type Tokenizer = {
  encode(text: string): number[];
  decode(ids: readonly number[]): string;
  readonly size: number;
  /**
   * The conversation up to where the assistant speaks, in the model's own template; ChatML where there is none. `thinking`: whether a model that can think aloud
   * before it answers (Qwen3) may; not, unless said.
   */
  prompt?(turns: readonly Turn[], thinking?: boolean): string;
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

/**
 * A conversation as training example: only what the assistant says is supervised, with this weight. In a model's own template, whose text before an answer
 * depends on what comes after it, only the last answer is.
 */
export function chatExample(tokenizer: Tokenizer, turns: readonly Turn[], weight = 1): Example {
  if (tokenizer.prompt) return answerExample(tokenizer, turns, weight);
  const pieces = chatPieces(turns).map(({ text, supervised }) => ({
    ids: tokenizer.encode(text),
    weight: supervised ? weight : 0,
  }));
  return {
    ids: pieces.flatMap((piece) => piece.ids),
    weights: pieces.flatMap((piece) => piece.ids.map(() => piece.weight)),
  };
}

function answerExample(tokenizer: Tokenizer, turns: readonly Turn[], weight: number): Example {
  const at = turns.findLastIndex(({ role }) => role === 'assistant');
  assert(at >= 0, 'a lesson ends with an answer');
  const prompt = encodePrompt(tokenizer, turns.slice(0, at));
  const answer = tokenizer.encode((turns[at]?.content ?? '') + TURN_END);
  return { ids: [...prompt, ...answer], weights: [...prompt.map(() => 0), ...answer.map(() => weight)] };
}

export function encodePrompt(tokenizer: Tokenizer, turns: readonly Turn[], thinking = false): number[] {
  return tokenizer.encode(tokenizer.prompt?.(turns, thinking) ?? promptText(turns));
}
