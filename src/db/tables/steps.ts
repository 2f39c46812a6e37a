// Steps: how far a night has come. A row is written when a step (or a resumable part of one) is complete, in the same
// transaction as the rows that the step made, so that a killed night goes on where it was.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, isText } from './shape.ts';
import { log } from './table.ts';

export type Step = {
  at: number;
  night: string;
  /**
   * Name of the step: ask, probe, dream, curate, teach, train (or train and gauge with a leg), look and reflect with a round, try, prefer, rollout and reinforce with a round, creative, consolidate, nearer, evaluate,
   * manners, prove, promote, again.
   */
  step: string;
  /** Part of the step that is complete, from 0; a step that is done at once has one part. */
  part: number;
  /** True when the whole step is complete. */
  done: boolean;
  /** What the next step, or the rest of this one, goes on from. */
  state: Json;
  seconds: number;
};

export const steps = log<Step>()({
  versions: [{ version: 1, name: 'first', indexes: ['night'] }],
  shape: {
    at: isCount,
    night: isHash,
    step: isText,
    part: isCount,
    done: (value) => typeof value === 'boolean',
    state: isData,
    seconds: (value) => typeof value === 'number' && value >= 0,
  },
  defaults: { part: 0, done: true, state: null, seconds: 0 },
});
