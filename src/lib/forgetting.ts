// What learning has cost, from scores alone: the matrix R of states × tasks and what is read from it. A state is one checkpoint of the learner, in the
// order in which they came to be (row 0: as shipped); a task is a level. Pure.
//
// R[i][j]: pass rate of state i on level j. T: the last state. A level is learned at the first state that knows it (rate at least 0.6); for those that the
// learner was shipped with that is row 0. With that in place of "after training on task j":
//   ACC        mean of R[T][j] over the levels measured there                             Lopez-Paz & Ranzato 2017, arXiv 1706.08840, eq. 2
//   BWT        mean of R[T][j] − R[learned(j)][j] over levels learned before T            the same, eq. 3; negative: it forgot
//   forgetting f[j] = max over l < T of R[l][j], less R[T][j]; mean over those levels    Chaudhry et al. 2018, arXiv 1801.10112, eq. 3 and 4
//   retention  R[T][j] / R[learned(j)][j]                                                 the gate's word, from the first score to the last
// The papers test every state on the same items. Here their number changes when a level becomes known, so that two states are compared on items that both were
// tested on, and not at all where there are none. Of items that were drawn alike (level, split and seed) few are the first of many
// (evaluate/items.ts; a test holds what a seed draws, so that no hash is needed to tell).

import { must } from './assert.ts';
import { grouped } from './group.ts';

/** A level is known from this pass rate on. */
export const KNOWN_RATE = 0.6;
/** Retention under this is worth a word; bounds hold as decimal numbers, whatever binary fractions make of them. */
export const KEPT_RATE = 0.95;
const ROUNDING = 1e-9;

/** What is looked at of an eval row. */
export type Measured = {
  /** File of the checkpoint, or of the base weights. */
  checkpoint: string;
  level: number | null;
  /** Hash of the items: equal ones can be compared. */
  items: string;
  total: number;
  passes: number;
  /** One character for each item in order, 1 = passed. */
  outcomes: string;
  nll: number | null;
} & Drawn;

/** What the items of a level were drawn by. */
type Drawn = { split: string; seed: string };

/** `nll`: nats per token, null when it was not measured. */
export type Score = { items: string; total: number; rate: number; nll: number | null; outcomes: string } & Drawn;

/** Every set of items that this state was tested on, the largest first; empty where nothing was measured. */
export type Cell = readonly Score[];

/** [states][levels] */
export type Matrix = readonly (readonly Cell[])[];

/** @param states files of checkpoints, in order @param levels in order */
export function matrixOf(
  evals: readonly Measured[],
  states: readonly string[],
  levels: readonly number[],
): readonly (readonly Cell[])[] {
  return states.map((state) => levels.map((level) => cellOf(evals, state, level)));
}

function cellOf(evals: readonly Measured[], state: string, level: number): Cell {
  const own = evals.filter((row) => row.checkpoint === state && row.level === level && row.total > 0);
  const scores = new Map(
    own.map(({ items, total, passes, nll, outcomes, split, seed }) => [
      items,
      { items, total, rate: passes / total, nll, outcomes, split, seed },
    ]),
  );
  return [...scores.values()].sort((a, b) => b.total - a.total);
}

/** What a level has become. Null: not learned before the last state, or never compared on the same items. */
export type LevelFate = {
  level: number;
  /** State that first knew it; null when none did. */
  learned: number | null;
  /** Pass rates when it was learned and now, on the same items. */
  first: number | null;
  last: number | null;
  retention: number | null;
  forgetting: number | null;
};

export type Summary = {
  acc: number | null;
  bwt: number | null;
  forgetting: number | null;
  /** Mean and least over levels. */
  retention: { average: number | null; min: number | null };
  levels: readonly LevelFate[];
};

/** @param matrix of the states that followed from each other, without those that were thrown away */
export function summaryOf(matrix: Matrix, levels: readonly number[]): Summary {
  const fates = levels.map((level, j) => ({ level, ...fateOf(matrix.map((row) => must(row[j], 'cell'))) }));
  const over = (of: (fate: LevelFate) => number | null): number[] =>
    fates.map(of).filter((value): value is number => value !== null);
  const kept = over(({ retention }) => retention);
  return {
    acc: mean(matrix.at(-1)?.flatMap((cell) => cell[0]?.rate ?? []) ?? []),
    bwt: mean(over(({ first, last }) => (first === null || last === null ? null : last - first))),
    forgetting: mean(over((fate) => fate.forgetting)),
    retention: { average: mean(kept), min: kept.length ? Math.min(...kept) : null },
    levels: fates,
  };
}

