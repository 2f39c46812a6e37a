// What the X-ray shows, from rows: every state of the learner that was measured, which of them followed from each other, and what each has cost. Pure.

import type { RowOf } from '../../../db/tables/index.ts';
import { furtherFiles } from '../../../lib/exams.ts';
import { type Cell, matrixOf, type Summary, summaryOf, wornOf } from '../../../lib/forgetting.ts';
import { grouped } from '../../../lib/group.ts';
import { fisherInterval, pearson } from '../../../lib/stats.ts';

export type Rows = {
  evals: readonly RowOf<'evals'>[];
  checkpoints: readonly RowOf<'checkpoints'>[];
  nights: readonly RowOf<'nights'>[];
  moves: readonly RowOf<'moves'>[];
  /** KL(base‖checkpoint) by file of the checkpoint, nats per token, where a night measured it. */
  kl: ReadonlyMap<string, number>;
};

export type State = {
  file: string;
  /** Null for what was shipped, for what was merged of others, and for what the user brought. */
  night: string | null;
  merged: boolean;
  at: number | null;
  /** `kept`: what answers now, or comes before it. */
  fate: 'shipped' | 'kept' | 'taken back' | 'not kept';
  cells: readonly Cell[];
  /** Levels that kept too little, in this state, of what they could when they were learned. */
  worn: readonly number[];
  /** Best earlier score less that of this state, on average over levels learned before it. */
  forgetting: number | null;
  kl: number | null;
};

export type XRay = {
  /** Row 0 is the learner as shipped, where that was measured. */
  states: readonly State[];
  /** Of what answers now and what came before it; null where what answers was not measured yet: scores of what came before say nothing of it. */
  summary: Summary | null;
  /** Of states' KL to the base with what is forgotten in them, both since the beginning; null where no night measured KL. */
  kl: Correlation | null;
};

export type Correlation = {
  r: number | null;
  /** Nights that measured both. */
  n: number;
  /** 95 %, narrower than it is: nights follow from each other. */
  interval: readonly [low: number, high: number] | null;
};

/** @param learner hashes of its base weights, and of the adapter that answers; null when the base does */
export function xrayOf(rows: Rows, learner: { base: string; adapter: string | null }, levels: readonly number[]): XRay {
  const files = filesOf(rows, learner.base);
  const matrix = matrixOf(rows.evals, files, levels);
  const line = lineageOf(rows.checkpoints, learner);
  const states = files.map((file, i): State => {
    const made = rows.checkpoints.find((row) => row.file === file);
    const night = rows.nights.find(({ id }) => id === made?.night);
    const before = files.flatMap((one, at) => (at < i && line.has(one) ? [matrix[at] ?? []] : []));
    const cells = matrix[i] ?? [];
    const summary = summaryOf([...before, cells], levels);
    const fate = fateOf(rows, line, file, learner.base);
    return {
      file,
      night: night?.id ?? null,
      merged: made !== undefined && isMerged(made),
      at: night?.at ?? made?.at ?? null,
      fate,
      cells,
      worn: wornOf(summary).map(({ level }) => level),
      forgetting: summary.forgetting,
      kl: rows.kl.get(file) ?? null,
    };
  });
  const kept = states.filter(({ file }) => line.has(file)).map(({ cells }) => cells);
  return {
    states,
    summary: files.includes(learner.adapter ?? learner.base) ? summaryOf(kept, levels) : null,
    kl: rows.kl.size === 0 ? null : correlationOf(states),
  };
}

const isMerged = ({ config }: RowOf<'checkpoints'>): boolean =>
  Array.isArray((config as { parts?: unknown } | null)?.parts);

/** KL(base‖checkpoint) by file, where the gate measured it: it stands with its decision, among what it saw of manners. */
export function distancesOf(
  moves: readonly RowOf<'moves'>[],
  checkpoints: readonly RowOf<'checkpoints'>[],
): ReadonlyMap<string, number> {
  const found = moves.flatMap(({ checkpoint, detail }): [string, number][] => {
    const kl = (detail as { manners?: { kl?: unknown } | null } | null)?.manners?.kl;
    const file = checkpoints.find(({ id }) => id === checkpoint)?.file;
    return typeof kl === 'number' && file ? [[file, kl]] : [];
  });
  return new Map(found);
}

/** The base, then adapters on it, as they were first measured; of a night that examined two, the one that it decided about. */
function filesOf({ evals, checkpoints }: Rows, base: string): string[] {
  const further = new Set(
    [...grouped(evals, ({ night }) => night ?? '')].flatMap(([id, rows]) => (id ? furtherFiles(rows) : [])),
  );
  const own = new Set(checkpoints.filter((row) => row.base === base && !further.has(row.file)).map(({ file }) => file));
  const measured = evals.filter(({ level }) => level !== null).map(({ checkpoint }) => checkpoint);
  const adapters = measured.filter((file) => own.has(file) && file !== base);
  return [...new Set([...(measured.includes(base) ? [base] : []), ...adapters])];
}

/** Files of what answers, of what it was trained from, and so on to the base. */
function lineageOf(
  checkpoints: readonly RowOf<'checkpoints'>[],
  { base, adapter }: { base: string; adapter: string | null },
): ReadonlySet<string> {
  const line = new Set([base]);
  let row = checkpoints.find(({ file }) => file === adapter);
  while (row && !line.has(row.file)) {
    line.add(row.file);
    const { parent } = row;
    row = checkpoints.find(({ id }) => id === parent);
  }
  return line;
}

function fateOf({ checkpoints, moves }: Rows, line: ReadonlySet<string>, file: string, base: string): State['fate'] {
  if (file === base) return 'shipped';
  if (line.has(file)) return 'kept';
  const ids = new Set(checkpoints.filter((row) => row.file === file).map(({ id }) => id));
  const answered = moves.some(({ to }) => to !== null && ids.has(to));
  return answered ? 'taken back' : 'not kept';
}

/** Over all nights that measured both, whether what they learned was kept or not. */
function correlationOf(states: readonly State[]): Correlation {
  const pairs = states.flatMap(({ night, kl, forgetting }): [number, number][] =>
    night === null || kl === null || forgetting === null ? [] : [[kl, forgetting]],
  );
  const { r, n } = pearson(pairs);
  return { r, n, interval: r === null ? null : fisherInterval(r, n) };
}
