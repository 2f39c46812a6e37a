// How good an answer is as a text to imitate. That it is right was found by running it; this says how much of it is the solution. The product of three
// shares, from 0 to 1: of characters outside comments; of runs of four words that do not come twice (a model that got stuck repeats itself); and of
// what a short answer would have needed, where it is long.

import { repeatedShare } from '../lib/repetition.ts';
import { tokensOf } from '../team/normal.ts';

/** Longer answers than this lose by their length, characters. The longest reference of the built-in tasks has 229. */
const LONG = 600;

const COMMENTS_AND_TEXTS = /(["'`])(?:\\.|(?!\1)[^\\])*\1|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** 1: all of it is the solution, said once and briefly; 0: an empty answer, or nothing but comments. */
export function qualityOf(code: string): number {
  const answer = code.trim();
  if (answer === '') return 0;
  return spoken(answer) * (1 - repeatedShare(tokensOf(answer))) * Math.min(1, LONG / answer.length);
}

/** Share of characters outside comments. */
function spoken(answer: string): number {
  const without = answer.replace(COMMENTS_AND_TEXTS, (found) => (found.startsWith('/') ? '' : found));
  return without.trim().length / answer.length;
}
