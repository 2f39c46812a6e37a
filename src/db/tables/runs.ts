// Runs: one training each, with everything that was measured. What a run made is a checkpoint row.

import type { Json } from '../../lib/json.ts';
import { emptyTrace, isTrace, type Trace } from '../../lib/trace.ts';
import { isCount, isData, isHash, isNumber, isText, listOf, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';

export const RUN_KINDS = ['lora', 'full', 'consolidate'] as const;
export const RUN_STATES = ['completed', 'interrupted', 'error'] as const;

export type Run = {
  at: number;
  night: string | null;
  kind: (typeof RUN_KINDS)[number];
  status: (typeof RUN_STATES)[number];
  /** File hash of the base weights. */
  base: string;
  /** Checkpoint row that training started from, null for a fresh adapter. */
  parent: string | null;
  /** Learning rate, rank, batch, replay ratio, seed, … */
  config: Json;
  /** Name of the dataset version that the lessons are; null for runs before there were any. */
  dataset: string | null;
  /** Lessons and replay rows trained on, in order of first use. */
  data: readonly string[];
  /** Mean loss per supervised token, one per optimiser step. */
  losses: readonly number[];
  /** What was measured of every step, in at most 512 entries (48 kB); empty where it was not kept. */
  trace: Trace;
  /** Loss and reconstruction error against the frozen autoencoder; null when it was not used. */
  aeLoss: number | null;
  aeError: number | null;
  steps: number;
  tokens: number;
  seconds: number;
  tokensPerSecond: number;
  /** Where it ran: wasm, webgpu, node. */
  device: string;
};

const TRAINING = /^(train|reflect|prefer|reinforce|consolidate)( \d+)?$/;

/** Which training of its night it is, as the night's steps name it: `train`, `reflect 2`, … Rows of before they said so tell it by the end of their seed, else by their kind. */
export function trainingOf({ config, kind }: Pick<Run, 'config' | 'kind'>): string {
  const { step, seed } = (config ?? {}) as { step?: unknown; seed?: unknown };
  const told = [step, typeof seed === 'string' ? seed.split('/').at(-1) : null];
  const named = told.find((name) => typeof name === 'string' && TRAINING.test(name));
  return (named as string | undefined) ?? (kind === 'consolidate' ? 'consolidate' : 'train');
}

export const runs = log<Run>()({
  versions: [
    { version: 1, name: 'first', indexes: ['night'] },
    { version: 5, name: 'what was measured of every step', indexes: ['night'] },
  ],
  shape: {
    at: isCount,
    night: orNull(isHash),
    kind: oneOf(RUN_KINDS),
    status: oneOf(RUN_STATES),
    base: isHash,
    parent: orNull(isHash),
    config: isData,
    dataset: orNull(isHash),
    data: listOf(isText),
    losses: listOf(isNumber),
    trace: isTrace,
    aeLoss: orNull(isNumber),
    aeError: orNull(isNumber),
    steps: isCount,
    tokens: isCount,
    seconds: isNumber,
    tokensPerSecond: isNumber,
    device: isText,
  },
  defaults: {
    night: null,
    status: 'completed',
    parent: null,
    dataset: null,
    data: [],
    trace: emptyTrace(),
    aeLoss: null,
    aeError: null,
  },
});
