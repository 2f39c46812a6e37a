// Times of work that is measured in rounds, and the ratios of neighbours in time: what else the machine does then weighs on both.

import { must } from '../src/lib/assert.ts';

export const median = (values: readonly number[]): number =>
  must([...values].sort((a, b) => a - b)[values.length >> 1], 'a value');

/** The time of some work, and its result. */
export async function timed<T>(now: () => number, work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const begun = now();
  const value = await work();
  return { ms: now() - begun, value };
}

/** Median over the rounds, and the least and largest. */
export type Ratio = { median: number; low: number; high: number };

/** Of the times of two kinds of work, round by round. */
export function ratioOf(over: readonly number[], under: readonly number[]): Ratio {
  const ratios = over.map((ms, i) => ms / must(under[i], 'pair'));
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return { median: +median(ratios).toFixed(3), low: +low.toFixed(3), high: +high.toFixed(3) };
}

/** Times of several kinds of work, ms: each once a round, in turn, after one round that is not counted. */
export async function inRounds<K extends string>(
  now: () => number,
  rounds: number,
  kinds: Readonly<Record<K, () => Promise<unknown>>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(kinds) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = -1; round < rounds; round++)
    for (const name of names) {
      const { ms } = await timed(now, kinds[name]);
      if (round >= 0) times[name].push(ms);
    }
  return times;
}
