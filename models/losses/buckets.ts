// A teacher's distribution as it is stored: k ids and one bucket for all other ids, the tail; and the student's on the same buckets. Losses between the
// two never drop the tail nor clamp its part: a student that need not keep the tail's mass moves it.

import * as o from '../graph/ops.ts';
import type { Value } from '../graph/ir.ts';
import type { Inputs, LossInput } from './loss.ts';
import { rowSums } from './sums.ts';

/** Smallest mass of a teacher's tail, for it is found as a difference. */
const LEAST_TAIL = 1e-9;

/** Inputs top_ids [K, top], all different in a row, and top_logs [K, top]: log p there, p the teacher's distribution over the whole vocabulary. */
export const teacherInputs = (top: number): Inputs => ({
  top_ids: { per: 'position', width: top, dtype: 'int64' },
  top_logs: { per: 'position', width: top },
  weights: { per: 'position' },
});

/** Log-probabilities of the k ids and of the tail: both [K, k + 1]. */
export function buckets({ input, at, beside }: LossInput): { teacher: Value; student: Value } {
  const [ids, logs] = [input('top_ids'), input('top_logs')];
  const rest = o.subtract(logs.graph.scalar(1), rowSums(o.exp(logs)));
  const tail = o.log(o.maximum(rest, logs.graph.scalar(LEAST_TAIL)));
  return { teacher: o.concat([logs, tail], 1), student: o.concat([at(ids), beside(ids)], 1) };
}

/** KL(a ‖ b) = Σ a · (log a − log b) of each row: log-probabilities [N, n] → [N, 1]. */
export function divergence(a: Value, b: Value): Value {
  return rowSums(o.multiply(o.exp(a), o.subtract(a, b)));
}
