// Which exams of a night count. A night that goes less far than it trained for examines two candidates, and decides about the last.

type Exam = { phase: 'before' | 'after'; checkpoint: string };

/** Of the exams of one night, in their order: those of the learner before it, and of the candidate that was examined last. */
export function lastExam<T extends Exam>(evals: readonly T[]): T[] {
  const last = evals.findLast(({ phase }) => phase === 'after')?.checkpoint;
  return evals.filter(({ phase, checkpoint }) => phase === 'before' || checkpoint === last);
}
