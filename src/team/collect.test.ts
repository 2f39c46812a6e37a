import { describe, expect, it } from 'vitest';
import { collect } from './collect.ts';

const some = (skill: string, ...saliences: number[]) => saliences.map((salience) => ({ skill, salience }));
const examples = [...some('often', 0.9, 0.8, 0.95, 0.85), ...some('seldom', 0.75, 0.7), ...some('dull', 0.2, 0.6)];

const taken = (limit: number, by: 'top' | 'diverse'): string[] =>
  collect(examples, { least: 0.7, limit, by }).map(({ skill, salience }) => `${skill} ${salience}`);

describe('collecting examples', () => {
  it('takes all, as they came, while there are no more than the limit', () => {
    expect(collect(examples, { least: 0.7, limit: examples.length, by: 'top' })).toBe(examples);
  });

  it('by salience takes the most salient', () => {
    expect(taken(3, 'top')).toEqual(['often 0.9', 'often 0.95', 'often 0.85']);
  });

  it('diverse gives every skill its turn', () => {
    expect(taken(3, 'diverse')).toEqual(['often 0.9', 'often 0.95', 'seldom 0.75']);
    expect(taken(4, 'diverse')).toEqual(['often 0.9', 'often 0.95', 'seldom 0.75', 'seldom 0.7']);
  });

  it('takes what is under the bound only when all above it is taken', () => {
    expect(taken(6, 'diverse').some((name) => name.startsWith('dull'))).toBe(false);
    expect(taken(7, 'diverse')).toContain('dull 0.6');
    expect(taken(7, 'top')).not.toContain('dull 0.2');
  });

  it('takes the earlier of equals, and exactly as many as it may', () => {
    const equal = Array.from({ length: 9 }, (_, i) => ({ skill: 'one', salience: 0.8, i }));
    expect(collect(equal, { least: 0.7, limit: 4, by: 'top' }).map(({ i }) => i)).toEqual([0, 1, 2, 3]);
    expect(collect(equal, { least: 0.7, limit: 4, by: 'diverse' }).map(({ i }) => i)).toEqual([0, 1, 2, 3]);
  });
});
