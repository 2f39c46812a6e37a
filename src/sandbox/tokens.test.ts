import { describe, expect, it } from 'vitest';
import { tokenize } from './tokens.ts';

const texts = (source: string): string[] => tokenize(source).map(({ text }) => text);
const kinds = (source: string): string[] => tokenize(source).map(({ kind }) => kind);

describe('tokens', () => {
  it('leave out comments and keep what looks like one in text', () => {
    expect(texts('a // b\n/* c */ "// d" `/* e */`')).toEqual(['a', '"// d"', '/* e */`']);
  });

  it('tell a regular expression from a division', () => {
    expect(kinds('a / b / c')).toEqual(['name', 'punctuator', 'name', 'punctuator', 'name']);
    expect(texts('x = /[/"]\\//g.test(s)')).toContain('/[/"]\\//g');
    expect(texts('return /a"b/')).toEqual(['return', '/a"b/']);
  });

  it('see the code inside a template, and only that', () => {
    const names = tokenize('`a ${b + `c ${d}`} e` + f').filter(({ kind }) => kind === 'name');
    expect(names.map(({ text }) => text)).toEqual(['b', 'd', 'f']);
    expect(texts('`${ { x: 1 } }`')).toContain('x');
  });

  it('give offsets into the source', () => {
    const source = "const größe = 'ü' + 1_000n;";
    for (const { text, start } of tokenize(source)) expect(source.slice(start, start + text.length)).toBe(text);
  });

  it.each(['"', "'\\", '`${', '/* ', '/[,', '${', '((a)=>', '\\'])('are quick even for 64 kB of %s', (piece) => {
    const started = performance.now();
    expect(tokenize(piece.repeat(65536 / piece.length)).length).toBeLessThanOrEqual(65536);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
