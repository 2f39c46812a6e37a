// Seeded randomness. A stream is derived from a seed and a scope, so that adding a draw in one place does not shift another.

import { assert, must } from './assert.ts';
import { hash53 } from './hash.ts';

export type Rng = {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  int(low: number, high: number): number;
  pick<T>(items: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A new array, shuffled. */
  shuffle<T>(items: readonly T[]): T[];
  /** Standard normal. */
  normal(): number;
  /** An independent stream named by scope; does not advance this one. */
  derive(scope: string): Rng;
};

/** sfc32 over a seed; the same seed and scope give the same stream on every machine. */
export function rng(seed: number | string): Rng {
  const name = String(seed);
  const next = sfc32(name);
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    int,
    pick: (items) => {
      assert(items.length > 0, 'pick needs at least one item');
      return must(items[int(0, items.length - 1)], 'picked item') as never;
    },
    chance: (probability) => next() < probability,
    shuffle: (items) => shuffled(items, int),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    derive: (scope) => rng(`${name}/${scope}`),
  };
}

function shuffled<T>(items: readonly T[], int: (low: number, high: number) => number): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = int(0, i);
    const held = out[i] as T;
    out[i] = out[j] as T;
    out[j] = held;
  }
  return out;
}

function sfc32(name: string): () => number {
  let [a, b, c, counter] = [hash53(name, 1) | 0, hash53(name, 2) | 0, hash53(name, 3) | 0, 1];
  const step = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) step();
  return step;
}
