// A teacher's distribution as it is stored for distillation: at each position its k likeliest ids, their log-probabilities, and the tail, which is the mass
// of all other ids together. For k = 32 that is 130 bytes a position, or 194 where ids need four bytes, instead of 600 thousand. Pure functions; the losses
// that learn from it: models/losses/buckets.ts.

import { fromHalves, toHalves } from '../../models/halves.ts';
import { assert } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';

/** Of n positions, row-major: ids and logs [n, k], in falling order; tails [n]. Logs and tails are natural logarithms. */
export type TopK = { k: number; ids: Uint32Array; logs: Float32Array; tails: Float32Array };

/**
 * From logits [n, V] to softmax(logits / temperature) at its k largest ids, the lower id first among equals. Time grows with n·V, not with n·V·log V; tails
 * are summed by themselves, so that a small one keeps its digits. k < V.
 */
export function topK(logits: Float32Array, vocabulary: number, k: number, temperature = 1): TopK {
  const n = logits.length / vocabulary;
  assert(Number.isInteger(n) && k > 0 && k < vocabulary, `${k} of ${vocabulary} logits a row, and some are left`);
  const out = emptyTopK(n, k);
  for (let row = 0; row < n; row++) {
    const line = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    out.ids.set(largest(line, k), row * k);
    describeRow(line, temperature, out, row);
  }
  return out;
}

/** The same at ids [n, k] that are chosen elsewhere, all different in a row: of a teacher at the student's likeliest, for a reverse KL. */
export function logsAt(logits: Float32Array, vocabulary: number, ids: Uint32Array, k: number, temperature = 1): TopK {
  const n = logits.length / vocabulary;
  assert(ids.length === n * k && k < vocabulary, `${k} ids for each row of ${vocabulary} logits, and some are left`);
  const out = { ...emptyTopK(n, k), ids };
  for (let row = 0; row < n; row++)
    describeRow(logits.subarray(row * vocabulary, (row + 1) * vocabulary), temperature, out, row);
  return out;
}

const emptyTopK = (n: number, k: number): TopK => ({
  k,
  ids: new Uint32Array(n * k),
  logs: new Float32Array(n * k),
  tails: new Float32Array(n),
});

/** Ids of the k largest, in falling order: a heap of the best so far, whose root is the worst of them, meets every other one once. */
function largest(line: Float32Array, k: number): Uint32Array {
  const heap = Uint32Array.from({ length: k }, (_, id) => id);
  const worse = (a: number, b: number): boolean => {
    const [x, y] = [line[a] as number, line[b] as number];
    return x < y || (x === y && a > b);
  };
  const sink = (from: number): void => {
    const id = heap[from] as number;
    let at = from;
    for (let child = 2 * at + 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && worse(heap[child + 1] as number, heap[child] as number)) child++;
      if (!worse(heap[child] as number, id)) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = id;
  };
  for (let at = (k >> 1) - 1; at >= 0; at--) sink(at);
  for (let id = k; id < line.length; id++) {
    // An equal one has the higher id, and stays out.
    if ((line[id] as number) <= (line[heap[0] as number] as number)) continue;
    heap[0] = id;
    sink(0);
  }
  return heap.sort((a, b) => (worse(a, b) ? 1 : -1));
}

/** Logs and tail of one row, from the logits at its ids and all others. */
function describeRow(line: Float32Array, temperature: number, out: TopK, row: number): void {
  const { k, ids, logs, tails } = out;
  const own = ids.subarray(row * k, (row + 1) * k);
  const chosen = new Uint8Array(line.length);
  for (const id of own) chosen[id] = 1;
  const [inside, outside] = [logSum(line, chosen, 1, temperature), logSum(line, chosen, 0, temperature)];
  const top = Math.max(inside, outside);
  const all = top + Math.log(Math.exp(inside - top) + Math.exp(outside - top));
  own.forEach((id, i) => (logs[row * k + i] = (line[id] as number) / temperature - all));
  tails[row] = outside - all;
}

