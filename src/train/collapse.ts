// When learning from oneself goes wrong: answers that say the same over and over, a model that is sure of everything, or one that gets little right any more.
// All of it is seen in what it samples; the last is what happened to dream-s, whose base knows less with the solution before its eyes than the learner without.

import { repeatedShare } from '../lib/repetition.ts';
import { mean } from '../lib/stats.ts';
import type { TopK } from '../engine/top-k.ts';

/** Of what a model samples: mean entropy of its own distribution, nats a token; how much of its answers repeats; share of them that passed. */
export type Health = { entropy: number; repeated: number; right: number };

/** Entropy and what is right may fall to this share of what they were; so much may repeat. */
const [LEAST_ENTROPY, LEAST_RIGHT, MOST_REPEATED] = [0.5, 0.5, 0.3];

/** Why learning must stop, in words for the log; null while all is well. */
export function collapseOf(
  before: Health,
  now: Health,
): 'repeats itself' | 'is sure of everything' | 'gets less right' | null {
  if (now.repeated > MOST_REPEATED) return 'repeats itself';
  if (now.entropy < LEAST_ENTROPY * before.entropy) return 'is sure of everything';
  if (now.right < LEAST_RIGHT * before.right) return 'gets less right';
  return null;
}

/** Mean over all tokens, all ids of the tail taken for one: from below. 0 of nothing. */
export function entropyOf(answers: readonly TopK[]): number {
  let [sum, tokens] = [0, 0];
  for (const { logs, tails } of answers) {
    for (const log of [...logs, ...tails]) sum -= Math.exp(log) * log;
    tokens += tails.length;
  }
  return tokens ? sum / tokens : 0;
}

/** Mean share of runs of words or marks that were there before in the same answer. */
export function repeatedOf(answers: readonly string[]): number {
  return mean(answers.map((answer) => repeatedShare(answer.match(/\w+|[^\w\s]/g) ?? [])));
}
