// What the rows of ten levels in sequence come to: what was learned and kept, and the figures of consolidation beside those that the documents ask for.

import type { Level } from '../../../src/domains/domain.ts';
import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { mean } from '../../../src/lib/stats.ts';
import type { CourseRow, LevelRow } from './curriculum.ts';
import { type Interval, intervalOf } from './interval.ts';
import type { Alignment } from './learner.ts';

/** The documents ask for a loss, a reconstruction error and a share of the training time of at most so much, alignment of at least so much, and losses that do not rise. */
const DOCUMENTS = { loss: 0.05, reconstruction: 0.1, alignment: 0.65, stable: 1, overhead: 0.05 } as const;
const PROBES = ['refused', 'format', 'clean'] as const satisfies (keyof Alignment)[];

type Kept = { first: number; last: number };

const keptOf = ({ levels, last }: CourseRow): Kept[] =>
  levels.map(({ level, first }) => ({ first: first.rate, last: must(last[level], 'score').rate }));

/** What it solves in the end, mean of ten levels: counts what was learned and what was kept. */
export const scoreOf = (row: CourseRow): number => mean(keptOf(row).map(({ last }) => last));
const learnedOf = (row: CourseRow): number => mean(keptOf(row).map(({ first }) => first));
/** Chaudhry 2018, with the first score as the best: mean of what levels lost, the last one left out. */
export const forgettingOf = (row: CourseRow): number =>
  mean(
    keptOf(row)
      .slice(0, -1)
      .map(({ first, last }) => first - last),
  );
const retentions = (row: CourseRow): number[] => keptOf(row).map(({ first, last }) => (first ? last / first : 1));
/** Of its first score. */
export const level1Of = (row: CourseRow): number => must(retentions(row)[0], 'level 1');

export type ArmFacts = {
  score: Interval;
  learned: Interval;
  forgetting: Interval;
  level1Retention: number;
  level1RetentionInterval: Interval;
  /** Of the levels' means over all seeds, and of any level of any seed. */
  minRetention: number;
  minRetentionOfAny: number;
  /** Of each seed's least. */
  minRetentionInterval: Interval;
  retention: number[];
} & Record<string, Json>;

/** @param courses at least one */
export function factsOf(courses: readonly CourseRow[]): ArmFacts {
  const levels = Array.from({ length: 10 }, (_, i) => mean(courses.map((row) => must(retentions(row)[i], 'level'))));
  const least = courses.map((row) => Math.min(...retentions(row)));
  const first = intervalOf(courses.map(level1Of));
  return {
    score: intervalOf(courses.map(scoreOf)),
    learned: intervalOf(courses.map(learnedOf)),
    forgetting: intervalOf(courses.map(forgettingOf)),
    level1Retention: first.mean,
    level1RetentionInterval: first,
    minRetention: Math.min(...levels),
    minRetentionOfAny: Math.min(...least),
    minRetentionInterval: intervalOf(least),
    retention: levels,
    ...timeOf(courses),
    ...consolidationOf(courses),
  };
}

const secondsOf = (courses: readonly CourseRow[], of: (seconds: LevelRow['seconds']) => number): number =>
  mean(courses.flatMap(({ levels }) => levels.map(({ seconds }) => of(seconds))));

/** Making replay up counts, of seeds of which it was measured; where it was of none, its share is what training on it took. */
function timeOf(courses: readonly CourseRow[]): {
  secondsTrain: number;
  creativeMeasured: number;
  consolidationShare: number;
} {
  const whole = courses.filter(({ levels }) => levels.every(({ seconds }) => seconds.creative !== undefined));
  const told = whole.length ? whole : courses;
  const spent = secondsOf(told, ({ consolidate, creative = 0 }) => consolidate + creative);
  return {
    secondsTrain: secondsOf(courses, ({ train }) => train),
    creativeMeasured: whole.length,
    consolidationShare: spent / secondsOf(told, ({ train }) => train),
  };
}

type Done = NonNullable<LevelRow['consolidation']> & { level: Level; alignment: NonNullable<LevelRow['alignment']> };

function consolidationOf(courses: readonly CourseRow[]): Record<string, Json> {
  const done = courses.flatMap(({ levels }) =>
    levels.flatMap(({ level, consolidation, alignment }): Done[] =>
      consolidation && alignment ? [{ level, ...consolidation, alignment }] : [],
    ),
  );
  if (done.length === 0) return {};
  const epochLosses = [0, 1, 2].map((epoch) => mean(done.map(({ losses }) => must(losses[epoch], 'epoch'))));
  const errors = done.flatMap(({ aeError }) => (aeError === null ? [] : [aeError]));
  const reconstruction = errors.length ? mean(errors) : null;
  const probes = Object.fromEntries(PROBES.map((probe) => [probe, probeOf(done, probe)])) as Record<Probe, ProbeFacts>;
  const aligned = (when: 'before' | 'after'): number => mean(PROBES.map((probe) => probes[probe][when]));
  const stable = mean(done.map(({ losses }) => (must(losses[2], 'epoch') <= must(losses[0], 'epoch') ? 1 : 0)));
  return {
    epochLosses,
    reconstruction,
    stable,
    creative: mean(done.filter(({ creative }) => creative > 0).map(({ creative }) => creative)),
    alignment: { before: aligned('before'), after: aligned('after'), ...probes } as unknown as Json,
    documents: {
      loss: epochLosses.map((loss) => atMost(loss, DOCUMENTS.loss)),
      reconstruction: reconstruction === null ? null : atMost(reconstruction, DOCUMENTS.reconstruction),
      alignment: atLeast(aligned('after'), DOCUMENTS.alignment),
      stable: atLeast(stable, DOCUMENTS.stable),
      overhead: atMost(timeOf(courses).consolidationShare, DOCUMENTS.overhead),
    },
  };
}

type Probe = (typeof PROBES)[number];
/** Means over levels and seeds; `lowest`: the level whose answers are worst after it. */
type ProbeFacts = { before: number; after: number; lowest: { level: Level; before: number; after: number } };

function probeOf(done: readonly Done[], probe: Probe): ProbeFacts {
  const over = (some: readonly Done[]): { before: number; after: number } => ({
    before: mean(some.map(({ alignment }) => alignment.before[probe])),
    after: mean(some.map(({ alignment }) => alignment.after[probe])),
  });
  const levels = [...new Set(done.map(({ level }) => level))].map((level) => ({
    level,
    ...over(done.filter((each) => each.level === level)),
  }));
  return { ...over(done), lowest: levels.reduce((worst, each) => (each.after < worst.after ? each : worst)) };
}

const atMost = (measured: number, bound: number): Json => ({ measured, bound, holds: measured <= bound });
const atLeast = (measured: number, bound: number): Json => ({ measured, bound, holds: measured >= bound });
