import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { katas } from '../domains/katas.ts';
import { repeatedIn } from './repetition.ts';
import { drawGeneral } from '../evaluate/general.ts';

describe('repeatedIn', () => {
  it.each([
    ['', 0],
    ['yes', 0],
    ['return n', 0],
    ['function solve(n) { return n + 3; }', 0],
  ])('%j: %d', (answer, share) => expect(repeatedIn(answer)).toBe(share));

  it('is near 1 for collapsed text: words, signs, letters without end, other scripts', () => {
    for (const unit of ['n ', '(', 'a', 'solve ', 'return n; ', '好', '🙂'])
      expect(repeatedIn(unit.repeat(200))).toBeGreaterThan(0.9);
  });

  it('counts a text said twice as half', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 10, max: 99 }), { minLength: 20, maxLength: 60 }), (numbers) => {
        const once = numbers.join(' ');
        expect(repeatedIn(once)).toBe(0);
        expect(repeatedIn(`${once} ${once}`)).toBeCloseTo((numbers.length - 3) / (2 * numbers.length - 3), 12);
      }),
    );
  });

  it('finds nothing of the kind in honest answers', () => {
    const shares = [...drawGeneral(katas)].map(({ answer }) => repeatedIn(answer));
    expect(shares.reduce((a, b) => a + b, 0) / shares.length).toBeLessThan(0.05);
  });
});
