// Choosing among a few ways by what each has brought so far: Thompson sampling over Beta beliefs (Thompson 1933; Agrawal and Goyal 2012). A way that was
// never tried may be the best, so it is tried; one that brought little is tried less and less, never not at all.

import { must } from './assert.ts';
import type { Rng } from './rng.ts';

/** Index of the way to go. @param rewards what each way brought, every trial from 0 to 1; an empty list for one that was not tried */
export function thompson(rewards: readonly (readonly number[])[], random: Rng): number {
  const draws = rewards.map((own) => {
    const won = own.reduce((sum, reward) => sum + Math.min(1, Math.max(0, reward)), 0);
    return beta(1 + won, 1 + own.length - won, random);
  });
  return draws.indexOf(must(draws.toSorted((a, b) => b - a)[0], 'a way to choose'));
}

/** One draw from Beta(a, b); a and b at least 1. */
export function beta(a: number, b: number, random: Rng): number {
  const [x, y] = [gamma(a, random), gamma(b, random)];
  return x / (x + y);
}

/** One draw from Gamma(shape, 1), shape at least 1: Marsaglia and Tsang 2000. */
function gamma(shape: number, random: Rng): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
