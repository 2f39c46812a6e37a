// Checkpoints: bytes that training made, by the hash of their file. The file is durable before the row is written.
// A checkpoint never changes; which one is in use is a head's business.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

/** `lora` can be promoted; `resume` is the state of a training that was cut short. */
export const CHECKPOINT_KINDS = ['lora', 'full', 'resume'] as const;

export type Checkpoint = {
  at: number;
  night: string | null;
  /** The run that made it; null while the run goes on. */
  run: string | null;
  kind: (typeof CHECKPOINT_KINDS)[number];
  /** SHA-256 of the file. */
  file: string;
  bytes: number;
  /** File hash of the base weights that it belongs to. */
  base: string;
  /** Checkpoint row that it was trained from. */
  parent: string | null;
  /** Rank, alpha, targets, …: what is needed to load it. */
  config: Json;
};

export const checkpoints = log<Checkpoint>()({
  versions: [{ version: 1, name: 'first', indexes: ['night', 'file'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    run: orNull(isHash),
    kind: oneOf(CHECKPOINT_KINDS),
    file: isHash,
    bytes: isCount,
    base: isHash,
    parent: orNull(isHash),
    config: isData,
  },
  defaults: { night: null, run: null, kind: 'lora', parent: null, config: {} },
});