/** log Σ exp(logit / temperature) over the ids whose mark is this. */
function logSum(line: Float32Array, marks: Uint8Array, mark: 0 | 1, temperature: number): number {
  let [top, sum] = [-Infinity, 0];
  for (let id = 0; id < line.length; id++)
    if (marks[id] === mark && (line[id] as number) > top) top = line[id] as number;
  for (let id = 0; id < line.length; id++)
    if (marks[id] === mark) sum += Math.exp(((line[id] as number) - top) / temperature);
  return top / temperature + Math.log(sum);
}

/** One after the other. @param k of all of them, for there may be none */
export function concatTopK(parts: readonly TopK[], k: number): TopK {
  const out = emptyTopK(
    parts.reduce((sum, { tails }) => sum + tails.length, 0),
    k,
  );
  let at = 0;
  for (const part of parts) {
    assert(part.k === k, `${k} ids a position, not ${part.k}`);
    out.ids.set(part.ids, at * k);
    out.logs.set(part.logs, at * k);
    out.tails.set(part.tails, at);
    at += part.tails.length;
  }
  return out;
}

/** Of the positions from one to another; a view. */
export function cutTopK({ k, ids, logs, tails }: TopK, from: number, to: number): TopK {
  return {
    k,
    ids: ids.subarray(from * k, to * k),
    logs: logs.subarray(from * k, to * k),
    tails: tails.subarray(from, to),
  };
}

/** What begins the bytes: two letters, the version of the format, bytes of an id; k and n as uint32. Then, so that everything is aligned: ids, logs, tails. */
const MARK = [0x54, 0x4b, 1] as const;
const HEADER = 12;
const LOWEST_HALF = -65_504;

/** As little-endian bytes: ids in two bytes if all of them fit, else in four; logs and tails in half precision. */
export function encodeTopK({ k, ids, logs, tails }: TopK): Uint8Array {
  const size = ids.every((id) => id < 1 << 16) ? 2 : 4;
  const halves = (numbers: Float32Array): Uint16Array => toHalves(numbers.map((x) => Math.max(x, LOWEST_HALF)));
  const parts = [
    Uint8Array.of(...MARK, size),
    Uint32Array.of(k, tails.length),
    size === 2 ? Uint16Array.from(ids) : ids,
    halves(logs),
    halves(tails),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return bytes;
}

/** Back from bytes; what rounding took or gave is shared out, so that the k probabilities and the tail add up to 1 again. @throws AppError data/top-k */
export function decodeTopK(bytes: Uint8Array): TopK {
  const { buffer } = bytes.slice();
  const size = bytes[MARK.length];
  const [k = 0, n = 0] = bytes.length < HEADER ? [] : new Uint32Array(buffer, 4, 2);
  const whole = bytes.length === HEADER + n * (k * (Number(size) + 2) + 2);
  if (MARK.some((byte, i) => bytes[i] !== byte) || !(size === 2 || size === 4) || !whole)
    throw new AppError(
      'data/top-k',
      'These bytes are no stored distribution, or not all of one. Ask the teacher again.',
      {
        bytes: bytes.length,
      },
    );
  const ids =
    size === 2 ? Uint32Array.from(new Uint16Array(buffer, HEADER, n * k)) : new Uint32Array(buffer, HEADER, n * k);
  const numbers = fromHalves(new Uint16Array(buffer, HEADER + n * k * size, n * (k + 1)));
  return normalised({ k, ids, logs: numbers.slice(0, n * k), tails: numbers.slice(n * k) });
}

function normalised({ k, ids, logs, tails }: TopK): TopK {
  tails.forEach((tail, row) => {
    const own = logs.subarray(row * k, (row + 1) * k);
    const excess = Math.log(own.reduce((sum, log) => sum + Math.exp(log), Math.exp(tail)));
    own.forEach((log, i) => (own[i] = log - excess));
    tails[row] = tail - excess;
  });
  return { k, ids, logs, tails };
}
