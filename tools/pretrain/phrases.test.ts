// The written phrases: complete, and each with the constants of its skill.

import { describe, expect, it } from 'vitest';
import { slotsOf } from '../../src/domains/katas/phrase.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { writtenPhrases } from './phrases.ts';

const written = writtenPhrases();

describe('written phrases', () => {
  it('belong to skills that exist, and every skill has some', () =>
    expect([...written.keys()].sort()).toEqual(skills.map(({ id }) => id).sort()));

  it('name each constant of their skill once', () => {
    const wrong = skills.flatMap(({ id, slots }) => {
      const wanted = Object.keys(slots).sort().join();
      return (written.get(id) ?? []).filter((phrase) => slotsOf(phrase).sort().join() !== wanted);
    });
    expect(wrong).toEqual([]);
  });

  it('are not written twice', () => {
    const all = [...written.values()].flat();
    expect(new Set(all).size).toBe(all.length);
  });
});
