import { describe, expect, it } from 'vitest';
import { rng } from './rng.ts';
import { fisherInterval, lossProbability, pairedBootstrap, pearson, upperRate, wilsonLower } from './stats.ts';

const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

describe('lossProbability: exact one-sided sign test', () => {
  it.each([
    [0, 0, 1],
    [0, 5, 1],
    [1, 0, 1 / 2],
    [4, 0, 1 / 16],
    [5, 0, 1 / 32],
    [3, 2, 1 / 2],
    [8, 2, (45 + 10 + 1) / 1024],
    [9, 1, 11 / 1024],
    [10, 0, 1 / 1024],
  ])('%i losses, %i gains: %f', (losses, gains, expected) => {
    expect(lossProbability(losses, gains)).toBeCloseTo(expected, 12);
  });

  it('agrees with the table of the binomial distribution', () => {
    expect(lossProbability(60, 40)).toBeCloseTo(0.028444, 6); // P(X >= 60), n = 100
    expect(lossProbability(15, 5)).toBeCloseTo(0.020695, 6); // P(X >= 15), n = 20
  });

  it('holds for as many items as a night has', () => {
    expect(lossProbability(200, 200)).toBeCloseTo(0.51994, 4); // 1/2 + P(X = 200) / 2
    expect(lossProbability(1000, 0)).toBeGreaterThan(0);
  });
});

describe('pairedBootstrap', () => {
  it('has no spread where all items changed alike', () => {
    expect(pairedBootstrap(repeat(0, 60), repeat(1, 60), rng(1))).toEqual({ mean: 1, lower: 1 });
    expect(pairedBootstrap(repeat(1, 60), repeat(1, 60), rng(1))).toEqual({ mean: 0, lower: 0 });
    expect(pairedBootstrap([1], [0], rng(1))).toEqual({ mean: -1, lower: -1 });
  });

  it('comes to the normal bound when there are many items', () => {
    const after = [...repeat(1, 240), ...repeat(0, 160)];
    const { mean, lower } = pairedBootstrap(repeat(0, 400), after, rng('many'));
    expect(mean).toBeCloseTo(0.6, 12);
    expect(lower).toBeGreaterThan(0.6 - 1.645 * Math.sqrt(0.24 / 400) - 0.006);
    expect(lower).toBeLessThan(0.6 - 1.645 * Math.sqrt(0.24 / 400) + 0.006);
  });

  it('is about pairs: gains and losses on the same items cancel', () => {
    const [before, after] = [
      [...repeat(1, 30), ...repeat(0, 30)],
      [...repeat(0, 30), ...repeat(1, 30)],
    ];
    const { mean, lower } = pairedBootstrap(before, after, rng(2));
    expect(mean).toBe(0);
    expect(lower).toBeLessThan(-0.1);
  });

  it('gives the same bound for the same seed', () => {
    const after = repeat(0, 50).map((_, i) => i % 3 && 1);
    const bound = (seed: string): number => pairedBootstrap(repeat(0, 50), after, rng(seed)).lower;
    expect(bound('a')).toBe(bound('a'));
  });

  it('refuses what is no pair', () => {
    expect(() => pairedBootstrap([1], [1, 0], rng(1))).toThrow('paired items');
    expect(() => pairedBootstrap([], [], rng(1))).toThrow('paired items');
  });
});

describe('upperRate: exact one-sided bound', () => {
  it.each([
    [0, 10, 0.05, 1 - 0.05 ** 0.1],
    [0, 50, 0.01, 1 - 0.01 ** 0.02],
    [9, 10, 0.05, 0.95 ** 0.1],
    [10, 10, 0.05, 1],
    [1, 2, 0.05, Math.sqrt(0.95)],
  ])('%d of %d at %d: %d', (passes, total, alpha, bound) => {
    expect(upperRate(passes, total, alpha)).toBeCloseTo(bound, 10);
  });

  it('is higher for more passes and for more certainty', () => {
    for (let passes = 0; passes < 30; passes++) {
      expect(upperRate(passes + 1, 31, 0.05)).toBeGreaterThan(upperRate(passes, 31, 0.05));
      expect(upperRate(passes, 31, 0.01)).toBeGreaterThan(upperRate(passes, 31, 0.05));
    }
  });
});

describe('pearson', () => {
  it('is that of a worked example, with its number', () => {
    // Anscombe's first set: r = 0.81642.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const { r, n } = pearson(x.map((value, i) => [value, y[i] as number]));
    expect(n).toBe(11);
    expect(r).toBeCloseTo(0.81642, 5);
  });

  it.each([
    ['a line up', 2, 1],
    ['a line down', -3, -1],
  ])('%s', (_, slope, r) => expect(pearson([0, 1, 2, 5].map((x) => [x, slope * x + 7])).r).toBeCloseTo(r, 12));

  it('says nothing of fewer than three pairs, nor where one of both never changes', () => {
    expect(pearson([])).toEqual({ r: null, n: 0 });
    expect(
      pearson([
        [1, 1],
        [2, 5],
      ]),
    ).toEqual({ r: null, n: 2 });
    expect(
      pearson([
        [1, 4],
        [2, 4],
        [3, 4],
      ]),
    ).toEqual({ r: null, n: 3 });
  });
});

describe('fisherInterval', () => {
  it.each([
    // artanh 0.5 = 0.549306, less and more 1.96 / √25 = 0.392: 0.157306 and 0.941306.
    [0.5, 28, 0.156021, 0.735822],
    // artanh −0.8 = −1.098612, less and more 1.96 / √9 = 0.653333: −1.751946 and −0.445279.
    [-0.8, 12, -0.941597, -0.418011],
    [0, 7, -0.753066, 0.753066],
    [1, 10, 1, 1],
  ])('of r = %f over %i pairs', (r, n, low, high) => {
    const [from, to] = fisherInterval(r, n) ?? [];
    expect([from, to]).toEqual([expect.closeTo(low, 5), expect.closeTo(high, 5)]);
  });

  it('is none under four pairs', () => {
    expect(fisherInterval(0.5, 3)).toBeNull();
    expect(fisherInterval(0.5, 4)).not.toBeNull();
  });
});

describe('a share from below', () => {
  it('is where the share that was seen is just as far off as chance takes it', () => {
    for (const [right, cases] of [
      [45, 50],
      [10, 40],
      [399, 400],
    ] as const) {
      const low = wilsonLower(right, cases);
      expect((right / cases - low) / Math.sqrt((low * (1 - low)) / cases)).toBeCloseTo(1.645, 9);
    }
  });

  it('knows little of few', () => {
    expect(wilsonLower(3, 3)).toBeCloseTo(3 / (3 + 1.645 ** 2), 9);
    expect(wilsonLower(0, 10)).toBe(0);
  });
});
