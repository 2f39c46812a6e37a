import { describe, expect, it } from 'vitest';
import { topK } from '../engine/top-k.ts';
import { collapseOf, entropyOf, repeatedOf } from './collapse.ts';

describe('collapse', () => {
  const before = { entropy: 0.4, repeated: 0.02, right: 0.5 };

  it('is when entropy or what is right falls by more than half, or more than three tenths repeat', () => {
    expect(collapseOf(before, before)).toBeNull();
    expect(collapseOf(before, { entropy: 0.2, repeated: 0.3, right: 0.25 })).toBeNull();
    expect(collapseOf(before, { ...before, entropy: 0.19 })).toBe('is sure of everything');
    expect(collapseOf(before, { ...before, repeated: 0.31 })).toBe('repeats itself');
    expect(collapseOf(before, { ...before, right: 0.24 })).toBe('gets less right');
    expect(collapseOf({ ...before, right: 0 }, { ...before, right: 0 })).toBeNull();
    expect(collapseOf({ ...before, repeated: 0.9 }, { ...before, repeated: 0.9 })).toBe('repeats itself');
  });
});

describe('entropy', () => {
  it('is that of the distribution where the tail is one token', () => {
    // 1/2, 1/4, and a tail of 1/4: 1.5 bits.
    const told = topK(
      Float32Array.of(2, 1, 1).map((x) => x * Math.LN2),
      3,
      2,
    );
    expect(entropyOf([told])).toBeCloseTo(1.5 * Math.LN2, 6);
    expect(entropyOf([told, told])).toBeCloseTo(1.5 * Math.LN2, 6);
    expect(entropyOf([])).toBe(0);
  });

  it('is next to nothing for a model that is sure', () => {
    expect(entropyOf([topK(Float32Array.of(30, 0, 0, 0), 4, 2)])).toBeLessThan(1e-6);
  });
});

describe('what repeats', () => {
  it('is nearly all of an answer that says the same over and over', () => {
    expect(repeatedOf(['!'.repeat(100)])).toBeGreaterThan(0.9);
    expect(repeatedOf(['return x; '.repeat(30)])).toBeGreaterThan(0.8);
  });

  it('is little of a function', () => {
    expect(
      repeatedOf(['function solve(list) { return list.filter((x) => x % 2 === 0); }', 'const f = (s) => s.length;']),
    ).toBeLessThan(0.05);
    expect(repeatedOf([])).toBe(0);
    expect(repeatedOf([''])).toBe(0);
  });

  it('is a mean over answers', () => {
    const loud = repeatedOf(['!'.repeat(100)]);
    expect(repeatedOf(['!'.repeat(100), 'a b c d e'])).toBeCloseTo(loud / 2, 12);
  });
});
