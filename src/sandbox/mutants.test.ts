import { describe, expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { mutantsOf } from './mutants.ts';

const SOLUTION = "const f = (xs) => xs.filter((x) => x > 3 && x !== 7).map((x) => `${x}+1` + 'a'); // > 9";

describe('mutants', () => {
  it('change one thing each, in code only', () => {
    const { edited } = mutantsOf(SOLUTION, 'f', 100, rng(1));
    expect(edited).toEqual(expect.arrayContaining([SOLUTION.replace('>= 3', '< 3').replace('x > 3', 'x < 3')]));
    expect(edited).toContain(SOLUTION.replace('&&', '||'));
    expect(edited).toContain(SOLUTION.replace('!==', '==='));
    expect(edited).toContain(SOLUTION.replace(' 7)', ' 8)'));
    for (const mutant of edited) {
      expect(mutant).not.toBe(SOLUTION);
      expect(mutant).toContain('`${x}+1`');
      expect(mutant).toContain('// > 9');
    }
  });

  it('are as many as asked for, all different, the same for the same seed', () => {
    const { edited } = mutantsOf(SOLUTION, 'f', 4, rng(1));
    expect(new Set(edited).size).toBe(4);
    expect(mutantsOf(SOLUTION, 'f', 4, rng(1)).edited).toEqual(edited);
  });

  it('can be made around a solution that offers nothing to change', () => {
    const { edited, wrapped } = mutantsOf('const f = (x) => x;', 'f', 10, rng(1));
    expect(edited).toEqual([]);
    expect(wrapped.length).toBeGreaterThanOrEqual(5);
  });
});
