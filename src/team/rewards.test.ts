// Rewards: what tests say, and how far a teacher's taste may stand in for them.

import { describe, expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { calibrate, marginOf, preference, verifiedReward } from './rewards.ts';

describe('a verified reward', () => {
  it('is 1 for all tests, if there are enough, and 0 for whatever else', () => {
    expect(verifiedReward({ verdict: 'pass', total: 5 })).toBe(1);
    expect(verifiedReward({ verdict: 'pass', total: 2 })).toBe(0);
    for (const verdict of ['fail', 'error', 'timeout', 'unscorable'])
      expect(verifiedReward({ verdict, total: 5 })).toBe(0);
  });
});

describe('a margin', () => {
  it('is the difference of log-likelihoods a token, whatever the lengths', () => {
    const [short, long] = [
      { agrees: true, nll: 1, tokens: 10 },
      { agrees: false, nll: 30, tokens: 100 },
    ];
    expect(marginOf(short, long)).toBeCloseTo(0.2, 12);
    expect(marginOf(long, short)).toBeCloseTo(-0.2, 12);
    expect(marginOf(short, { ...long, nll: Infinity })).toBeNull();
  });
});

describe('a calibration', () => {
  /** Margins of a teacher that is right as a slope of 4 says. */
  function margins(count: number, slope = 4): number[] {
    const random = rng('margins');
    return Array.from({ length: count }, () => {
      const size = Math.abs(random.normal());
      return random.chance(1 / (1 + Math.exp(-slope * size))) ? size : -size;
    });
  }

  it('finds the slope that the margins have', () => {
    const { slope, right, cases } = calibrate(margins(4000));
    expect(slope).toBeGreaterThan(3.6);
    expect(slope).toBeLessThan(4.4);
    expect(right / cases).toBeGreaterThan(0.8);
  });

  it('says probabilities that come true', () => {
    const calibration = calibrate(margins(4000));
    const near = margins(4000, 4).filter((margin) => Math.abs(Math.abs(margin) - 0.3) < 0.1);
    const share = near.filter((margin) => margin > 0).length / near.length;
    expect(preference(calibration, 0.3)).toBeCloseTo(share, 1);
    expect(preference(calibration, -0.3)).toBeCloseTo(1 - (preference(calibration, 0.3) ?? 0), 12);
    expect(preference(calibration, 0)).toBe(0.5);
  });

  it('does not depend on the unit of margins', () => {
    const [some, small] = [calibrate(margins(200)), calibrate(margins(200).map((margin) => margin / 100))];
    expect(small.slope / some.slope).toBeCloseTo(100, 6);
    expect(preference(small, 0.005)).toBeCloseTo(preference(some, 0.5) ?? 0, 9);
  });

  it('is not certain because all cases were right', () => {
    const calibration = calibrate(Array.from({ length: 60 }, () => 0.5));
    expect(preference(calibration, 0.5)).toBeGreaterThan(0.9);
    expect(preference(calibration, 0.5)).toBeLessThan(0.99);
  });

  it.each([
    ['few cases', Array.from({ length: 39 }, () => 1)],
    ['no case', []],
    ['a coin', Array.from({ length: 100 }, (_, i) => (i % 2 ? 1 : -1))],
    ['right in 70 of 100, which may be luck', Array.from({ length: 100 }, (_, i) => (i < 70 ? 1 : -1))],
    ['wrong', Array.from({ length: 100 }, () => -1)],
    ['ties', Array.from({ length: 100 }, () => 0)],
  ])('with %s is not used', (_, margins) => {
    const calibration = calibrate(margins);
    expect(calibration.usable).toBe(false);
    expect(preference(calibration, 1)).toBeNull();
  });

  it('with a teacher that is right often enough is used, but not for what cannot be read', () => {
    const calibration = calibrate(Array.from({ length: 100 }, (_, i) => (i < 80 ? 1 : -1)));
    expect(calibration).toMatchObject({ usable: true, cases: 100, right: 80 });
    expect(calibration.low).toBeCloseTo(0.726, 2);
    expect(preference(calibration, 1)).toBeGreaterThan(0.7);
    expect(preference(calibration, null)).toBeNull();
  });
});
