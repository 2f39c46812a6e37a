// What hides a held-out question and what does not, and what looking for them costs in honest rows, measured on the built-in tasks.

import { describe, expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { heldOutItems } from '../evaluate/items.ts';
import { makeHeldOut } from './held-out.ts';

const LONG = 'Write a function that leaves out every "x" in a sentence and counts the rest.';
const SHORT = 'Reverse the list';

describe('a held-out question', () => {
  const heldOut = makeHeldOut([LONG, SHORT, 'a - b']);

  it.each([
    ['as it is', LONG],
    [
      'in other case, quotes and marks',
      'write a function that leaves out every ‘X’ in a sentence and counts the rest!',
    ],
    ['with words before and after it', `hey, ${LONG.replace('.', '')} please, and be quick`],
    ['short, as it is', 'reverse the list.'],
    ['short, inside another', 'Could you please reverse the list for me'],
    ['of two words, as it is', 'A - b'],
  ])('is found %s', (_, prompt) => {
    expect(heldOut.isIn(prompt)).toBe(true);
  });

  it.each([
    ['another constant', LONG.replace('x', 'y')],
    ['another sign', 'a + b'],
    ['two of its words among others', 'add a - b to the list'.replace('a - b', 'b - a')],
    ['eight of its words', 'write a function that leaves out every vowel of a text'],
    ['its words in another order', 'the list, reverse it'],
    ['nothing', ''],
  ])('is not taken for found in %s', (_, prompt) => {
    expect(heldOut.isIn(prompt)).toBe(false);
  });

  it('that is no question at all is found nowhere', () => {
    expect(makeHeldOut([]).isIn(LONG)).toBe(false);
  });
});

describe('over the built-in tasks', { timeout: 60_000 }, () => {
  const skills = katas.skills.filter((_, i) => i % 74 === 5).map(({ id }) => id);
  const items = [...heldOutItems(katas, skills, { known: 200, weak: 60, skill: 60 })].map(({ prompt }) => prompt);
  const heldOut = makeHeldOut(items);
  const share = (prompts: readonly string[]): number =>
    prompts.filter((prompt) => heldOut.isIn(prompt)).length / prompts.length;

  it('every item is found, and nearly every one with words around it', () => {
    expect(items).toHaveLength(10 * 200 + 6 * 60);
    expect(share(items)).toBe(1);
    expect(share(items.map((prompt) => `Hey, please ${prompt}`))).toBeGreaterThan(0.99);
    expect(share(items.map((prompt) => `${prompt.replace(/[.?!]$/, '')} and make it quick`))).toBeGreaterThan(0.99);
  });

  it('of honest rows at most one in a hundred is lost, of any level at most three', () => {
    const rows = katas.skills.flatMap(({ id, level }) =>
      Array.from({ length: 10 }, (_, i) => ({ level, prompt: katas.generate(id, 'train', `honest ${i}`).prompt })),
    );
    expect(share(rows.map(({ prompt }) => prompt))).toBeLessThan(0.01);
    for (let level = 1; level <= 10; level++)
      expect(share(rows.filter((row) => row.level === level).map(({ prompt }) => prompt)), `${level}`).toBeLessThan(
        0.03,
      );
  });
});
