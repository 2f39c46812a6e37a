// The real Qwen3 template, rendered as the app does, in both of its ways.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { composeTokenizer } from '../../models/qwen/tokenizer-files.ts';
import { createChatTokenizer } from './chat-template.ts';
import { chatExample } from './tokenizer.ts';

const FOLDER = '../shared/data/qwen3-tokenizer';
const here = existsSync(`${FOLDER}/vocab.json`);
if (!here) console.error('*** THE REAL QWEN3 TOKENIZER IS NOT AT HAND: ITS TEMPLATE IS NOT TESTED ***');

describe.runIf(here)('the chat template of Qwen3', () => {
  const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');
  const config = JSON.parse(here ? read('tokenizer_config.json') : '{}') as object;
  const facts = {
    'config.json': {},
    'generation_config.json': {},
    'tokenizer.json': here ? composeTokenizer(JSON.parse(read('vocab.json')), read('merges.txt'), config) : {},
    'tokenizer_config.json': config,
  };
  const turns = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
  ] as const;
  const asked = '<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n';

  it('closes the thought before it begins, unless it may think', () => {
    expect(createChatTokenizer(facts).prompt?.(turns)).toBe(`${asked}<think>\n\n</think>\n\n`);
    expect(createChatTokenizer(facts).prompt?.(turns, true)).toBe(asked);
  });

  it('leaves earlier thoughts out of a longer conversation', () => {
    const longer = [
      ...turns,
      { role: 'assistant', content: '<think>\nhm\n</think>\n\nHi.' },
      { role: 'user', content: 'And?' },
    ] as const;
    expect(createChatTokenizer(facts).prompt?.(longer, true)).toBe(
      `${asked}Hi.<|im_end|>\n<|im_start|>user\nAnd?<|im_end|>\n<|im_start|>assistant\n`,
    );
  });

  it('supervises the answer and the end of its turn, and nothing before', () => {
    const tokenizer = createChatTokenizer(facts);
    const { ids, weights } = chatExample(tokenizer, [...turns, { role: 'assistant', content: 'Hi.' }], 2);
    const first = weights.indexOf(2);
    expect(weights.slice(first).every((weight) => weight === 2)).toBe(true);
    expect(ids.slice(0, first)).toEqual(tokenizer.encode(tokenizer.prompt?.(turns) ?? ''));
    expect(ids.slice(first)).toEqual(tokenizer.encode('Hi.<|im_end|>'));
  });
});
