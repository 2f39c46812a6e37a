// The losses of a reference case as batches: what each is fed, besides the model.

import type { LossName } from '../../models/losses/index.ts';
import type { LossOptions } from '../../models/losses/loss.ts';
import { must } from '../lib/assert.ts';
import { emptyPacked, type Packed } from './packing.ts';
import type { CaseJson, Grid } from './parity.ts';

export type LossCase = { loss: LossName; lossOptions: LossOptions; batch: Packed };

/** The rows of the case; `packed`: several segments a row. */
export function caseBatch(file: CaseJson, packed: boolean): Packed {
  const { B, T } = file;
  const flat = (grid: Grid, from = 0): number[] => grid.flatMap((row) => row.slice(from, from + T));
  const weights = Float32Array.from(flat(file.weights));
  return {
    ...emptyPacked(B, T),
    ids: BigInt64Array.from(flat(file.ids), BigInt),
    targets: BigInt64Array.from(flat(file.ids, 1), BigInt),
    positions: BigInt64Array.from(
      packed ? flat(file.position_ids) : Array.from({ length: B * T }, (_, i) => i % T),
      BigInt,
    ),
    segments: packed ? Int32Array.from(flat(file.segment_ids)) : new Int32Array(B * T),
    weights,
    supervised: weights.reduce((a, b) => a + b, 0),
  };
}

/**
 * Losses of an adapter, by the names of their gradients.
 * @param base logits [2·B, T, V] of the model without it: of `ids`, then of `rejected_ids`
 */
export function lossCases(
  file: CaseJson,
  base: Float32Array,
): Record<'ce_lora' | 'ce_lora_packed', LossCase> & Record<string, LossCase> {
  const plain = caseBatch(file, false);
  const top_ids = Float32Array.from(file.teacher_top_ids.flat(2));
  const top_logs = Float32Array.from(file.teacher_top_probs.flat(2), Math.log);
  const top = top_ids.length / plain.weights.length;
  return {
    ce_lora: { loss: 'cross-entropy', lossOptions: {}, batch: plain },
    ce_lora_packed: { loss: 'cross-entropy', lossOptions: {}, batch: caseBatch(file, true) },
    kl_topk_lora: { loss: 'forward-kl', lossOptions: { top }, batch: { ...plain, given: { top_ids, top_logs } } },
    dpo_lora: { loss: 'dpo', lossOptions: { beta: file.dpo_beta }, batch: pairs(file, base) },
  };
}

/** Chosen rows, then those that were rejected for them. */
function pairs(file: CaseJson, base: Float32Array): Packed {
  const { B, completion_weights: once } = file;
  const twice = (grid: Grid): Grid => [...grid, ...grid];
  const [ids, weights] = [[...file.ids, ...file.rejected_ids], twice(once)];
  const both = {
    ...file,
    B: 2 * B,
    ids,
    weights,
    position_ids: twice(file.position_ids),
    segment_ids: twice(file.segment_ids),
  };
  const batch = caseBatch(both, false);
  const each = (of: (row: number) => number): Float32Array =>
    Float32Array.from(batch.weights, (_, cell) => of(Math.floor(cell / batch.time)));
  const logs = baseLogs(batch, base);
  const given = {
    base_logs: each((row) => logs[row] as number),
    better: each((row) => Number(row < B)),
    sequence_weights: each((row) => Number(row < B)),
    groups: each((row) => row % B),
  };
  return { ...batch, given };
}

/** Σ weights · log-probability of the targets of each row. */
function baseLogs({ batch, time, targets, weights }: Packed, logits: Float32Array): number[] {
  const vocabulary = logits.length / targets.length;
  const log = (cell: number): number => {
    const line = logits.subarray(cell * vocabulary, (cell + 1) * vocabulary);
    const top = Math.max(...line);
    const all = top + Math.log(line.reduce((sum, z) => sum + Math.exp(z - top), 0));
    return must(line[Number(targets[cell])], 'logit') - all;
  };
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length: time }, (_, i) => row * time + i)
      .map((cell) => (weights[cell] === 0 ? 0 : (weights[cell] as number) * log(cell)))
      .reduce((a, b) => a + b, 0),
  );
}
