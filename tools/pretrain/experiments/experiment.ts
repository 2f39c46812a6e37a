// What an experiment is: arms that differ in one thing, seeds, a row of numbers for each arm and seed, and a conclusion drawn from the rows. Instances are the
// sibling files, registered in index.ts. Rows are kept, so that an experiment that was cut short goes on behind its last one.

import type { Json } from '../../../src/lib/json.ts';

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
};
