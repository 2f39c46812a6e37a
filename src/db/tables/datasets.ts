// Datasets: which rows a training may learn from, chosen once. A version never changes and is named by what is in it: the SHA-256 of the canonical JSON of
// the ids and of the recipe that chose them. A long list of ids lies in several rows, its parts.

import type { Json } from '../../lib/json.ts';
import { isCount, isData, isHash, listOf, orNull } from './shape.ts';
import { log } from './table.ts';

/** Rows that were read, and what became of them; those that are not kept are counted once, by the first reason that holds. */
export const OUTCOMES = ['kept', 'duplicates', 'contaminated', 'poor', 'capped'] as const;
export type DatasetCounts = Readonly<Record<'read' | (typeof OUTCOMES)[number], number>>;

export type Dataset = {
  at: number;
  /** Name of the version. */
  version: string;
  /** The night that made it. */
  night: string | null;
  /** From 0, of `parts`. */
  part: number;
  parts: number;
  /** Lesson rows of this part, in the order of the table. */
  ids: readonly string[];
  /** How they were chosen: every number that had a say. */
  recipe: Json;
  counts: DatasetCounts;
};

const isCounts = (value: unknown): boolean => {
  const counts = (value ?? {}) as Record<string, unknown>;
  return ['read', ...OUTCOMES].every((name) => isCount(counts[name]));
};

export const datasets = log<Dataset>()({
  versions: [{ version: 4, name: 'what was trained on', indexes: ['version', 'night'] }],
  shape: {
    at: isCount,
    version: isHash,
    night: orNull(isHash),
    part: isCount,
    parts: isCount,
    ids: listOf(isHash),
    recipe: isData,
    counts: isCounts,
  },
  defaults: { night: null },
});
