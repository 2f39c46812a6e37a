// What an experiment is: arms that differ in one thing, seeds, a row of numbers for each arm and seed, and a conclusion drawn from the rows. Instances are the
// sibling files, registered in index.ts. Rows are kept, so that an experiment that was cut short goes on behind its last one.

import type { Finding, Measure } from '../../../src/lib/findings.ts';
import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import type { MethodName } from '../../../src/team/meta.ts';
import { withMethods } from '../../../src/team/methods.ts';
import { type Interval, intervalOf } from './interval.ts';

export type Row = { readonly [name: string]: Json };
export type ArmRows = Readonly<Record<string, readonly Row[]>>;

/** What the rows of an arm say under this name, seed by seed. */
export const numbers = (rows: ArmRows, arm: string, name: string): number[] =>
  (rows[arm] ?? []).map((row) => Number(row[name]));

export type Experiment = {
  /** One line for people: what is asked. */
  about: string;
  arms: readonly string[];
  /** Of a quick run, which takes 20 minutes at most on two cores: fewer, or ones that measure less; absent: the same. */
  quickArms?: readonly string[];
  /** Seeds of a full run, and of a quick one. */
  seeds: { full: number; quick: number };
  /** One arm with one seed. @param say progress, a line */
  measure(arm: string, seed: string, say: (line: string) => void): Promise<Row>;
  /** Rows of each arm in the order of the seeds; of an arm that was not asked for, or has come less far, none or fewer. */
  conclude(rows: ArmRows): Record<string, Json>;
  /** What they say of methods, for the Lab page; absent: nothing that one could switch. */
  findings?(rows: ArmRows): Finding[];
  /** What must be of the same sign wherever it is measured, by name; absent: what is found of methods. */
  signs?(rows: ArmRows): Record<string, number>;
};

/** Settings of nights with these methods, as the app switches them on. */
export const nightsWith = (...methods: MethodName[]): NightSettings => withMethods(NIGHT_SETTINGS, methods);

/** With what could be by chance, and of how many seeds. */
export type Compared = Interval & { seeds: number };

/** @param difference with the method less without it; of ratios: with it by without it */
export const finding = (
  method: string,
  measure: Measure,
  { mean, low, high, seeds }: Compared,
  against = 'without it',
): Finding => ({
  ...{ method, measure, against, seeds, mean },
  ...(Number.isFinite(low) && Number.isFinite(high) ? { low, high } : { low: null, high: null }),
});

export const seedOf = (row: Row): string => String(row['seed']);

/** Of one arm and another, over the seeds that both have: arms may have come differently far. */
export function compare(rows: ArmRows, arm: string, other: string, of: (own: Row, there: Row) => number): Compared {
  const found = new Map((rows[other] ?? []).map((row) => [seedOf(row), row]));
  const values = (rows[arm] ?? []).flatMap((own) => {
    const there = found.get(seedOf(own));
    return there ? [of(own, there)] : [];
  });
  return { ...intervalOf(values), seeds: values.length };
}

/** Of what rows say under this name; of what has another name there, where it has one. */
export const differenceOf = (rows: ArmRows, name: string, arm: string, other: string, there = name): Compared =>
  compare(rows, arm, other, (own, those) => Number(own[name]) - Number(those[there]));

/** Seeds that every arm has that was measured at all. */
export function seedsOf(rows: ArmRows): string[] {
  const [first = [], ...others] = Object.values(rows)
    .filter((own) => own.length > 0)
    .map((own) => own.map(seedOf));
  return first.filter((seed) => others.every((seeds) => seeds.includes(seed)));
}

/** Those of the same arms and seeds as others. */
export const like = (rows: ArmRows, others: ArmRows): ArmRows =>
  Object.fromEntries(
    Object.entries(others).map(([arm, own]) => [
      arm,
      (rows[arm] ?? []).filter((row) => own.some((other) => seedOf(other) === seedOf(row))),
    ]),
  );

/** The arms of a run. @param only these @throws Error of one that there is not */
export function armsOf(
  { arms, quickArms = arms }: Pick<Experiment, 'arms' | 'quickArms'>,
  { quick, only }: { quick: boolean; only: readonly string[] | undefined },
): readonly string[] {
  const all = [...new Set([...arms, ...quickArms])];
  const unknown = only?.find((arm) => !all.includes(arm));
  if (unknown !== undefined) throw new Error(`There is no arm ${unknown}. There are: ${all.join(', ')}.`);
  return only ?? (quick ? quickArms : arms);
}

/** @throws Error of options of which one takes back what the other does */
export function mustNotUndo(options: { fresh: boolean; 'resume-published': boolean }): void {
  if (options.fresh && options['resume-published'])
    throw new Error('--fresh measures anew what --resume-published takes from docs/experiments: give one of the two.');
}

const signsOf = ({ signs, findings }: Pick<Experiment, 'signs' | 'findings'>, rows: ArmRows): Record<string, number> =>
  signs?.(rows) ??
  Object.fromEntries(
    (findings?.(rows) ?? []).map(({ method, measure, against, mean }) => [`${method}: ${measure}, ${against}`, mean]),
  );

/** Null where there is nothing to compare with. */
export type AsNative = { name: string; wasm: number; native: number | null; sameSign: boolean | null };

/** What WebAssembly found beside what the native runtime found of the same seeds, and whether it is of the same sign. Of what was not measured here nothing is said. */
export function asNative(
  experiment: Pick<Experiment, 'signs' | 'findings'>,
  wasm: ArmRows,
  there: ArmRows,
): AsNative[] {
  const theirs = signsOf(experiment, there);
  return Object.entries(signsOf(experiment, wasm))
    .filter(([, ours]) => Number.isFinite(ours))
    .map(([name, ours]) => {
      const other = theirs[name] ?? NaN;
      const native = Number.isFinite(other) ? other : null;
      return { name, wasm: ours, native, sameSign: native === null ? null : Math.sign(ours) === Math.sign(native) };
    });
}
