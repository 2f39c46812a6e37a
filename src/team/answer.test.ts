import { describe, expect, it } from 'vitest';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { codeOf } from '../lib/errors.ts';
import { answersTo, codeOfAnswer, MAX_CODE } from './answer.ts';

describe('codeOfAnswer', () => {
  it.each([
    ['function f() {}', 'function f() {}'],
    ['  function f() {}\n', 'function f() {}'],
    ['Here:\n```js\nconst a = 1;\n```\nDone.', 'const a = 1;'],
    ['```\nconst a = 1;\n```', 'const a = 1;'],
    ['```javascript\nfirst\n```\n```js\nsecond\n```', 'first'],
    ['```js\nnever closed', '```js\nnever closed'],
    ['', ''],
  ])('%j', (answer, code) => expect(codeOfAnswer(answer)).toBe(code));

  it('is never longer than what is run', () => expect(codeOfAnswer('x'.repeat(100_000))).toHaveLength(MAX_CODE));
});

describe('answersTo', () => {
  const engine = scriptedEngine();
  const respondent = { engine, model: 'dream-l' as const, adapter: null, maxNewTokens: 9 };

  it('answers in order', async () => {
    const answers = await answersTo(respondent, ['l1-add 3', 'hello', 'l1-times 3'], new AbortController().signal);
    expect(answers.map(codeOfAnswer)).toEqual([
      'function solve(n) { return n + 3; }',
      'I only write small functions.',
      'function solve(n) { return n * 3; }',
    ]);
  });

  it('gives no half answers', async () => {
    expect(await answersTo(respondent, ['l1-add 3'], AbortSignal.abort()).catch(codeOf)).toBe('abort/aborted');
  });
});
