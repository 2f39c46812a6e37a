// The sandbox contract: runs code that a model wrote on arguments that we give, and returns plain data.
// It judges nothing: expected values never enter it (see guardian.ts). Instances: the opaque frame (browser) and its test doubles in tests only.

import type { Json } from '../lib/json.ts';

/** Bounds of one run; every one is enforced from outside the guest too. */
export type Limits = {
  /** Wall time for all calls of one run, ms. */
  wallMs: number;
  memoryBytes: number;
  stackBytes: number;
  /** Longest serialised result of one call, bytes. */
  outputBytes: number;
};

export const DEFAULT_LIMITS: Limits = {
  wallMs: 1000,
  memoryBytes: 16 << 20,
  stackBytes: 64 << 10,
  outputBytes: 64 << 10,
};

export type Language = 'javascript';

export type Job = {
  language: Language;
  /** Source text that defines a function named `entry` at top level. */
  solution: string;
  entry: string;
  /** One argument list per call, in the order in which they are to be called. */
  calls: readonly (readonly Json[])[];
  /** What Math.random and the clock show the guest depends on this alone; another seed shows other values. 0 when absent. */
  seed?: number;
};

/** What one call gave: a plain JSON value, or why there is none. `foreign` = a value that is not plain JSON data (undefined, NaN, function, proxy, …). */
export type CallResult =
  { kind: 'value'; value: Json } | { kind: 'foreign'; what: string } | { kind: 'throw'; message: string };

export type RunResult =
  /** `chance`: Math.random or the clock was read, so that another seed may give other results. */
  | { status: 'done'; results: readonly CallResult[]; chance?: boolean; ms: number }
  /** No call could be made: does not parse, throws at top level, entry is not a function. */
  | { status: 'error'; reason: string; ms: number }
  /** Stopped from inside or outside: time, memory, stack, output. */
  | { status: 'timeout' | 'limit'; reason: string; ms: number };

export type Sandbox = {
  /** Runs one job in a fresh instance. Never throws for bad guest code; throws AppError sandbox/gone when the sandbox itself cannot be had, abort/aborted on abort. */
  run(job: Job, limits: Limits, signal: AbortSignal): Promise<RunResult>;
  dispose(): Promise<void>;
};
