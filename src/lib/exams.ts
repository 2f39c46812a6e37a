// Which exams of a night count. A night that goes less far than it trained for examines two candidates, and decides about the last.

type Exam = { phase: 'before' | 'after'; checkpoint: string; items: string };

/**
 * Of the exams of one night, in their order: those of the learner before it, and of the candidate that was examined last, on all that the learner was; of the only one,
 * how far it came.
 */
export function lastExam<T extends Exam>(evals: readonly T[]): T[] {
  const candidates = candidatesOf(evals);
  const wanted = evals.filter(({ phase }) => phase === 'before').length;
  const isWhole = (file: string): boolean => evals.filter((row) => isOf(row, file)).length >= wanted;
  const last = candidates.findLast(isWhole) ?? candidates.at(-1);
  return evals.filter((row) => row.phase === 'before' || (last !== undefined && isOf(row, last)));
}

/** Files of candidates that another stands in for. @param evals of one night */
export function furtherFiles(evals: readonly Exam[]): string[] {
  const last = lastExam(evals).find(({ phase }) => phase === 'after')?.checkpoint;
  return candidatesOf(evals).filter((file) => file !== last);
}

const isOf = ({ phase, checkpoint }: Exam, file: string): boolean => phase === 'after' && checkpoint === file;

const candidatesOf = (evals: readonly Exam[]): string[] => [
  ...new Set(evals.filter(({ phase }) => phase === 'after').map(({ checkpoint }) => checkpoint)),
];
