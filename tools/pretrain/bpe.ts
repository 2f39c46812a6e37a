// Trains the family's byte-level BPE and writes it as a Hugging Face tokenizer.json. Single digits, no merges across words; ties are broken by
// text, so the same corpus always gives the same file.

import { CHAT_TEMPLATE, END_OF_TEXT, SPECIAL_TOKENS, TURN_END } from '../../models/qwen/chat.ts';
import { must } from '../../src/lib/assert.ts';

/** Words with their leading space, single digits, runs of signs, spaces. The same text stands in tokenizer.json. */
export const SPLIT = ' ?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+';

type Word = { parts: string[]; count: number };

/** GPT-2's reversible table from bytes to printable characters. */
function byteCharacters(): string[] {
  const printable = [...range(33, 126), ...range(161, 172), ...range(174, 255)];
  let extra = 0;
  return range(0, 255).map((byte) => String.fromCharCode(printable.includes(byte) ? byte : 256 + extra++));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const BYTES = byteCharacters();

function bytesOf(text: string): string[] {
  return Array.from(new TextEncoder().encode(text), (byte) => must(BYTES[byte], 'byte character'));
}

/** Share of the merges that join a frequent word with its leading space. */
const SPACED_SHARE = 0.25;
const SPACE = must(BYTES[32], 'the space');

/**
 * Merges that bring the vocabulary to `size`, most frequent pair first. Spaces join words last, and only words that are one token: whatever stands
 * before a word, the word itself is split alike, so that copying it is a copy of tokens.
 */
export function trainMerges(texts: Iterable<string>, size: number): [string, string][] {
  const counted = countWords(texts);
  const room = size - 256 - SPECIAL_TOKENS.length;
  const merges = mergesWithin(counted.bare, room - Math.round(room * SPACED_SHARE));
  const whole = [...counted.spaced].filter(([word]) => tokensOf(word, merges) === 1);
  const frequent = whole.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, room - merges.length);
  return [...merges, ...frequent.map(([word]): [string, string] => [SPACE, bytesOf(word).join('')])];
}

function tokensOf(word: string, merges: readonly [string, string][]): number {
  let parts = bytesOf(word);
  for (const [left, right] of merges) {
    if (parts.length === 1) break;
    if (parts.includes(left)) parts = merged(parts, left, right);
  }
  return parts.length;
}

function mergesWithin(words: readonly Word[], most: number): [string, string][] {
  const pairs = new Map<string, { count: number; words: Set<Word> }>();
  const change = (word: Word, sign: 1 | -1): void => {
    for (let i = 0; i + 1 < word.parts.length; i++) {
      const key = `${word.parts[i]} ${word.parts[i + 1]}`;
      const entry = pairs.get(key) ?? { count: 0, words: new Set<Word>() };
      entry.count += sign * word.count;
      entry.words.add(word);
      pairs.set(key, entry);
    }
  };
  for (const word of words) change(word, 1);
  const merges: [string, string][] = [];
  while (merges.length < most) {
    let best = '';
    let most = 1;
    for (const [key, { count }] of pairs)
      if (count > most || (count === most && best && key < best)) [best, most] = [key, count];
    if (!best) break;
    const [left, right] = best.split(' ') as [string, string];
    merges.push([left, right]);
    for (const word of must(pairs.get(best), 'pair').words) {
      change(word, -1);
      word.parts = merged(word.parts, left, right);
      change(word, 1);
    }
    pairs.delete(best);
  }
  return merges;
}

function merged(parts: readonly string[], left: string, right: string): string[] {
  const out: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (parts[i] === left && parts[i + 1] === right) out.push(left + parts[++i]);
    else out.push(must(parts[i], 'part'));
  }
  return out;
}

/** Words of letters without their space, and everything else as it is split; and how often each word of letters has a space before it. */
function countWords(texts: Iterable<string>): { bare: Word[]; spaced: Map<string, number> } {
  const [counts, spaced] = [new Map<string, number>(), new Map<string, number>()];
  const count = (into: Map<string, number>, key: string): void => void into.set(key, (into.get(key) ?? 0) + 1);
  const pattern = new RegExp(SPLIT, 'gu');
  for (const text of texts)
    for (const [part] of text.matchAll(pattern)) {
      const word = /^ ?(\p{L}+)$/u.exec(part)?.[1];
      if (word && word !== part) count(spaced, word);
      count(counts, word ?? part);
    }
  return { bare: [...counts].map(([word, times]) => ({ parts: bytesOf(word), count: times })), spaced };
}

type AddedToken = {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
};

/** tokenizer.json and tokenizer_config.json: bytes first, then merges in order, then the special tokens. */
export function tokenizerFiles(
  merges: readonly (readonly [string, string])[],
  context: number,
): { tokenizer: object; config: object } {
  const plain = [
    ...range(0, 255).map((byte) => must(BYTES[byte], 'byte')),
    ...merges.map(([left, right]) => left + right),
  ];
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const added = SPECIAL_TOKENS.map((content, i): AddedToken => ({ id: plain.length + i, content, ...flags }));
  return { tokenizer: tokenizerJson(plain, merges, added), config: tokenizerConfig(added, context) };
}

function tokenizerJson(
  plain: readonly string[],
  merges: readonly (readonly [string, string])[],
  added: readonly AddedToken[],
): object {
  const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  const pretokenizers = [{ type: 'Split', pattern: { Regex: SPLIT }, behavior: 'Isolated', invert: false }, bytes];
  const options = {
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    byte_fallback: false,
    ignore_merges: false,
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: 'Sequence', pretokenizers },
    post_processor: null,
    decoder: bytes,
    model: { type: 'BPE', ...options, vocab: Object.fromEntries(plain.map((token, id) => [token, id])), merges },
  };
}

function tokenizerConfig(added: readonly AddedToken[], context: number): object {
  return {
    tokenizer_class: 'Qwen2Tokenizer',
    model_max_length: context,
    bos_token: null,
    eos_token: TURN_END,
    pad_token: END_OF_TEXT,
    unk_token: null,
    add_bos_token: false,
    add_prefix_space: false,
    clean_up_tokenization_spaces: false,
    added_tokens_decoder: Object.fromEntries(added.map(({ id, ...token }) => [String(id), token])),
    chat_template: CHAT_TEMPLATE,
  };
}
