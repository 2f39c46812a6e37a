// Units of work: an optimiser step is run in pieces of a few rows, so short that a stop is quick. How many rows is decided by measuring on this device.

import { must } from '../lib/assert.ts';
import type { CourseBatch } from './course.ts';
import type { Device } from './executor/executor.ts';
import { givenRows } from './given.ts';
import type { Packed } from './packing.ts';

/** Rows per run and its median time. */
export type Unit = { rows: number; ms: number };

/** A resumed training keeps its rows, for the sake of equal sums, unless its runs have become this much too long. */
const TOLERATED = 1.25;
/** By so much runs on WebAssembly are slower at first. */
const COLD = 4;

/** So many runs in a row that are not clearly faster than the best before: it has settled. */
const SETTLED_RUNS = 3;
const CLEARLY = 0.95;
const MOST_RUNS = 12;
/**
 * Running, ms, after which times on WebAssembly mean something: its code is compiled for speed only while it runs, and on two cores the compiler waits for the
 * very threads that run it.
 */
export const WARM_MS = 5000;

/** Whether code has become fast: a matter of the worker that it runs in, whichever training it runs. Only WebAssembly is slow at first. */
export class Warmth {
  #missing: number;

  constructor(device: Device) {
    this.#missing = device === 'wasm' ? WARM_MS : 0;
  }

  get isCold(): boolean {
    return this.#missing > 0;
  }

  /** @param ms what was spent in steps */
  ran(ms: number): void {
    this.#missing = Math.max(0, this.#missing - ms);
  }
}

/** Time of a run once it has settled, ms: median of the last three. @param run one run, resolving with its time, ms */
export async function settledMs(run: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  let best = Infinity;
  for (let calm = -1; calm < SETTLED_RUNS && times.length < MOST_RUNS;) {
    const ms = await run();
    calm = ms < CLEARLY * best ? 0 : calm + 1;
    best = Math.min(best, ms);
    times.push(ms);
  }
  return must(times.slice(-SETTLED_RUNS).sort((a, b) => a - b)[SETTLED_RUNS >> 1], 'median');
}

export function divisorsOf(batch: number): number[] {
  return Array.from({ length: batch }, (_, i) => i + 1).filter((rows) => batch % rows === 0);
}

/** The batch cut into pieces of `rows`; pieces without a supervised token are left out, for their gradient is zero. Views, no copies. */
export function unitsOf(batch: CourseBatch, rows: number): CourseBatch[] {
  const units: CourseBatch[] = [];
  for (let row = 0; row < batch.batch; row += rows) {
    const cut = <T extends Packed['ids'] | Packed['segments'] | Packed['weights']>(data: T): T =>
      data.subarray(row * batch.time, (row + rows) * batch.time) as T;
    const [weights, replay] = [cut(batch.weights), cut(batch.replay)];
    const grids = {
      ids: cut(batch.ids),
      positions: cut(batch.positions),
      targets: cut(batch.targets),
      segments: cut(batch.segments),
    };
    const supervised = weights.reduce((a, b) => a + b, 0);
    if (supervised > 0)
      units.push({ ...batch, ...grids, ...givenRows(batch, row, rows), batch: rows, weights, replay, supervised });
  }
  return units;
}

/**
 * Rows per run so that a run takes at most `limit` ms: measures two rows, goes to what that predicts and, when the prediction was too bold, once more. Where two
 * rows are all that fits, or one row is too long, it looks at what more rows cost: on a GPU a run may cost the same whatever it holds. At most three sizes are
 * measured. `kept` is tried first and stays while it is not much too slow; on cold code that is slower than cold code is, for it will not stay cold.
 */
export async function fitUnit(
  batch: number,
  limit: number,
  measure: (rows: number) => Promise<number>,
  kept?: number,
  cold = false,
): Promise<Unit> {
  const choices = divisorsOf(batch);
  const fitting = (msPerRow: number): number =>
    must(choices.filter((rows) => rows * msPerRow <= limit).at(-1) ?? choices[0], 'divisor');
  const first =
    kept !== undefined && choices.includes(kept) ? kept : must(choices.filter((rows) => rows <= 2).at(-1), 'divisor');
  const firstMs = await measure(first);
  if (first === kept && firstMs <= TOLERATED * limit * (cold ? COLD : 1)) return { rows: first, ms: firstMs };
  const second = fitting(firstMs / first);
  if (second === first)
    return first === 2 && firstMs <= limit ? fitFlat(choices, limit, measure, firstMs) : { rows: first, ms: firstMs };
  const secondMs = await measure(second);
  if (secondMs <= limit) return { rows: second, ms: secondMs };
  // Fewer rows than were kept are too long, too, and hardly shorter.
  if (first === kept && firstMs <= TOLERATED * secondMs) return { rows: first, ms: firstMs };
  if (second === 1) return first === 2 ? fitLong(choices, measure, secondMs, firstMs) : { rows: 1, ms: secondMs };
  const third = fitting(secondMs / second);
  if (third === second) return { rows: second, ms: secondMs };
  return third === first ? { rows: first, ms: firstMs } : { rows: third, ms: await measure(third) };
}

/** What fits if a run costs a fixed time beside that of its rows. @param twoMs time of two rows, which fit */
async function fitFlat(
  choices: readonly number[],
  limit: number,
  measure: (rows: number) => Promise<number>,
  twoMs: number,
): Promise<Unit> {
  const oneMs = await measure(1);
  return most(choices, limit, measure, { oneMs, twoMs }, { rows: 2, ms: twoMs });
}

/** Where one row is over the limit, as many as take hardly longer than it: a stop would be heard no sooner with fewer, and steps would take many times as long. */
async function fitLong(
  choices: readonly number[],
  measure: (rows: number) => Promise<number>,
  oneMs: number,
  twoMs: number,
): Promise<Unit> {
  const limit = TOLERATED * oneMs;
  const fits = twoMs <= limit;
  return fits ? most(choices, limit, measure, { oneMs, twoMs }, { rows: 2, ms: twoMs }) : { rows: 1, ms: oneMs };
}

/** The most rows that fit by what two take more than one, if they do when measured; else `sure`, which does. */
async function most(
  choices: readonly number[],
  limit: number,
  measure: (rows: number) => Promise<number>,
  { oneMs, twoMs }: { oneMs: number; twoMs: number },
  sure: Unit,
): Promise<Unit> {
  const perRow = Math.max(0, twoMs - oneMs);
  const more = must(choices.filter((rows) => rows <= 2 || twoMs + (rows - 2) * perRow <= limit).at(-1), 'divisor');
  if (more <= sure.rows) return sure;
  const ms = await measure(more);
  return ms <= limit ? { rows: more, ms } : sure;
}
