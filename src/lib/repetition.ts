// Whether a text says the same over and over, whatever its pieces are (seq-rep-4 of Welleck et al., arXiv 1908.04319).

/** Neighbours that are compared: shorter runs come again in honest texts, too. */
const RUN = 4;

/** Share of runs of four pieces that were there before in the same text; 0 for one that is too short to repeat itself. */
export function repeatedShare(pieces: readonly string[]): number {
  const runs = pieces.slice(RUN - 1).map((_, at) => pieces.slice(at, at + RUN).join(' '));
  return runs.length === 0 ? 0 : 1 - new Set(runs).size / runs.length;
}

/** What stands for tokens, whatever the model: at most four letters of a word, or one sign. */
const PIECE = /\w{1,4}|[^\s\w]/gu;

/** Share of the answer that it had said before. */
export const repeatedIn = (answer: string): number => repeatedShare(answer.match(PIECE) ?? []);
