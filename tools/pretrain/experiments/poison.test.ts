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
    ...{ spoiled: 14, rejected: 13, rightReason: 13, sameNights: 2, falsePromotions: 1 },
    arms: { labels: { nights: 10 }, level1: { nights: 4, promoted: 1 }, backdoor: { nights: 0 } },
  });
});
