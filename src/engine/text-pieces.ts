// Which of a text's tokens stands where: texts go to a model word by word, so that every character has a token, whatever the model's tokenizer leaves out or
// writes otherwise. Tokenizers of text autoencoders begin a token at every word, so that the tokens are those of the whole text.

/** `ids` with what the model wants before and behind; `tokenOf`: which of them a character of the text belongs to. */
export type TextTokens = { ids: readonly number[]; tokenOf(character: number): number };

export type Encode = (text: string, withSpecials: boolean) => readonly number[];

/** The tokens of a text of one character at least. */
export function textTokens(text: string, encode: Encode): TextTokens {
  const { before, behind } = specialsOf(encode);
  const ids = [...before];
  const words: { start: number; length: number; first: number; count: number }[] = [];
  let start = 0;
  for (const word of text.match(/\s*\S+|\s+$/g) ?? []) {
    const own = encode(word, false);
    words.push({ start, length: word.length, first: ids.length, count: own.length });
    ids.push(...own);
    start += word.length;
  }
  ids.push(...behind);
  return {
    ids,
    tokenOf: (character) => {
      const word = words.findLast((each) => each.start <= character) ?? words[0];
      if (!word) return 0;
      const share = Math.min(1, (character - word.start) / word.length);
      // A word that the tokenizer leaves out has the token after it.
      return Math.min(
        ids.length - 1,
        word.first + Math.min(Math.max(0, word.count - 1), Math.floor(share * word.count)),
      );
    },
  };
}

/** What stands before and behind every text: BART has both, T5 the second alone. */
function specialsOf(encode: Encode): { before: readonly number[]; behind: readonly number[] } {
  const [plain, whole] = [encode('a', false), encode('a', true)];
  const at = whole.findIndex((_, i) => plain.every((id, k) => whole[i + k] === id));
  return { before: whole.slice(0, Math.max(0, at)), behind: whole.slice(Math.max(0, at) + plain.length) };
}
