// How far a night has come, in the steps table: a step (or a part of one) is written in the same transaction as the rows that it made, so a night
// that was killed goes on behind its last complete part.

import type { Json } from '../lib/json.ts';
import type { Batch } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Context, NightRef } from './context.ts';
import { assertGoing } from './stopping.ts';

/** `look` and `reflect` come once a round, `train` with a number and `gauge` once a leg. */
export type StepName =
  | 'ask'
  | 'probe'
  | 'dream'
  | 'curate'
  | 'teach'
  | 'train'
  | `train ${number}`
  | `gauge ${number}`
  | `look ${number}`
  | `reflect ${number}`
  | `rollout ${number}`
  | `reinforce ${number}`
  | 'try'
  | 'prefer'
  | 'consolidate'
  | 'evaluate'
  | 'manners'
  | 'prove'
  | 'promote'
  | 'again';

export type Part = { rows?: Batch; state?: Json; done: boolean };

export type OpenStep = {
  /** The parts that are complete, in order. */
  parts: readonly RowOf<'steps'>[];
  /** The part that completed the step; null while there is more to do. */
  done: RowOf<'steps'> | null;
  /**
   * Saves the next part with the rows that it made; its seconds count from the part before it. @throws AppError abort/aborted when the night is being
   * stopped: no dream write starts after the user's return.
   */
  save(part: Part): Promise<void>;
};

/** A step of this night as its rows tell it. */
export async function openStep(ctx: Context, night: NightRef, step: StepName): Promise<OpenStep> {
  const parts = (await ctx.store.list('steps', { where: ['night', night.id] })).filter((row) => row.step === step);
  let next = parts.length;
  let begun = ctx.clock.now();
  const save = async ({ rows, state = null, done }: Part): Promise<void> => {
    assertGoing(ctx);
    const at = ctx.clock.now();
    const row = { at, night: night.id, step, part: next, done, state, seconds: Math.max(0, (at - begun) / 1000) };
    await ctx.store.appendAll({ ...rows, steps: [row] }, ctx.fence);
    [next, begun] = [next + 1, at];
  };
  return { parts, done: parts.find((row) => row.done) ?? null, save };
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
