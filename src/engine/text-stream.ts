// Turns a growing list of tokens into pieces of text. A character can be spread over several tokens: what is not yet whole is held back.

import type { Tokenizer } from './tokenizer.ts';

export type TextStream = {
  push(token: number): void;
  /** Gives what is still held back. */
  end(): void;
};

const NOT_WHOLE = /\uFFFD+$/;

export function createTextStream(tokenizer: Pick<Tokenizer, 'decode'>, onText: (piece: string) => void): TextStream {
  const tokens: number[] = [];
  let given = 0;
  const give = (text: string): void => {
    if (text.length > given) onText(text.slice(given));
    given = Math.max(given, text.length);
  };
  return {
    push: (token) => {
      tokens.push(token);
      give(tokenizer.decode(tokens).replace(NOT_WHOLE, ''));
    },
    end: () => give(tokenizer.decode(tokens)),
  };
}
