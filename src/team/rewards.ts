// What an answer is worth. Where it can be executed, tests say. Where it cannot, the teacher's preference of one answer over another may stand in: how much
// likelier the teacher is to say it, a token. That is a guess, so it is calibrated on answers that tests did compare, and where it was not right there
// often enough it is not used. Pure.

import { wilsonLower } from '../lib/stats.ts';
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
 * so many `cases` the better one had the higher likelihood; `low` is the one-sided 95 % bound of that share.
 */
export type Calibration = { cases: number; right: number; low: number; slope: number; usable: boolean };

/** Cases that a calibration needs, and what its share must be for certain: half would be a coin. */
const LEAST_CASES = 40;
const LEAST_RIGHT = 0.65;
/** Weight of slope² beside the cases: separated ones would have an infinite slope. Margins are in units of their own size. */
const RIDGE = 1;

/** @param margins of the better answer over the worse one, by tests, one a task */
export function calibrate(margins: readonly number[]): Calibration {
  const cases = margins.length;
  // A tie is half right.
  const right = margins.reduce((sum, margin) => sum + (margin > 0 ? 1 : margin === 0 ? 0.5 : 0), 0);
  const low = cases ? wilsonLower(right, cases) : 0;
  return { cases, right, low, slope: slopeOf(margins), usable: cases >= LEAST_CASES && low >= LEAST_RIGHT };
}

/** Likeliest slope, at least 0, of Σ log σ(slope · margin) less the ridge: by Newton's steps, which for a concave sum of one number need few. */
function slopeOf(margins: readonly number[]): number {
  const size = Math.sqrt(margins.reduce((sum, margin) => sum + margin * margin, 0) / margins.length);
  if (!(size > 0)) return 0;
  let slope = 0;
  for (let step = 0; step < 30; step++) {
    let [pull, bend] = [-RIDGE * slope, RIDGE];
    for (const margin of margins) {
      const [x, wrong] = [margin / size, sigmoid((-slope * margin) / size)];
      pull += x * wrong;
      bend += x * x * wrong * (1 - wrong);
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
