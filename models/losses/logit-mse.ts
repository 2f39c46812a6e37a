// Squared distance to a teacher's logits at its top k ids, both centred there: Σ weights · mean((z − z̄ − (t − t̄))²). Logits are known but for a constant a
// position, which centring takes away (Ba & Caruana, arXiv 1312.6184); so log-probabilities serve as well. It says nothing of all other ids: it is for
// comparison with the KL losses, or for a teacher whose whole head fits into k.

import { fixed } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import { teacherInputs } from './buckets.ts';
import type { Loss } from './loss.ts';
import { column, rowSums, weightedSum } from './sums.ts';

export const logitMse: Loss<'temperature' | 'top'> = {
  name: 'logit-mse',
  defaults: { temperature: 1, top: 32 },
  inputs: ({ top }) => teacherInputs(top),
  per: 'position',
  chunks: true,
  build: ({ input, at }) => {
    const difference = o.subtract(at(input('top_ids')), input('top_logs')); // [K, k]
    const share = 1 / fixed(difference.shape[1], 'top');
    const centred = o.subtract(difference, o.scale(rowSums(difference), share));
    return weightedSum(column(input('weights')), o.scale(rowSums(o.multiply(centred, centred)), share));
  },
};
