// Qwen's tokenizer from the files that come without a tokenizer.json: vocab.json, merges.txt and the added tokens of tokenizer_config.json make the
// tokenizer.json that Hugging Face ships beside them: byte-level BPE over NFC text, split by the pattern below.

import { AppError } from '../../src/lib/errors.ts';

/** How Qwen2 and Qwen3 cut text into words before merging, as published. */
export const SPLIT =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** A token that is never split, as tokenizer_config.json writes it under its id. */
type AddedToken = {
  content: string;
  special: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  single_word: boolean;
};

/**
 * @param vocab vocab.json, parsed @param merges merges.txt, as text @param config tokenizer_config.json, parsed
 * @throws AppError model/tokenizer naming what cannot be used
 */
export function composeTokenizer(vocab: unknown, merges: string, config: unknown): object {
  const ids = vocabOf(vocab);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(config),
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: SPLIT }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
      ],
    },
    post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: {
      type: 'BPE',
      ...{ dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false },
      ...{ byte_fallback: false, ignore_merges: false },
      vocab: ids,
      merges: mergesOf(merges, ids),
    },
  };
}

function vocabOf(raw: unknown): Readonly<Record<string, number>> {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw wrong('vocab.json', 'is not an object');
  const entries = Object.entries(raw);
  const bad = entries.find(([, id]) => !Number.isSafeInteger(id) || (id as number) < 0);
  if (bad) throw wrong('vocab.json', `gives ${JSON.stringify(bad[0])} the id ${String(bad[1])}`);
  if (new Set(Object.values(raw)).size !== entries.length) throw wrong('vocab.json', 'gives two tokens the same id');
  return raw as Record<string, number>;
}

/** Pairs in the order in which they are merged. */
function mergesOf(text: string, vocab: Readonly<Record<string, number>>): [string, string][] {
  const lines = text.split('\n').filter((line, i) => line !== '' && !(i === 0 && line.startsWith('#version')));
  return lines.map((line, i) => {
    const [left = '', right = '', ...more] = line.replace(/\r$/, '').split(' ');
    if (left === '' || right === '' || more.length > 0) throw wrong('merges.txt', `has no pair in rule ${i + 1}`);
    if (!Object.hasOwn(vocab, left + right)) throw wrong('merges.txt', `makes ${left + right}, which vocab.json lacks`);
    return [left, right];
  });
}

function addedTokens(config: unknown): (AddedToken & { id: number })[] {
  const raw = (config as { added_tokens_decoder?: unknown } | null)?.added_tokens_decoder;
  if (typeof raw !== 'object' || raw === null) throw wrong('tokenizer_config.json', 'has no added_tokens_decoder');
  return Object.entries(raw as Record<string, Partial<AddedToken>>)
    .map(([id, token]) => {
      if (!/^\d+$/.test(id) || typeof token?.content !== 'string' || token.content === '')
        throw wrong('tokenizer_config.json', `has an impossible added token ${id}`);
      const {
        content,
        special = false,
        lstrip = false,
        rstrip = false,
        normalized = false,
        single_word = false,
      } = token;
      return { id: Number(id), content, special, lstrip, rstrip, normalized, single_word };
    })
    .sort((a, b) => a.id - b.id);
}

function wrong(file: string, why: string): AppError {
  return new AppError(
    'model/tokenizer',
    `The tokenizer cannot be used: ${file} ${why}. Fetch the model's files again.`,
    {
      file,
    },
  );
}
