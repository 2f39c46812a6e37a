// What an answer is worth. Where it can be executed, tests say. Where it cannot, the teacher's preference of one answer over another may stand in: how much
// likelier the teacher is to say it, a token. That is a guess, so it is calibrated on answers that tests did compare, and where it was not right there
// often enough it is not used. Pure.

import { mean, sum, wilsonLower } from '../lib/stats.ts';
import type { Score } from '../engine/engine.ts';

/** Fewer tests than this may be passed by luck. */
const LEAST_TESTS = 3;

/** 1 when all tests passed, and there were some; whatever else came of it, 0: an answer that nothing could decide counts as failed. */
export function verifiedReward({ verdict, total }: { verdict: string; total: number }): 0 | 1 {
  return verdict === 'pass' && total >= LEAST_TESTS ? 1 : 0;
}

/** How much likelier, in nats a token, somebody is to give answer `a` than answer `b` to the same question; null when one of them cannot be read. */
export function marginOf(a: Score, b: Score): number | null {
  const margin = b.nll / b.tokens - a.nll / a.tokens;
  return Number.isFinite(margin) ? margin : null;
}

/**
 * What a teacher's margins are worth. P(a is better than b) = σ(slope · margin), Bradley and Terry's model, fitted to pairs that tests compared. `right`: of
 * so many `cases` the better one had the higher likelihood. Both ways round count alike: of a learner that was promoted nearly every case is one in which the newer
 * answer is right, and a teacher that likes whatever is newer would be right about nearly all. `low` is the one-sided 95 % bound of the mean of both shares.
 */
export type Calibration = { cases: number; right: number; low: number; slope: number; usable: boolean };

/** Cases that a calibration needs, in all and of each way round, and what its share must be for certain: half would be a coin. */
const LEAST_CASES = 40;
const LEAST_EACH = 8;
const LEAST_RIGHT = 0.65;
/** Weight of slope² beside the cases: separated ones would have an infinite slope. Margins are in units of their own size. */
const RIDGE = 1;

/** Margins of the better answer over the worse one, by tests, one a task: of those where the newer is the better one, and of the others. */
export type Known = { mended: readonly number[]; worsened: readonly number[] };

export function calibrate({ mended, worsened }: Known): Calibration {
  const [ways, cases] = [[mended, worsened], mended.length + worsened.length];
  const enough = cases >= LEAST_CASES && ways.every((margins) => margins.length >= LEAST_EACH);
  const low = lowOf(ways);
  const slope = slopeOf(
    ways.flatMap((margins) => margins.map((margin) => ({ margin, weight: cases / 2 / margins.length }))),
  );
  return { cases, right: sum(ways.map(rightOf)), low, slope, usable: enough && low >= LEAST_RIGHT };
}

/** A tie is half right. */
const rightOf = (margins: readonly number[]): number =>
  sum(margins.map((margin) => (margin > 0 ? 1 : margin === 0 ? 0.5 : 0)));

/** Bound from below of the mean of the shares that are right, from the bounds of each (Zou and Donner 2008); 0 where one of them has no case. */
function lowOf(ways: readonly (readonly number[])[]): number {
  if (ways.some((margins) => margins.length === 0)) return 0;
  const shares = ways.map((margins) => ({
    share: rightOf(margins) / margins.length,
    least: wilsonLower(rightOf(margins), margins.length),
  }));
  const reach = Math.hypot(...shares.map(({ share, least }) => share - least)) / ways.length;
  return Math.max(0, mean(shares.map(({ share }) => share)) - reach);
}

type Weighed = { margin: number; weight: number };

/** Likeliest slope, at least 0, of Σ weight · log σ(slope · margin) less the ridge: by Newton's steps, which for a concave sum of one number need few. */
function slopeOf(cases: readonly Weighed[]): number {
  const size = Math.sqrt(mean(cases.map(({ margin, weight }) => weight * margin * margin)));
  if (!(size > 0)) return 0;
  let slope = 0;
  for (let step = 0; step < 30; step++) {
    let [pull, bend] = [-RIDGE * slope, RIDGE];
    for (const { margin, weight } of cases) {
      const [x, wrong] = [margin / size, sigmoid((-slope * margin) / size)];
      pull += weight * x * wrong;
      bend += weight * x * x * wrong * (1 - wrong);
    }
    slope += pull / bend;
  }
  return Math.max(0, slope) / size;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Probability that an answer is better than another, from the teacher's margin; null where its taste is not to be trusted. */
export function preference({ slope, usable }: Calibration, margin: number | null): number | null {
  return usable && margin !== null ? sigmoid(slope * margin) : null;
}
