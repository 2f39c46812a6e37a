// What a loss over a teacher's distribution is given for a conversation (models/losses/buckets.ts): at every token of the answer the teacher's likeliest ids
// and their log-probabilities; where there is no teacher, those of the token itself, smoothed as the learner was made.

import type { LossName } from '../../models/losses/index.ts';
import { SMOOTHING } from '../../models/losses/smoothed.ts';
import { AppError } from '../lib/errors.ts';
import { isFamily, type ModelName } from './engine.ts';
import type { Given } from './given.ts';
import type { TopK } from './top-k.ts';

/** Smallest chance of any other token: as much as the losses give a tail at least (models/losses/buckets.ts), and nothing that is learned. */
const LEAST = 1e-9;

/**
 * In reverse KL every doubt of the learner costs the logarithm of what the answer leaves to other tokens: at `LEAST` 20 nats, more than ten times what cross-entropy
 * makes of it, so that beside replay its own answers would count for nothing. At this it is about twice.
 */
const LEFT_IN_REVERSE = 0.01;

/**
 * Share of a hard answer that goes to all tokens alike. Imported models were made with plain cross-entropy (IMPORTED_SETTINGS in team/context.ts): answers that are
 * smoothed like the family's would make them less sure of every token.
 */
export function smoothingOf({ model, loss }: { model: ModelName; loss?: LossName }): number {
  if (isFamily(model)) return SMOOTHING;
  return loss === 'reverse-kl' ? LEFT_IN_REVERSE : 0;
}

/**
 * @param ids of the whole conversation @param places of the tokens that are supervised, in order
 * @param taught of these tokens; null: there is no teacher, it is the token itself with so much `smoothing` @throws AppError train/taught when it is of another text, or no token is left beside the likeliest
 */
export function givenOf(
  ids: readonly number[],
  places: readonly number[],
  taught: TopK | null,
  { top, vocabulary, smoothing = SMOOTHING }: { top: number; vocabulary: number; smoothing?: number },
): Given {
  if (top >= vocabulary)
    throw new AppError(
      'train/taught',
      `A teacher's ${top} likeliest tokens cannot be told from the others of ${vocabulary}: look at fewer.`,
      { top, vocabulary },
    );
  if (taught && (taught.k !== top || taught.tails.length !== places.length))
    throw new AppError(
      'train/taught',
      `A lesson has ${places.length} tokens of answer, its teacher spoke of ${taught.tails.length}: they do not read text alike. Learn from the solutions alone.`,
      { top, k: taught.k },
    );
  const top_ids = new Float32Array(ids.length * top);
  const top_logs = new Float32Array(ids.length * top);
  const hard = taught ? null : hardLogs(top, vocabulary, smoothing);
  places.forEach((place, row) => {
    top_ids.set(taught ? taught.ids.subarray(row * top, (row + 1) * top) : hardIds(ids[place] ?? 0, top), place * top);
    top_logs.set(taught ? taught.logs.subarray(row * top, (row + 1) * top) : (hard ?? []), place * top);
  });
  return { top_ids, top_logs };
}

/** The token itself, and the first others. */
function hardIds(id: number, top: number): number[] {
  return [id, ...Array.from({ length: top }, (_, i) => i).filter((other) => other !== id)].slice(0, top);
}

function hardLogs(top: number, vocabulary: number, smoothing: number): Float32Array {
  const each = Math.max(smoothing / vocabulary, LEAST);
  const own = Math.min(1, 1 - smoothing + each);
  return new Float32Array(top).fill(Math.log(each)).fill(Math.log(own), 0, 1);
}
