// Forward KL to a teacher's top k and tail: Σ weights · KL(teacher ‖ student), which covers all that the teacher would say. Its gradient at a logit m is
// q_m − p_m for the k ids, and q_m · (1 − p_tail / q_tail) for all others. Not multiplied by temperature² (as TRL's GKD).

import { buckets, divergence, teacherInputs } from './buckets.ts';
import type { Loss } from './loss.ts';
import { column, weightedSum } from './sums.ts';

export const forwardKl: Loss<'temperature' | 'top'> = {
  name: 'forward-kl',
  defaults: { temperature: 1, top: 32 },
  inputs: ({ top }) => teacherInputs(top),
  per: 'position',
  chunks: true,
  build: (input) => {
    const { teacher, student } = buckets(input);
    return weightedSum(column(input.input('weights')), divergence(teacher, student));
  },
};
