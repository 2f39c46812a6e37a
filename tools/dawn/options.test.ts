import { describe, expect, it } from 'vitest';
import { options } from './options.ts';

describe('options of the bench on a GPU', () => {
  it('measures all rows as they stand unless told otherwise', () => {
    expect(options([])).toEqual({ only: undefined, json: false, limitMs: 60_000, wish: {} });
  });

  it('takes a row, a shape and counts', () => {
    const args = '--only step --shape qwen3-0.6b --tokens 256 --layers 2 --limit 5 --json'.split(' ');
    const wish = { shape: 'qwen3-0.6b', tokens: 256, layers: 2 };
    expect(options(args)).toEqual({ only: 'step', json: true, limitMs: 5000, wish });
  });

  it('says what may be given', () => {
    expect(() => options(['--shape', 'gpt'])).toThrow(/one of dream-l, qwen2\.5-0\.5b/);
    expect(() => options(['--tokens', '0'])).toThrow('--tokens is a whole number above 0, not 0.');
    expect(() => options(['--limit', 'soon'])).toThrow('--limit is a whole number above 0, not soon.');
    expect(() => options(['--batch', '2'])).toThrow(/--batch/);
  });
});