/** @param cells of one level, state by state */
function fateOf(cells: readonly Cell[]): Omit<LevelFate, 'level'> {
  const last = cells.at(-1) ?? [];
  const earlier = cells.slice(0, -1);
  const at = cells.findIndex((cell) => (cell[0]?.rate ?? 0) >= KNOWN_RATE);
  const learned = at < 0 ? null : at;
  const pair = learned === null ? null : paired(earlier[learned] ?? [], last);
  const drops = earlier.flatMap((cell) => {
    const both = paired(cell, last);
    return both ? [both.before.rate - both.after.rate] : [];
  });
  return {
    learned,
    first: pair?.before.rate ?? null,
    last: pair?.after.rate ?? null,
    retention: pair && pair.before.rate > 0 ? pair.after.rate / pair.before.rate : null,
    forgetting: pair ? Math.max(...drops) : null,
  };
}

/** Levels that have kept too little. */
export function wornOf({ levels }: Summary): readonly LevelFate[] {
  return levels.filter(({ retention }) => retention !== null && retention < KEPT_RATE - ROUNDING);
}

type Rated = Pick<Score, 'rate' | 'total'>;
type Pair = { before: Rated; after: Rated };

/** The largest set of items that both were tested on; of two as large the one that is no part of another. */
function paired(before: Cell, after: Cell): Pair | null {
  const both = after.flatMap((is) => before.map((was) => [was, is] as const));
  const whole = both.flatMap(([was, is]): Pair[] => (was.items === is.items ? [{ before: was, after: is }] : []));
  const parts = both.flatMap(([was, is]): Pair[] => {
    const [first, last] = [sharedOf(was, is), sharedOf(is, was)];
    return first && last ? [{ before: ratedOf(first), after: ratedOf(last) }] : [];
  });
  return [...whole, ...parts].sort((a, b) => b.after.total - a.after.total)[0] ?? null;
}

type Outcomes = Drawn & Pick<Measured, 'outcomes'>;

/** What came out of the items that both were tested on, where one was on more of those that were drawn alike; null where not. As many with another hash are others. */
function sharedOf(own: Outcomes, other: Outcomes): string | null {
  const isAlike = own.split === other.split && own.seed === other.seed;
  const isPart = isAlike && own.outcomes.length !== other.outcomes.length;
  return isPart ? own.outcomes.slice(0, other.outcomes.length) : null;
}

const passesOf = (outcomes: string): number => outcomes.replaceAll('0', '').length;
const ratedOf = (outcomes: string): Rated => ({ total: outcomes.length, rate: passesOf(outcomes) / outcomes.length });

/** An exam of a level. What was shipped does not say what it was drawn by: it is compared on the same items, and on no part of them. */
export type Exam = Pick<Measured, 'items' | 'outcomes'> & Partial<Pick<Measured, 'checkpoint' | 'level'> & Drawn>;

/**
 * How many items of an exam passed when the level was known first, and of how many of its first ones; nulls where that was not measured. Of a state that was tested
 * on all of them no part counts. @param line exams of states, in their order @param items hash of those of the exam
 */
export function firstKnown(line: readonly Exam[], items: string): { first: number | null; firstOf: number | null } {
  const exam = line.find((row) => row.items === items && isDrawn(row));
  for (const rows of grouped(line, ({ checkpoint }) => checkpoint).values()) {
    const whole = rows.filter((row) => row.items === items).map(({ outcomes }) => outcomes);
    const found = whole.length > 0 || !exam ? whole : rows.flatMap((row) => partOf(row, exam) ?? []);
    const known = found.find((outcomes) => outcomes !== '' && ratedOf(outcomes).rate >= KNOWN_RATE);
    if (known) return { first: passesOf(known), firstOf: known.length };
  }
  return { first: null, firstOf: null };
}

const isDrawn = (exam: Exam): exam is Exam & Drawn => exam.split !== undefined && exam.seed !== undefined;

/** Of items of the same level. */
function partOf(row: Exam, exam: Exam): string | null {
  const isLevel = typeof row.level === 'number' && row.level === exam.level;
  return isLevel && isDrawn(row) && isDrawn(exam) ? sharedOf(row, exam) : null;
}

/**
 * What one step costs: mean drop of the pass rate over levels that were known before it, as a fraction; negative when they got better, null where none can be
 * compared.
 */
export function dropOf(before: readonly Cell[], after: readonly Cell[]): number | null {
  const pairs = before.flatMap((cell, j) => paired(cell, after[j] ?? []) ?? []);
  const known = pairs.filter((pair) => pair.before.rate >= KNOWN_RATE);
  return mean(known.map((pair) => pair.before.rate - pair.after.rate));
}

function mean(values: readonly number[]): number | null {
  return values.length ? values.reduce((a, b) => a + b, 0) / values.length : null;
}
