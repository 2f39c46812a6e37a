// Examples as long as those of Alpaca: lengths are drawn from a seed by what is published of them, ids are random, for speed does not depend on them.

import type { QwenConfig } from '../models/qwen/config.ts';
import { emptyPacked, type Example, layOut, lengthOf, type Packed } from '../src/engine/packing.ts';
import { type Rng, rng } from '../src/lib/rng.ts';

/**
 * Mean tokens of prompts and completions: arXiv 2306.04751, table 1 (52,002 examples). Spread: the mean response has 51.4 tokens, that of the thousand longest
 * 256.8 (arXiv 2402.04833, figures 1 and 6), five times as many, which a log-normal distribution gives at a deviation of 0.766 of the logarithm; its median
 * is 0.746 of its mean. Of the spread of prompts we found nothing published, and take the same. Longest: 512, where Alpaca's own recipe cuts.
 */
const ALPACA = { prompt: 27.8, completion: 64.6, deviation: 0.766, longest: 512 };
/** Marks of roles and ends that a chat of one question has. */
const MARKS = 9;

export function alpacaLike(config: QwenConfig, count: number, seed: string): Example[] {
  const random = rng(seed);
  return Array.from({ length: count }, () => {
    const prompt = Math.min(ALPACA.longest, MARKS + drawLength(random, ALPACA.prompt));
    const whole = Math.min(ALPACA.longest + 1, prompt + drawLength(random, ALPACA.completion));
    const ids = Array.from({ length: whole }, () => random.int(0, config.vocab_size - 1));
    return { ids, weights: ids.map((_, i) => (i < prompt ? 0 : 1)) };
  });
}

function drawLength(random: Rng, mean: number): number {
  const { deviation } = ALPACA;
  return Math.max(1, Math.round(mean * Math.exp(deviation * random.normal() - deviation ** 2 / 2)));
}

/** Batches of so many in the given order, one example a row, each batch as long as its longest. */
export function padded(examples: readonly Example[], size: number): Packed[] {
  return Array.from({ length: Math.ceil(examples.length / size) }, (_, i) => {
    const some = examples.slice(i * size, (i + 1) * size);
    const rows = some.map((_, row) => [row]);
    return layOut(some, rows, size, Math.max(...some.map(lengthOf)))[0] ?? emptyPacked(size, 1);
  });
}
