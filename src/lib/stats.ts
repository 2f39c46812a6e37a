// The statistics of the gate: paired comparisons of pass and fail on the same items; and what a share is at least.

import { assert, must } from './assert.ts';
import type { Rng } from './rng.ts';

/** Mean of paired differences after − before and its one-sided 5 % bound from below, by bootstrap over items. Items are fractions or 0/1. */
export function pairedBootstrap(
  before: readonly number[],
  after: readonly number[],
  random: Rng,
  rounds = 2000,
): { mean: number; lower: number } {
  assert(before.length === after.length && before.length > 0, 'paired items');
  const differences = before.map((value, i) => must(after[i], 'paired item') - value);
  const n = differences.length;
  const means = Array.from({ length: rounds }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[random.int(0, n - 1)] as number;
    return sum / n;
  }).sort((a, b) => a - b);
  return { mean: differences.reduce((a, b) => a + b, 0) / n, lower: must(means[Math.floor(0.05 * rounds)], 'bound') };
}

/**
 * Exact one-sided sign test of paired outcomes (McNemar): probability of at least this many losses among the changed items if losses and gains were
 * alike. 1 when nothing changed. Exact to rounding for up to a thousand changed items.
 */
export function lossProbability(losses: number, gains: number): number {
  const n = losses + gains;
  let probability = 0;
  let term = 0.5 ** n;
  for (let k = 0; k <= n; k++) {
    if (k >= losses) probability += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, probability);
}

/** Wilson's one-sided 95 % bound from below of the share of right cases (Wilson 1927); halves are allowed. */
export function wilsonLower(right: number, cases: number): number {
  const z = 1.645;
  const [share, part] = [right / cases, (z * z) / cases];
  const reach = z * Math.sqrt((share * (1 - share)) / cases + part / (4 * cases));
  return Math.max(0, (share + part / 2 - reach) / (1 + part));
}
