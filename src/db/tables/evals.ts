// Evals: how one checkpoint did on one set of held-out items. Before-scores are found again by the checkpoint's file hash.

import { isCount, isFlag, isHash, isLevel, isNumber, isText, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';
import { SPLITS } from './tasks.ts';
import type { Split } from './tasks.ts';

export const EVAL_PHASES = ['before', 'after'] as const;

export type Eval = {
  at: number;
  night: string | null;
  /** File hash of what was evaluated: an adapter, or the base weights. */
  checkpoint: string;
  phase: (typeof EVAL_PHASES)[number];
  level: number | null;
  /** Set when the items are of one skill. */
  skill: string | null;
  /** The skill is not what this night practised but what an earlier one taught: whether it is kept. */
  earlier: boolean;
  split: Split;
  seed: string;
  /** SHA-256 of the canonical list of item keys: equal hashes can be compared item by item. */
  items: string;
  total: number;
  passes: number;
  /** One character per item in order, 1 = passed, 0 = not: for paired tests. */
  outcomes: string;
  /** Mean negative log-likelihood of the gold answers, nats per token; null when not measured. */
  nll: number | null;
  /** Mean share of an answer that repeats what it said before; null when not measured. */
  repeated: number | null;
  seconds: number;
};

export const evals = log<Eval>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'checkpoint'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    checkpoint: isHash,
    phase: oneOf(EVAL_PHASES),
    level: orNull(isLevel),
    skill: orNull(isText),
    earlier: isFlag,
    split: oneOf(SPLITS),
    seed: isText,
    items: isHash,
    total: isCount,
    passes: isCount,
    outcomes: (value) => typeof value === 'string' && /^[01]*$/.test(value),
    nll: orNull(isNumber),
    repeated: orNull(isNumber),
    seconds: isNumber,
  },
  defaults: {
    night: null,
    level: null,
    skill: null,
    earlier: false,
    split: 'held-out',
    nll: null,
    repeated: null,
    seconds: 0,
  },
});
