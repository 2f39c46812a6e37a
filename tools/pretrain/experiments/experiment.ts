// What an experiment is: arms that differ in one thing, seeds, a row of numbers for each arm and seed, and a conclusion drawn from the rows. Instances are the
// sibling files, registered in index.ts. Rows are kept, so that an experiment that was cut short goes on behind its last one.

import type { Finding, Measure } from '../../../src/lib/findings.ts';
import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import type { MethodName } from '../../../src/team/meta.ts';
import { withMethods } from '../../../src/team/methods.ts';
import { differences, type Interval } from './interval.ts';

export type Row = { readonly [name: string]: Json };
export type ArmRows = Readonly<Record<string, readonly Row[]>>;

/** What the rows of an arm say under this name, seed by seed. */
export const numbers = (rows: ArmRows, arm: string, name: string): number[] =>
  (rows[arm] ?? []).map((row) => Number(row[name]));

export type Experiment = {
  /** One line for people: what is asked. */
  about: string;
  arms: readonly string[];
  /** Seeds of a full run, and of a quick one. */
  seeds: { full: number; quick: number };
  /** One arm with one seed. @param say progress, a line */
  measure(arm: string, seed: string, say: (line: string) => void): Promise<Row>;
  /** Rows of each arm in the order of the seeds. */
  conclude(rows: ArmRows): Record<string, Json>;
  /** What they say of methods, for the Lab page; absent: nothing that one could switch. */
  findings?(rows: ArmRows): Finding[];
};

/** Settings of nights with these methods, as the app switches them on. */
export const nightsWith = (...methods: MethodName[]): NightSettings => withMethods(NIGHT_SETTINGS, methods, 'dream-s');

/** @param difference with the method less without it; of ratios: with it by without it */
export const finding = (
  method: string,
  measure: Measure,
  { mean, low, high }: Interval,
  against = 'without it',
): Finding => ({
  ...{ method, measure, against, mean },
  ...(Number.isFinite(low) && Number.isFinite(high) ? { low, high } : { low: null, high: null }),
});

/** Seeds of the first arm that has any. */
export const seedsOf = (rows: ArmRows): string[] =>
  (Object.values(rows).find((own) => own.length > 0) ?? []).map(({ seed }) => String(seed));

/** Rows of the seeds that every arm has that was measured at all; of arms that were measured in another sitting, which may have come less far. @param only of these seeds */
export function complete(rows: ArmRows, only?: readonly string[]): ArmRows {
  const measured = Object.entries(rows).filter(([, own]) => own.length > 0);
  const seeds = seedsOf(rows).filter(
    (seed) =>
      (only?.includes(seed) ?? true) && measured.every(([, own]) => own.some((row) => String(row['seed']) === seed)),
  );
  return Object.fromEntries(
    measured.map(([arm, own]) => [arm, seeds.flatMap((seed) => own.filter((row) => String(row['seed']) === seed))]),
  );
}

/** What WebAssembly found beside what the native runtime found of the same seeds, and whether it is of the same sign. */
export function asNative({ findings }: Experiment, wasm: ArmRows, there: ArmRows): Json {
  const [ours, theirs] = [findings?.(wasm) ?? [], findings?.(there) ?? []];
  return ours.map(({ method, measure, against, mean }) => {
    const isSame = (each: Finding): boolean =>
      each.method === method && each.measure === measure && each.against === against;
    const other = theirs.find(isSame)?.mean ?? NaN;
    const native = Number.isFinite(other) ? other : null;
    return { method, measure, against, wasm: mean, native, sameSign: Math.sign(mean) === Math.sign(other) };
  });
}

/** Of one arm and another, seed by seed; of what has another name there, where it has one. */
export const differenceOf = (rows: ArmRows, name: string, arm: string, other: string, there = name): Interval =>
  differences(numbers(rows, arm, name), numbers(rows, other, there));
