// The statistics of the gate (paired comparisons of pass and fail on the same items), what a share is at least, and the correlation of two measurements.

import { assert, must } from './assert.ts';
import type { Rng } from './rng.ts';

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** 0 of nothing. */
export const mean = (values: readonly number[]): number => (values.length ? sum(values) / values.length : 0);

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
    let drawn = 0;
    for (let i = 0; i < n; i++) drawn += differences[random.int(0, n - 1)] as number;
    return drawn / n;
  }).sort((a, b) => a - b);
  return { mean: mean(differences), lower: must(means[Math.floor(0.05 * rounds)], 'bound') };
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

/**
 * Upper bound of a rate from `passes` of `total` (Clopper and Pearson, exact, one-sided): the highest rate at which so few passes still have a probability of
 * `alpha`. 1 when all passed.
 */
export function upperRate(passes: number, total: number, alpha: number): number {
  assert(passes >= 0 && passes <= total && total > 0, 'passes of some items');
  if (passes === total) return 1;
  let [low, high] = [passes / total, 1];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (atMost(passes, total, middle) >= alpha) low = middle;
    else high = middle;
  }
  return high;
}

/** Probability of at most so many passes of `total` at this rate. */
function atMost(passes: number, total: number, rate: number): number {
  let [term, probability] = [(1 - rate) ** total, 0];
  for (let k = 0; k <= passes; k++) {
    probability += term;
    term *= ((total - k) / (k + 1)) * (rate / (1 - rate));
  }
  return probability;
}

/** Fewer points make a line whatever they are. */
const LEAST_POINTS = 3;

/** Pearson's correlation of pairs [x, y], in −1 … 1, with their number; null under three pairs, and where one of both never changes. */
export function pearson(pairs: readonly (readonly [number, number])[]): { r: number | null; n: number } {
  const n = pairs.length;
  const [x, y] = [mean(pairs.map((pair) => pair[0])), mean(pairs.map((pair) => pair[1]))];
  const away = pairs.map(([a, b]) => [a - x, b - y] as const);
  const over = (of: (a: number, b: number) => number): number => sum(away.map(([a, b]) => of(a, b)));
  const spread = Math.sqrt(over((a) => a * a) * over((_, b) => b * b));
  return { r: n < LEAST_POINTS || spread === 0 ? null : over((a, b) => a * b) / spread, n };
}

/**
 * 95 % interval of a correlation by Fisher's z (Fisher 1915, 1921): artanh r lies around its true value with a deviation of 1/√(n − 3), if pairs are drawn apart from
 * each other. Null under four pairs.
 */
export function fisherInterval(r: number, n: number): readonly [low: number, high: number] | null {
  if (n <= LEAST_POINTS) return null;
  const z = Math.atanh(Math.max(-1, Math.min(1, r)));
  const reach = 1.96 / Math.sqrt(n - LEAST_POINTS);
  return [Math.tanh(z - reach), Math.tanh(z + reach)];
}

/** Wilson's one-sided 95 % bound from below of the share of right cases (Wilson 1927); halves are allowed. */
export function wilsonLower(right: number, cases: number): number {
  const z = 1.645;
  const [share, part] = [right / cases, (z * z) / cases];
  const reach = z * Math.sqrt((share * (1 - share)) / cases + part / (4 * cases));
  return Math.max(0, (share + part / 2 - reach) / (1 + part));
}
