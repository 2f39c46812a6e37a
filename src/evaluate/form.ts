// Whether an answer is still an answer: it defines the function that was asked for, and does not say the same over and over. Pure.

import { repeatedShare } from '../lib/repetition.ts';

/** What stands for tokens, whatever the model: at most four letters of a word, or one sign. */
const PIECE = /\w{1,4}|[^\s\w]/gu;

/** Share of the answer that it had said before. */
export const repeatedIn = (answer: string): number => repeatedShare(answer.match(PIECE) ?? []);
