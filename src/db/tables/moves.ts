// Moves: every decision about the heads, with its reason. The heads are where the last of these left them.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

/** Why a candidate was not promoted, or a promoted one was taken back. */
export const REJECTIONS = [
  'retention',
  'level1',
  'average',
  'weak_level',
  'earlier',
  'lessons',
  'gain',
  'nll',
  'flips',
  'kl',
  'repetition',
  'form',
  'alignment',
  'device',
  'watch',
  'no_knowledge',
  'interrupted',
  'error',
  'user',
  'bad_file',
] as const;
export type Rejection = (typeof REJECTIONS)[number];

/** Every reason that a move can have. `trained`: a new candidate; `imported`: the user brought it; `chosen`: the user took it from the library. */
export const REASONS = ['trained', 'promoted', 'imported', 'chosen', ...REJECTIONS] as const;
export type Reason = (typeof REASONS)[number];

export const ACTIONS = ['propose', 'promote', 'reject', 'rollback'] as const;

export type Move = {
  at: number;
  night: string | null;
  action: (typeof ACTIONS)[number];
  reason: Reason;
  /** The active checkpoint before and after, null for the base as shipped; equal when only the candidate moved. */
  from: string | null;
  to: string | null;
  /** The checkpoint that was decided about. */
  checkpoint: string | null;
  evals: readonly string[];
  /** What the gate measured. */
  detail: Json;
};

export const moves = log<Move>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'action'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    action: oneOf(ACTIONS),
    reason: oneOf(REASONS),
    from: orNull(isHash),
    to: orNull(isHash),
    checkpoint: orNull(isHash),
    evals: listOf(isHash),
    detail: isData,
  },
  defaults: { night: null, evals: [], detail: null },
});
