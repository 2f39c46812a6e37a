import { expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { qualityOf } from './quality.ts';

const PLAIN = 'function solve(n) { return n + 5; }';

it('is 1 of a plain solution, 0 of nothing and of comments alone', () => {
  expect(qualityOf(PLAIN)).toBe(1);
  expect(qualityOf('  ')).toBe(0);
  expect(qualityOf('// nothing\n/* at all */')).toBe(0);
});

it('falls with comments, with what is said again and again, and with length', () => {
  expect(qualityOf(`// adds five to n, as was asked\n${PLAIN}`)).toBeCloseTo(35 / 67, 5);
  expect(qualityOf(`${PLAIN}\n`.repeat(4))).toBeLessThan(0.3);
  const long = `function solve(n) { ${Array.from({ length: 200 }, (_, i) => `let a${i} = b${i};`).join(' ')} }`;
  expect(qualityOf(long)).toBeLessThan(600 / long.length + 1e-9);
});

it('takes no text for a comment', () => {
  expect(qualityOf('function solve(s) { return "http://" + s; }')).toBe(1);
});

it('is high of every reference of the built-in tasks', () => {
  for (const { id } of katas.skills)
    expect(qualityOf(katas.generate(id, 'train', 1).reference), id).toBeGreaterThan(0.6);
});
