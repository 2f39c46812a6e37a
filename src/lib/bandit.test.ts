import { describe, expect, it } from 'vitest';
import { beta, thompson } from './bandit.ts';
import { rng } from './rng.ts';

const DRAWS = 4000;

describe('a Beta draw', () => {
  it.each([
    [1, 1],
    [2, 5],
    [30, 10],
  ])('of %d and %d has its mean and its spread', (a, b) => {
    const random = rng('beta');
    const draws = Array.from({ length: DRAWS }, () => beta(a, b, random));
    const mean = draws.reduce((sum, x) => sum + x, 0) / DRAWS;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS;
    expect(mean).toBeCloseTo(a / (a + b), 1.7);
    expect(Math.sqrt(variance)).toBeCloseTo(Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))), 1.7);
    expect(draws.every((x) => x > 0 && x < 1)).toBe(true);
  });
});

it('of even beliefs is even all the way: a tenth of the draws in every tenth', () => {
  const random = rng('even');
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 40_000; i++) {
    const tenth = Math.floor(beta(1, 1, random) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  // Four standard errors.
  for (const count of tenths) expect(Math.abs(count - 4000)).toBeLessThan(240);
});

describe('a choice', () => {
  /** Share of choices that fall on each way. */
  const shares = (rewards: readonly (readonly number[])[]): number[] => {
    const random = rng('choice');
    const chosen = Array.from({ length: DRAWS }, () => thompson(rewards, random));
    return rewards.map((_, i) => chosen.filter((way) => way === i).length / DRAWS);
  };
  const times = (count: number, reward: number): number[] => Array.from({ length: count }, () => reward);

  it('is even while nothing is known, and always the only one', () => {
    // Four standard errors.
    for (const share of shares([[], [], []])) expect(Math.abs(share - 1 / 3)).toBeLessThan(0.03);
    expect(shares([[0, 0, 0]])).toEqual([1]);
  });

  it('falls on what brought more, the surer the more it was tried', () => {
    const [few = 0] = shares([times(3, 0.8), times(3, 0.2)]);
    const [many = 0] = shares([times(30, 0.8), times(30, 0.2)]);
    expect(few).toBeGreaterThan(0.7);
    expect(many).toBeGreaterThan(0.99);
    expect(many).toBeGreaterThan(few);
  });

  it('still tries what was not tried, and is the same for the same seed', () => {
    expect(shares([times(30, 0.7), []])[1]).toBeGreaterThan(0.1);
    const once = (): number[] => Array.from({ length: 50 }, (_, i) => thompson([[0.5], [0.4], []], rng(`night ${i}`)));
    expect(once()).toEqual(once());
    expect(new Set(once()).size).toBe(3);
  });

  it('of rewards that are out of bounds takes the bound', () => {
    expect(shares([times(40, -3), times(40, 0.5)])[1]).toBeGreaterThan(0.99);
    expect(shares([times(40, 3), times(40, 0.5)])[0]).toBeGreaterThan(0.99);
  });
});

it('learns: over 200 trials it goes the best way more than twice as often as chance would', () => {
  const chances = [0.2, 0.5, 0.8];
  const random = rng('learns');
  const rewards: number[][] = chances.map(() => []);
  for (let trial = 0; trial < 200; trial++) {
    const way = thompson(rewards, random);
    rewards[way]?.push(random.chance(chances[way] ?? 0) ? 1 : 0);
  }
  expect(rewards[2]?.length).toBeGreaterThan(135);
});
