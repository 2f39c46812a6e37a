// Heads: three pointers to checkpoints. The only rows that decide what answers the user, and the only ones that move.

import { isHash, oneOf, orNull } from './shape.ts';
import type { Check } from './shape.ts';
import type { Version } from './table.ts';

/** `active` answers; `candidate` waits for the gate; `previous` was active before. */
export const HEAD_NAMES = ['active', 'candidate', 'previous'] as const;
export type HeadName = (typeof HEAD_NAMES)[number];

export type Head = {
  name: HeadName;
  /** Checkpoint row, null for the base as shipped (candidate: none). */
  checkpoint: string | null;
  /** The move that put it there. */
  move: string;
};

export const heads = {
  versions: [{ version: 1, name: 'first', indexes: [] }] satisfies readonly Version[],
  shape: { name: oneOf(HEAD_NAMES), checkpoint: orNull(isHash), move: isHash } satisfies Record<keyof Head, Check>,
};
