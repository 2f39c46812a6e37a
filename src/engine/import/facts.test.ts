import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHAT_TEMPLATE } from '../../../models/qwen/chat.ts';
import { sha256 } from '../../lib/hash.ts';
import { readFacts } from './facts.ts';
import { blobSource } from './source.ts';
import { checkTemplate } from './template.ts';

const never = new AbortController().signal;
const tokenizer = { model: { type: 'BPE', vocab: { a: 0 }, merges: [] } };
const usual: Record<string, unknown> = {
  'config.json': { model_type: 'qwen3' },
  'tokenizer.json': tokenizer,
  'tokenizer_config.json': { chat_template: CHAT_TEMPLATE },
};

const read = (files: Record<string, unknown>): ReturnType<typeof readFacts> =>
  readFacts(
    blobSource(
      'a folder',
      new Map(
        Object.entries(files).map(([name, content]) => [
          name,
          new Blob([typeof content === 'string' ? content : JSON.stringify(content)]),
        ]),
      ),
    ),
    never,
  );

describe('readFacts', () => {
  it('gives what a folder says, with the hash of every file that says it', async () => {
    const found = await read(usual);
    expect(found?.facts['tokenizer.json']).toEqual(tokenizer);
    expect(found?.facts['generation_config.json']).toEqual({});
    expect(found?.files.map(({ file }) => file).sort()).toEqual(Object.keys(usual).sort());
    const bytes = new TextEncoder().encode(JSON.stringify(tokenizer));
    expect(found?.files.find(({ file }) => file === 'tokenizer.json')).toEqual({
      ...{ file: 'tokenizer.json', bytes: bytes.length, sha256: await sha256(bytes) },
    });
  });

  it('takes a template from a file of its own', async () => {
    const { 'tokenizer_config.json': _, ...rest } = usual;
    const found = await read({ ...rest, 'tokenizer_config.json': {}, 'chat_template.jinja': CHAT_TEMPLATE });
    expect(found?.facts['tokenizer_config.json']).toMatchObject({ chat_template: CHAT_TEMPLATE });
  });

  it('asks no chat template of a text autoencoder, but a tokenizer of its own', async () => {
    const folder = { 'config.json': { model_type: 'bart' }, 'tokenizer_config.json': { model_max_length: 512 } };
    const found = await read({ ...folder, 'tokenizer.json': tokenizer });
    expect(found?.facts['tokenizer_config.json']).toEqual({ model_max_length: 512 });
    expect(found?.files).toHaveLength(3);
    const apart = read({ ...folder, 'vocab.json': {}, 'merges.txt': '' });
    await expect(apart).rejects.toMatchObject({ code: 'model/missing', facts: { file: 'tokenizer.json' } });
  });

  it('gives nothing for a folder without a tokenizer, and names what is missing of one', async () => {
    expect(await read({ 'config.json': {} })).toBeNull();
    await expect(read({ 'config.json': {}, 'tokenizer.json': tokenizer })).rejects.toMatchObject({
      code: 'model/missing',
    });
    await expect(read({ ...usual, 'tokenizer_config.json': {} })).rejects.toMatchObject({ code: 'model/tokenizer' });
    await expect(read({ ...usual, 'tokenizer.json': '<html>' })).rejects.toMatchObject({ code: 'model/json' });
  });
});

describe('checkTemplate', () => {
  it('takes what is published', () => {
    expect(() => checkTemplate(CHAT_TEMPLATE)).not.toThrow();
    const file = '../shared/data/qwen3-tokenizer/tokenizer_config.json';
    if (!existsSync(file)) return console.error('*** THE REAL QWEN3 TEMPLATE IS NOT AT HAND: IT WAS NOT CHECKED ***');
    const { chat_template } = JSON.parse(readFileSync(file, 'utf8')) as { chat_template: string };
    expect(() => checkTemplate(chat_template)).not.toThrow();
  });

  it.each([
    ['a loop over numbers', '{% for i in range(1000000000) %}x{% endfor %}'],
    [
      'loops in loops',
      '{% for a in m %}{% for b in m %}{%- for c in m %}{% for d in m %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['a macro that calls itself', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
    ['a recursive loop', '{% for m in messages recursive %}{{ loop(messages) }}{% endfor %}'],
    ['another template', "{% include 'x' %}"],
    ['a book', 'x'.repeat(70_000)],
  ])('refuses %s', (_, template) => {
    expect(() => checkTemplate(template)).toThrow(expect.objectContaining({ code: 'model/tokenizer' }));
  });
});
