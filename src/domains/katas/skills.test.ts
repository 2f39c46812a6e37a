// The contract suite over all kata skills, and what the table as a whole promises.

import { describe, expect, it } from 'vitest';
import { runAll } from '../../../tests/contracts/katas.ts';
import { LEVELS } from '../domain.ts';
import { skills } from './skills.ts';

runAll('katas', skills);

describe('katas: the table as a whole', () => {
  it('stands in the order of the levels', () => {
    const levels = skills.map(({ level }) => level);
    expect(levels).toEqual([...levels].sort((a, b) => a - b));
  });
  it('has at least 150 skills and some of every level', () => {
    expect(skills.length).toBeGreaterThanOrEqual(150);
    for (const level of LEVELS)
      expect(skills.filter((skill) => skill.level === level).length).toBeGreaterThanOrEqual(5);
  });
});
