// In which order tests are called. Two runs never have the same order, and within each run the first tests come again at its
// end: a solution that counts its calls, keeps state, or knows the order of the tests gives itself away.
import type { Rng } from '../lib/rng.ts';

/**
 * Indices of tests for one run: all of them, shuffled, then the first `run + 1` again. Any two runs differ, in length at
 * least; runs 0 and 1 of two tests or more also have no pair of tests in the same order.
 * @param random the same stream position for all runs of one claim: pass `rng(seed)` anew
 */
export function orderOf(run: number, count: number, random: Rng): number[] {
  const indices = Array.from({ length: count }, (_, i) => i);
  const first = random.derive('order').shuffle(indices);
  const order = run === 0 ? first : run === 1 ? first.toReversed() : random.derive(`order ${run}`).shuffle(indices);
  const again = Array.from({ length: run + 1 }, (_, i) => order[i % count] as number);
  return [...order, ...again];
}
