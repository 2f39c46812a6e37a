import { describe, expect, it } from 'vitest';
import { SAMPLE } from '../../../tools/lab/sample.ts';
import { katas } from '../katas.ts';

describe('matching a prompt', () => {
  it('finds the skills of the built-in sample, with their constants', () => {
    const found = SAMPLE.map((prompt) => katas.match(prompt)?.task.reference);
    expect(found).toEqual([
      'function solve(list) { return list.filter((x) => x > 12); }',
      'function solve(list) { return list.filter((x) => x > 250); }',
      'function solve(list) { return list.filter((x) => x % 2 === 0); }',
      "function solve(words) { return words.filter((x) => x.startsWith('b')); }",
      "function solve(words) { return words.filter((x) => x.endsWith('ed')); }",
      'function solve(list) { return list.filter((x) => x !== 0); }',
    ]);
  }, 60_000);

  it('gives tests that come from the reference, and both scores', () => {
    const match = katas.match('From the list, keep the numbers greater than 250.');
    expect(match?.score).toBeGreaterThan(match?.runnerUp ?? 1);
    const tests = [...(match?.task.shown ?? []), ...(match?.task.hidden ?? [])];
    expect(tests.length).toBeGreaterThanOrEqual(3);
    for (const { args, expected } of tests) expect(expected).toEqual((args[0] as number[]).filter((x) => x > 250));
  });

  it('finds nothing in what is no kata', () => {
    for (const prompt of [
      '',
      'what is the weather in Oslo tomorrow',
      'write a poem about the moon',
      '😀',
      'x'.repeat(5000),
    ])
      expect(katas.match(prompt), prompt.slice(0, 40)).toBeNull();
  });
});
