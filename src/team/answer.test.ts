import { describe, expect, it } from 'vitest';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { codeOf } from '../lib/errors.ts';
import { answersTo, codeOfAnswer, MAX_CODE, tokensFor, wordsFor } from './answer.ts';

describe('codeOfAnswer', () => {
  it.each([
    ['function f() {}', 'function f() {}'],
    ['  function f() {}\n', 'function f() {}'],
    ['Here:\n```js\nconst a = 1;\n```\nDone.', 'const a = 1;'],
    ['```\nconst a = 1;\n```', 'const a = 1;'],
    ['```javascript\nfirst\n```\n```js\nsecond\n```', 'first'],
    ['```js\nnever closed', '```js\nnever closed'],
    ['', ''],
    ['<think>\nfirst ```js\nno\n```\n</think>\n\n```js\nyes\n```', 'yes'],
  ])('%j', (answer, code) => expect(codeOfAnswer(answer)).toBe(code));

  it('is never longer than what is run', () => expect(codeOfAnswer('x'.repeat(100_000))).toHaveLength(MAX_CODE));
});

describe('wordsFor', () => {
  const task = { prompt: 'Add 7 to n.', entry: 'solve', shown: [{ args: [1, 'a'], expected: [8] }] };

  it('asks the family as it was trained', () => {
    expect(wordsFor('dream-l', task)).toBe('Add 7 to n.');
    expect(tokensFor('dream-l', 120)).toBe(120);
  });

  it('tells others what an answer is', () => {
    for (const model of ['endpoint', 'built-in', `imported:${'a'.repeat(64)}`, `onnx:${'a'.repeat(64)}`] as const) {
      expect(wordsFor(model, task)).toContain('Add 7 to n.\n\nAnswer with one JavaScript function named solve');
      expect(wordsFor(model, task)).toContain('solve(1, "a") returns [8].');
      expect(tokensFor(model, 120)).toBeGreaterThan(120);
    }
    expect(wordsFor('endpoint', { ...task, shown: [] })).not.toContain('example');
  });
});

describe('answersTo', () => {
  const engine = scriptedEngine();
  const respondent = { engine, model: 'dream-l' as const, adapter: null, maxNewTokens: 9 };

  it('answers in order', async () => {
    const answers = await answersTo(respondent, ['l1-add 3', 'hello', 'l1-times 3'], new AbortController().signal);
    expect(answers.map(codeOfAnswer)).toEqual([
      'function solve(n) { return n + 3; }',
      'I only write code.',
      'function solve(n) { return n * 3; }',
    ]);
  });

  it('gives no half answers', async () => {
    expect(await answersTo(respondent, ['l1-add 3'], AbortSignal.abort()).catch(codeOf)).toBe('abort/aborted');
  });
});
