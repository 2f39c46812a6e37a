// The real Qwen3 tokenizer against an implementation that shares nothing with it, on text of every Unicode block. The files are not ours and not in the
// project: without them these tests are skipped, and the run says so.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeTokenizer } from '../../models/qwen/tokenizer-files.ts';
import { plainBpe } from '../../tests/doubles/plain-bpe.ts';
import { rng, type Rng } from '../lib/rng.ts';
import { createTokenizer } from './tokenizer.ts';

const FOLDER = path.join(import.meta.dirname, '../../../shared/data/qwen3-tokenizer');
const absent = !existsSync(FOLDER);
if (absent) console.warn('The Qwen3 tokenizer files are absent: the real tokenizer is not tested.');

const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');

function open() {
  const config = JSON.parse(read('tokenizer_config.json'));
  const vocab = JSON.parse(read('vocab.json'));
  const merges = read('merges.txt');
  const added = Object.fromEntries(
    Object.entries<{ content: string }>(config.added_tokens_decoder).map(([id, { content }]) => [id, content]),
  );
  return {
    tokenizer: createTokenizer(composeTokenizer(vocab, merges, config), config),
    plain: plainBpe({ vocab, merges, added }),
    added,
  };
}

/** Where blocks begin: none is smaller than this, and all begin at a multiple of it. */
const BLOCK = 16;
const isSurrogate = (point: number): boolean => point >= 0xd800 && point <= 0xdfff;

/** A few characters of the block beside ordinary text, spaces and line ends. */
function blockText(start: number, random: Rng): string {
  const one = (): string => String.fromCodePoint(start + random.int(0, BLOCK - 1));
  return [
    one(),
    random.pick(['', ' ', '\n', "'s ", 'a', '1']),
    one(),
    one(),
    random.pick(['', 'é', '  x', '\r\n']),
  ].join('');
}

const PIECES = [
  ...[
    'function solve(n) {',
    ' return',
    'Hello',
    "'LL",
    "'re",
    "we'Ve",
    ' ',
    '   ',
    '\n',
    '\n\n',
    '\t',
    '\r\n',
    '1234',
    ' 5',
    '.',
    '...',
    '=>',
  ],
  ...[
    '<|im_start|>',
    '<|im_end|>',
    '<think>',
    '</think>',
    '<|im_',
    'end|>',
    '<tool_call>',
    'é',
    'e\u0301',
    'Ａ',
    '中文',
    ' 你好',
    '🙂',
    '👩‍👩‍👧',
    '\u0085',
  ],
  ...[
    '\ufeff',
    '\u00a0',
    '\u3000',
    'ﬁ',
    "'ſ",
    'İ',
    'ẞ',
    'न',
    'ि',
    'ประเทศ',
    'שלום',
    'العربية',
    '\u200d',
    '\ufffd',
    '\0',
    '한국',
    '\u1112\u1161',
  ],
];

describe.skipIf(absent)('the Qwen3 tokenizer', { timeout: 120_000 }, () => {
  it('gives the ids of an independent implementation for text of every Unicode block, and the text back', () => {
    const { tokenizer, plain } = open();
    const random = rng('blocks');
    const starts = Array.from({ length: 0x110000 / BLOCK }, (_, i) => i * BLOCK).filter(
      // Planes 4 to 13 have no characters; of them and of the private ones a sample.
      (start) =>
        !isSurrogate(start) && (start < 0x40000 || (start >> 16 === 14 && start < 0xe1000) || start % 0x1000 === 0),
    );
    expect(starts.length).toBeGreaterThan(10_000);
    for (const start of starts) {
      const text = blockText(start, random);
      const ids = tokenizer.encode(text);
      expect(ids, JSON.stringify(text)).toEqual(plain(text));
      expect(tokenizer.decode(ids), JSON.stringify(text)).toBe(text.normalize('NFC'));
    }
  });

  it('does so for mixed text with special tokens', () => {
    const { tokenizer, plain } = open();
    const random = rng('mixed');
    for (let i = 0; i < 10_000; i++) {
      const text = Array.from({ length: random.int(0, 12) }, () => random.pick(PIECES)).join('');
      expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(plain(text));
    }
  });

  it('reads special tokens as such, and gives nothing for nothing', () => {
    const { tokenizer, added } = open();
    for (const [id, content] of Object.entries(added)) expect(tokenizer.encode(content)).toEqual([Number(id)]);
    expect(tokenizer.encode('')).toEqual([]);
  });
});
