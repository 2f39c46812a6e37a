import { describe, expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { makeDuplicates } from './duplicates.ts';

const CODE = 'function solve(n) {\n  return n + 5;\n}';

function repeats(first: readonly [string, string], second: readonly [string, string]): boolean {
  const duplicates = makeDuplicates();
  expect(duplicates.has(...first)).toBe(false);
  return duplicates.has(...second);
}

describe('a row repeats another', () => {
  it.each([
    ['word for word', 'Add 5 to n', CODE],
    ['in other case, marks and layout', 'add 5 to n.', 'function solve(n) { return n + 5; }'],
  ])('%s', (_, prompt, code) => {
    expect(repeats(['Add 5 to n', CODE], [prompt, code])).toBe(true);
  });

  it('when one word of a long sentence is another and the answer is the same', () => {
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`);
    const sentence = words.join(' ');
    expect(repeats([sentence, CODE], [`please ${sentence}`, CODE])).toBe(true);
  });
});

describe('a row says something of its own', () => {
  it.each([
    ['another answer', 'Add 5 to n', CODE.replace('5', '6')],
    ['another sentence', 'What is five more than n?', CODE],
    ['another sign', 'Add 5 ** n', CODE],
    ['the same words in another order', 'To n add 5', CODE],
  ])('with %s', (_, prompt, code) => {
    expect(repeats(['Add 5 to n', CODE], [prompt, code])).toBe(false);
  });
});

it('keeps most of an honest night', () => {
  const skills = katas.skills.filter((_, i) => i % 74 === 11);
  const duplicates = makeDuplicates();
  const rows = Array.from({ length: 240 }, (_, i) =>
    katas.generate(skills[i % skills.length]?.id ?? '', 'train', `weave ${i}`),
  );
  const kept = rows.filter(({ prompt, reference }) => !duplicates.has(prompt, reference));
  expect(kept.length / rows.length).toBeGreaterThan(0.85);
});
