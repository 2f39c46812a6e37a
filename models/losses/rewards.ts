// What losses between whole sequences share: the sequences of a group are answers to one prompt, some of which are the better ones.

import { must } from '../../src/lib/assert.ts';
import { logSumExp } from '../graph/fused.ts';
import type { Value } from '../graph/ir.ts';
import * as o from '../graph/ops.ts';
import type { Inputs, LossInput } from './loss.ts';
import { column, weightedSum } from './sums.ts';

/**
 * Beside targets and weights (of tokens in their sequence: 1, or 1 / length): base_logs [S], Σ weights · log-probability under the frozen reference (0
 * for a reward without one); better [S], 1 or 0; sequence_weights [S], of which only those of better sequences count.
 */
export const sequenceInputs: Inputs = {
  targets: { per: 'position', dtype: 'int64' },
  weights: { per: 'position' },
  members: { per: 'members' },
  groups: { per: 'groups' },
  base_logs: { per: 'sequence' },
  better: { per: 'sequence' },
  sequence_weights: { per: 'sequence' },
};

/** The implicit reward of each sequence (DPO, arXiv 2305.18290): beta · (Σ weights · log q − base) → [S, 1]. */
export function rewards({ input, at, options: { beta } }: LossInput<'beta'>): Value {
  const logs = o.multiply(at(input('targets')), column(input('weights'))); // [K, 1]
  const sums = o.gemm(input('members'), logs, { ta: true });
  return o.scale(o.subtract(sums, column(input('base_logs'))), beta);
}

/** 1 where sequence j is a worse one in the group of i, else 0: [S, S]. */
export function rivals({ input }: LossInput<'beta'>): Value {
  const better = input('better');
  const worse = o.subtract(better.graph.scalar(1), o.reshape(better, [1, must(better.shape[0], 'sequences')]));
  return o.multiply(input('groups'), worse);
}

/** Σ over better sequences of weight · −log σ(own − other): rewards [S, 1] each → []. */
export function preferred({ input }: LossInput<'beta'>, own: Value, other: Value): Value {
  const losses = o.subtract(logSumExp(o.concat([own, other], 1)), own);
  return weightedSum(o.multiply(column(input('sequence_weights')), column(input('better'))), losses);
}
