// Rewards: what tests say, and how far a teacher's taste may stand in for them.

import { describe, expect, it } from 'vitest';
import { rng } from '../lib/rng.ts';
import { calibrate, type Known, marginOf, preference, verifiedReward } from './rewards.ts';

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
  /** Half of the cases one way round, half the other. */
  const halves = (margins: readonly number[]): Known => ({
    mended: margins.filter((_, i) => i % 2 === 0),
    worsened: margins.filter((_, i) => i % 2 === 1),
  });
  const times = (count: number, margin: number): number[] => Array.from({ length: count }, () => margin);
  /** So many right of so many, one way round. */
  const right = (passes: number, of: number): number[] => [...times(passes, 1), ...times(of - passes, -1)];

  /** Margins of a teacher that is right as a slope of 4 says. */
  function margins(count: number, slope = 4): number[] {
    const random = rng('margins');
    return Array.from({ length: count }, () => {
      const size = Math.abs(random.normal());
      return random.chance(1 / (1 + Math.exp(-slope * size))) ? size : -size;
    });
  }

  it('finds the slope that the margins have', () => {
    const calibration = calibrate(halves(margins(4000)));
    expect(calibration.slope).toBeGreaterThan(3.6);
    expect(calibration.slope).toBeLessThan(4.4);
    expect(calibration.right / calibration.cases).toBeGreaterThan(0.8);
  });

  it('says probabilities that come true', () => {
    const calibration = calibrate(halves(margins(4000)));
    const near = margins(4000, 4).filter((margin) => Math.abs(Math.abs(margin) - 0.3) < 0.1);
    const share = near.filter((margin) => margin > 0).length / near.length;
    expect(preference(calibration, 0.3)).toBeCloseTo(share, 1);
    expect(preference(calibration, -0.3)).toBeCloseTo(1 - (preference(calibration, 0.3) ?? 0), 12);
    expect(preference(calibration, 0)).toBe(0.5);
  });

  it('does not depend on the unit of margins', () => {
    const some = calibrate(halves(margins(200)));
    const small = calibrate(halves(margins(200).map((margin) => margin / 100)));
    expect(small.slope / some.slope).toBeCloseTo(100, 6);
    expect(preference(small, 0.005)).toBeCloseTo(preference(some, 0.5) ?? 0, 9);
  });

  it('is not certain because all cases were right', () => {
    const calibration = calibrate(halves(times(60, 0.5)));
    expect(preference(calibration, 0.5)).toBeGreaterThan(0.9);
    expect(preference(calibration, 0.5)).toBeLessThan(0.99);
  });

  it.each([
    ['few cases', halves(times(39, 1))],
    ['no case', halves([])],
    ['a coin', { mended: right(25, 50), worsened: right(25, 50) }],
    ['right in 70 of 100, which may be luck', { mended: right(35, 50), worsened: right(35, 50) }],
    ['wrong', halves(times(100, -1))],
    ['ties', halves(times(100, 0))],
    ['whatever is newer', { mended: right(57, 57), worsened: right(0, 8) }],
    ['nearly all of one kind', { mended: right(57, 57), worsened: right(7, 7) }],
    ['nearly all of the other kind', { mended: right(7, 7), worsened: right(57, 57) }],
    ['all of one kind', { mended: right(64, 64), worsened: [] }],
  ])('with %s is not used', (_, known) => {
    const calibration = calibrate(known);
    expect(calibration.usable).toBe(false);
    expect(preference(calibration, 1)).toBeNull();
  });

  it('with a teacher that is right often enough is used, but not for what cannot be read', () => {
    const calibration = calibrate({ mended: right(40, 50), worsened: right(40, 50) });
    expect(calibration).toMatchObject({ usable: true, cases: 100, right: 80 });
    expect(calibration.low).toBeCloseTo(0.726, 1);
    expect(preference(calibration, 1)).toBeGreaterThan(0.7);
    expect(preference(calibration, null)).toBeNull();
  });

  it('counts both ways round alike, however many cases each has', () => {
    const [few, many] = [
      calibrate({ mended: right(90, 100), worsened: right(9, 10) }),
      calibrate(halves(right(90, 100))),
    ];
    expect(few.low).toBeLessThan(many.low);
    // 500 cases of the newer answer do not make up for being wrong more often than not about the older one.
    const fond = calibrate({ mended: right(490, 500), worsened: right(8, 20) });
    expect(fond.right / fond.cases).toBeGreaterThan(0.95);
    expect(fond.usable).toBe(false);
    expect(fond.slope).toBeLessThan(0.6 * calibrate({ mended: right(490, 500), worsened: right(20, 20) }).slope);
  });

  it('has a bound that holds 95 times of 100 at the fewest cases of each kind', () => {
    const random = rng('bound');
    const drawn = (count: number, rate: number): number[] =>
      Array.from({ length: count }, () => (random.chance(rate) ? 1 : -1));
    const [rounds, truth] = [2000, (0.8 + 0.7) / 2];
    const over = Array.from(
      { length: rounds },
      () => calibrate({ mended: drawn(40, 0.8), worsened: drawn(8, 0.7) }).low > truth,
    );
    expect(over.filter(Boolean).length / rounds).toBeLessThan(0.07);
  });
});
