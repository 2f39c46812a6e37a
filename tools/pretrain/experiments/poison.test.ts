import { expect, it } from 'vitest';
import { poison } from './poison.ts';

const SEEDS = Array.from({ length: 10 }, (_, i) => String(i + 1));
const night = (seed: string, facts: Record<string, boolean | number | string | string[]>) => ({
  ...{ seed, promoted: false, reason: 'lessons', against: ['lessons'], right: true, gain: 0, seconds: 30 },
  ...facts,
});

it('poisoned nights are concluded from their own seeds, whatever was measured of nights in which nothing is learned', () => {
  const rows = {
    labels: SEEDS.map((seed) => night(seed, {})),
    level1: SEEDS.slice(0, 4).map((seed) => night(seed, seed === '4' ? { promoted: true, right: false } : {})),
    'a-a': [{ seed: '2', nights: [night('2', { reason: 'gain' }), night('2', { promoted: true })] }],
  };
  expect(poison.conclude(rows)).toMatchObject({
    // The exact bound of one of two: 1 − (1 − rate)² is 0.95 at 0.9747.
    falsePromotionRate: { mean: 0.5, high: expect.closeTo(0.9747, 4) as number, bound: 0.05 },
    ...{ spoiled: 14, rejected: 13, rightReason: 13, sameNights: 2, falsePromotions: 1 },
    arms: { labels: { nights: 10 }, level1: { nights: 4, promoted: 1 }, backdoor: { nights: 0 } },
  });
});

it('a rule that spoke is one thing, the rule that the user is told of another; nights of at most 40 s are short', () => {
  const collapse = [
    night('1', { reason: 'nll', against: ['nll', 'repetition'], seconds: 30 }),
    night('2', { reason: 'repetition', against: ['repetition'], seconds: 40 }),
    night('3', { reason: 'repetition', promoted: true, right: false, seconds: 50 }),
  ];
  const { rightReason, toldReason, arms } = poison.conclude({ collapse });
  expect({ rightReason, toldReason }).toEqual({ rightReason: 2, toldReason: 1 });
  const seconds = { mean: 40, median: 40, most: 50, within40: 2 / 3 };
  expect(arms).toMatchObject({ collapse: { toldReason: 1, seconds }, labels: { seconds: null } });
});
