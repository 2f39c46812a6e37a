// Curation, as a stream: every row is looked at once and let go; what is kept of it is its id, its class and its quality. Pure.

import type { DatasetCounts } from '../db/tables/datasets.ts';
import type { HeldOut } from '../team/held-out.ts';
import { balanced, type Bounds, type Fact } from './balance.ts';
import { makeDuplicates } from './duplicates.ts';
import { qualityOf } from './quality.ts';

export type Row = Omit<Fact, 'quality'> & { readonly prompt: string; readonly code: string };

/** `least`: answers of a lower quality teach nothing. */
export type Rules = Bounds & { readonly least: number };

export type Sifted = { ids: string[]; counts: DatasetCounts };

/** The rows that may be trained on, in their order. A row is counted by the first reason against it: contaminated, poor, duplicate, one too many. */
export async function sift(rows: AsyncIterable<Row>, heldOut: HeldOut, rules: Rules): Promise<Sifted> {
  const duplicates = makeDuplicates();
  const counts = { read: 0, contaminated: 0, poor: 0, duplicates: 0 };
  const facts: Fact[] = [];
  for await (const { id, skill, level, prompt, code } of rows) {
    counts.read += 1;
    const quality = qualityOf(code);
    if (heldOut.isIn(prompt)) counts.contaminated += 1;
    else if (quality < rules.least) counts.poor += 1;
    else if (duplicates.has(prompt, code)) counts.duplicates += 1;
    else facts.push({ id, skill, level, quality });
  }
  const kept = balanced(facts, rules);
  return {
    ids: kept.map(({ id }) => id),
    counts: { ...counts, kept: kept.length, capped: facts.length - kept.length },
  };
}
