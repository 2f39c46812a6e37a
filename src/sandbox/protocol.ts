// What crosses the border between the app and the guest's worker: four kinds of messages on one MessagePort, bodies as JSON
// text, every one checked for shape and size by whoever receives it. Written by hand and kept small on purpose: a general RPC
// would hand the other side more than it needs.
import type { Json } from '../lib/json.ts';
import type { CallResult, Job, Limits, RunResult } from './sandbox.ts';

/** Longest job and longest result, in UTF-16 units of JSON text. */
export const MAX_JOB = 2 << 20;
export const MAX_RESULT = 4 << 20;

export type ToGuest = { type: 'run'; id: number; text: string };

export type FromGuest =
  /** Compiled and proven, waiting for jobs. */
  | { type: 'ready' }
  /** Cannot work; `reason` for people. */
  | { type: 'broken'; reason: string }
  /** The job with this id begins now: the watchdog's time runs from here. */
  | { type: 'started'; id: number }
  | { type: 'result'; id: number; text: string };

type Fields = Readonly<Record<string, unknown>>;

export function encodeJob(job: Job, limits: Limits): string {
  return JSON.stringify({ job, limits });
}

/** A message to the guest, or null when it is none. */
export function readToGuest(data: unknown): { id: number; job: Job; limits: Limits } | null {
  if (!isRecord(data) || data.type !== 'run' || !isCount(data.id) || !isText(data.text, MAX_JOB)) return null;
  const body = parsed(data.text);
  if (!isRecord(body) || !isJob(body.job) || !isLimits(body.limits)) return null;
  return { id: data.id, job: body.job, limits: body.limits };
}

/** A message from the guest, or null when it breaks the protocol. Only the fields named here are taken over. */
export function readFromGuest(data: unknown): FromGuest | null {
  if (!isRecord(data)) return null;
  const { type, id, text, reason } = data;
  if (type === 'ready') return { type };
  if (type === 'broken' && isText(reason, 1000)) return { type, reason };
  if (type === 'started' && isCount(id)) return { type, id };
  if (type === 'result' && isCount(id) && isText(text, MAX_RESULT)) return { type, id, text };
  return null;
}

/** A run's result from its text, or null when it does not fit the job. */
export function readResult(text: string, calls: number): RunResult | null {
  const value = parsed(text);
  if (!isRecord(value) || !isMs(value.ms)) return null;
  const { status, ms, reason, results } = value;
  if (status === 'error' || status === 'timeout' || status === 'limit')
    return isText(reason, 1000) ? { status, reason, ms } : null;
  if (status !== 'done' || !Array.isArray(results) || results.length !== calls) return null;
  const read = results.map(readCall);
  return read.includes(null) ? null : { status, results: read as CallResult[], chance: value.chance === true, ms };
}

function readCall(value: unknown): CallResult | null {
  if (!isRecord(value)) return null;
  const { kind, what, message } = value;
  if (kind === 'value' && 'value' in value) return { kind, value: value.value as Json };
  if (kind === 'foreign' && isText(what, 1000)) return { kind, what };
  if (kind === 'throw' && isText(message, 1000)) return { kind, message };
  return null;
}

function isJob(value: unknown): value is Job {
  if (!isRecord(value) || value.language !== 'javascript') return false;
  const { solution, entry, calls, seed } = value;
  const fits =
    typeof solution === 'string' && typeof entry === 'string' && (seed === undefined || Number.isFinite(seed));
  return fits && Array.isArray(calls) && calls.every((args) => Array.isArray(args));
}

function isLimits(value: unknown): value is Limits {
  if (!isRecord(value)) return false;
  return [value.wallMs, value.memoryBytes, value.stackBytes, value.outputBytes].every(
    (limit) => isMs(limit) && limit > 0,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isMs = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isText = (value: unknown, most: number): value is string => typeof value === 'string' && value.length <= most;
