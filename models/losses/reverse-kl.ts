// Reverse KL for rows that the student wrote: Σ weights · KL(student ‖ teacher), which seeks one thing that the teacher would say. The k ids may be the
// teacher's likeliest or the student's (then the teacher's log-probabilities at those): with the tail as a bucket of its own both are bounded below by 0,
// and the student gains nothing by moving its mass out of the k ids. On-policy distillation, arXiv 2306.13649.

import { buckets, divergence, teacherInputs } from './buckets.ts';
import type { Loss } from './loss.ts';
import { column, weightedSum } from './sums.ts';

export const reverseKl: Loss<'temperature' | 'top'> = {
  name: 'reverse-kl',
  defaults: { temperature: 1, top: 32 },
  inputs: ({ top }) => teacherInputs(top),
  per: 'position',
  chunks: true,
  build: (input) => {
    const { teacher, student } = buckets(input);
    return weightedSum(column(input.input('weights')), divergence(student, teacher));
  },
};
