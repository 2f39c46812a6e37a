// What a card calls its base: a repository that the Hub finds, as YAML reads it, or nothing.

import { describe, expect, it } from 'vitest';
import { baseModelLine, inText, isRepository } from './card.ts';

describe('the name of a base', () => {
  it.each(['Qwen/Qwen2.5-0.5B-Instruct', 'some_body/else', 'a/b', '01-ai/Yi-6B', '123/456'])(
    'is that of a repository: %s',
    (name) => {
      expect(isRepository(name)).toBe(true);
      expect(baseModelLine(name)).toBe(`base_model: "${name}"\n`);
    },
  );

  it('is that of one of the family', () => expect(baseModelLine('dream-s')).toBe('base_model: "dream-s"\n'));

  it.each([
    ...['[v2] my-qwen', 'qwen: tuned', 'model #3', 'dropped files', 'a folder', 'qwen', '', 'toString'],
    ...['a/b/c', '/b', 'a/', 'a b/c', 'a/b c', 'a/b\n', 'ä/b', 'a/-b', 'a-/b', 'a/b.', '../b', 'a/..', 'a/b--c'],
    ...['a/b..c', 'a/b.git', `a/${'b'.repeat(97)}`, 'a/b"', "a/b'", 'https://huggingface.co/a/b', 'C:\\a/b'],
    ...['imported:' + 'a'.repeat(64)],
  ])('is left out where it is none: %j', (name) => {
    expect(isRepository(name)).toBe(false);
    expect(baseModelLine(name)).toBe('');
  });

  it('stays on its line in text', () => {
    expect(inText('Qwen/Qwen3-0.6B')).toBe('Qwen/Qwen3-0.6B');
    expect(inText('[v2] my_qwen #3')).toBe('[v2] my_qwen #3');
    expect(inText(' a\r\n\n# b\t\u2028c\u202e*d*`<e>\\ ')).toBe('a # b c \\*d\\*\\`\\<e>\\\\');
  });
});
