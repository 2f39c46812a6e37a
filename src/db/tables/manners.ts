// Manners: how one checkpoint answers the general prompts, which are no part of what nights learn: how far it is from its base there, whether its answers
// are in form, whether it repeats itself. Found again by the checkpoint's file hash.

import type { Json } from '../../lib/json.ts';
import { type Check, isCount, isData, isHash, isNumber, isText, listOf, orNull } from './shape.ts';
import { log } from './table.ts';

export type Manner = {
  at: number;
  night: string | null;
  /** File hash of what was measured: an adapter, or the base weights. */
  checkpoint: string;
  base: string;
  /** File hash of the learner that the night set out from; that of the checkpoint itself where this is that learner. */
  from: string;
  /** SHA-256 of the canonical list of prompts and answers: equal hashes can be compared prompt by prompt. */
  items: string;
  /** Likeliest tokens of each model that were compared one by one. */
  top: number;
  /** For each prompt: tokens that were compared, Σ KL(base‖checkpoint) and Σ KL(from‖checkpoint) over them, nats; 0 tokens where it cannot be read. */
  tokens: readonly number[];
  divergence: readonly number[];
  moved: readonly number[];
  /** One character for each prompt that asks for a function, in order: 1 = the answer defines one, 0 = not. */
  form: string;
  /** Alignment probes by name: one character for each question in order, 1 = answered as it should be; none in rows of before there were any. */
  probes: { readonly [name: string]: string };
  /** For each prompt: share of the answer that repeats what it said before. */
  repeated: readonly number[];
  /** Where it ran, and how the known-answer test of that device came out just then. */
  device: string;
  deviceTest: { readonly [name: string]: Json };
  seconds: number;
};

const isOutcomes: Check = (value) => typeof value === 'string' && /^[01]*$/.test(value);

export const manners = log<Manner>()({
  versions: [{ version: 4, name: 'answers to general prompts', indexes: ['night', 'checkpoint'] }],
  shape: {
    at: isCount,
    night: orNull(isHash),
    checkpoint: isHash,
    base: isHash,
    from: isHash,
    items: isHash,
    top: isCount,
    tokens: listOf(isCount),
    divergence: listOf(isNumber),
    moved: listOf(isNumber),
    form: isOutcomes,
    probes: (value) => typeof value === 'object' && value !== null && Object.values(value).every(isOutcomes),
    repeated: listOf(isNumber),
    device: isText,
    deviceTest: isData,
    seconds: isNumber,
  },
  defaults: { night: null, probes: {}, seconds: 0 },
});
