// What a loss over a teacher's distribution is given for a conversation (models/losses/buckets.ts): at every token of the answer the teacher's likeliest ids
// and their log-probabilities; where there is no teacher, those of the token itself, smoothed as the family was trained.

import { SMOOTHING } from '../../models/losses/smoothed.ts';
import { AppError } from '../lib/errors.ts';
import type { Given } from './given.ts';
import type { TopK } from './top-k.ts';

/**
 * @param ids of the whole conversation @param places of the tokens that are supervised, in order
 * @param taught of these tokens; null: there is no teacher @throws AppError train/taught when it is of another text, or no token is left beside the likeliest
 */
export function givenOf(
  ids: readonly number[],
  places: readonly number[],
  taught: TopK | null,
  { top, vocabulary }: { top: number; vocabulary: number },
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
  const hard = taught ? null : hardLogs(top, vocabulary);
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

function hardLogs(top: number, vocabulary: number): Float32Array {
  const each = SMOOTHING / vocabulary;
  return new Float32Array(top).fill(Math.log(each)).fill(Math.log(1 - SMOOTHING + each), 0, 1);
}
