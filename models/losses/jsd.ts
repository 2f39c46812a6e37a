// Generalised Jensen-Shannon divergence to a teacher's top k and tail (GKD, arXiv 2306.13649, in TRL's form): with M = (1 − beta)·S + beta·T,
// Σ weights · (beta·KL(T ‖ M) + (1 − beta)·KL(S ‖ M)); beta 0 is the forward KL(T ‖ S) and beta 1 the reverse KL(S ‖ T), as there.

import { assert, must } from '../../src/lib/assert.ts';
import { logSumExp } from '../graph/fused.ts';
import type { Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { buckets, divergence, teacherInputs } from './buckets.ts';
import type { Loss } from './loss.ts';
import { column, weightedSum } from './sums.ts';

export const jsd: Loss<'beta' | 'temperature' | 'top'> = {
  name: 'jsd',
  defaults: { beta: 0.5, temperature: 1, top: 32 },
  inputs: ({ top }) => teacherInputs(top),
  per: 'position',
  chunks: true,
  build: (input) => {
    const { beta } = input.options;
    assert(beta >= 0 && beta <= 1, `beta is between 0 and 1, not ${beta}`);
    const { teacher, student } = buckets(input);
    const rows = between(teacher, student, beta);
    return weightedSum(column(input.input('weights')), rows);
  },
};

function between(teacher: Value, student: Value, beta: number): Value {
  if (beta === 0) return divergence(teacher, student);
  if (beta === 1) return divergence(student, teacher);
  const mixture = logAddExp(o.shift(student, Math.log1p(-beta)), o.shift(teacher, Math.log(beta)));
  return o.add(o.scale(divergence(teacher, mixture), beta), o.scale(divergence(student, mixture), 1 - beta));
}

/** log(exp a + exp b), element by element. */
function logAddExp(a: Value, b: Value): Value {
  const pairs = [a, b].map((x) => o.reshape(x, [...x.shape, 1]));
  return o.reshape(logSumExp(o.concat(pairs, must(pairs[0], 'a').shape.length - 1)), a.shape);
}
