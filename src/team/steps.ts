// How far a night has come, in the steps table: a step (or a part of one) is written in the same transaction as the rows that it made, so a night
// that was killed goes on behind its last complete part.

import type { Json } from '../lib/json.ts';
import type { Batch } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Context, NightRef } from './context.ts';
import { assertGoing } from './stopping.ts';

export type NightPart = 'ask' | 'dream' | 'train' | 'consolidate' | 'evaluate';

/**
 * Every step that there is: the part of a night that its time is counted in, and what it takes longer for, more tasks or more lessons. Choosing what to learn from is
 * part of training; looking at manners and deciding are parts of evaluating.
 */
export const STEPS = {
  ask: { part: 'ask', takes: null },
  probe: { part: 'dream', takes: null },
  dream: { part: 'dream', takes: 'tasks' },
  curate: { part: 'train', takes: null },
  teach: { part: 'dream', takes: 'lessons' },
  train: { part: 'train', takes: 'lessons' },
  gauge: { part: 'train', takes: 'lessons' },
  look: { part: 'train', takes: 'lessons' },
  reflect: { part: 'train', takes: 'lessons' },
  try: { part: 'train', takes: 'lessons' },
  pairs: { part: 'train', takes: null },
  prefer: { part: 'train', takes: 'lessons' },
  rollout: { part: 'train', takes: 'lessons' },
  reinforce: { part: 'train', takes: 'lessons' },
  creative: { part: 'consolidate', takes: null },
  consolidate: { part: 'consolidate', takes: 'lessons' },
  nearer: { part: 'consolidate', takes: null },
  evaluate: { part: 'evaluate', takes: null },
  manners: { part: 'evaluate', takes: null },
  prove: { part: 'evaluate', takes: null },
  promote: { part: 'evaluate', takes: null },
  again: { part: 'ask', takes: null },
} as const satisfies Record<string, { part: NightPart; takes: 'tasks' | 'lessons' | null }>;

type Kind = keyof typeof STEPS;
/** `look`, `reflect`, `rollout` and `reinforce` come once a round, `gauge` once a leg. */
type Numbered = 'gauge' | 'look' | 'reflect' | 'rollout' | 'reinforce';
/** `train` comes with a number where it goes in legs, an exam where it is the second. */
export type StepName = Exclude<Kind, Numbered> | `${Numbered | 'train'} ${number}` | `${'evaluate' | 'manners'} 2`;

/** What is known of a step by its name, the number left out; null for a name that there is none of. */
export function stepKind(step: string): (typeof STEPS)[Kind] | null {
  const [kind = ''] = step.split(' ');
  return Object.hasOwn(STEPS, kind) ? STEPS[kind as Kind] : null;
}

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
