// Whether an answer is still an answer: it defines the function that was asked for, and does not say the same over and over. Pure.

/** Neighbours that are compared: shorter runs come again in honest code, too. */
const RUN = 4;
/** What stands for tokens, whatever the model: at most four letters of a word, or one sign. */
const PIECE = /\w{1,4}|[^\s\w]/gu;

/** Share of the answer's runs of four pieces that were there before in the same answer; 0 for one that is too short to repeat itself. */
export function repeatedShare(answer: string): number {
  const pieces = answer.match(PIECE) ?? [];
  const runs = pieces.slice(0, 1 - RUN).map((_, at) => pieces.slice(at, at + RUN).join(' '));
  return runs.length === 0 ? 0 : 1 - new Set(runs).size / runs.length;
}
