import { describe, expect, it } from 'vitest';
import { must } from '../../../src/lib/assert.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { consolidation, decide, usualArm } from './consolidation.ts';
import type { Row } from './experiment.ts';
import { published } from './published.ts';

type Course = { first?: number[]; last: number[]; consolidated?: Partial<Consolidated>; creative?: number };
type Consolidated = { losses: number[]; aeError: number | null; refused: number[] };

/** Scores level by level; where there are fewer than ten, the last is that of all others. */
function course(seed: string, { first = [1], last, consolidated, creative }: Course): Row {
  const at = (values: readonly number[], i: number): number => values[Math.min(i, values.length - 1)] ?? 0;
  const { losses = [3, 2, 1], aeError = null, refused = [1] } = consolidated ?? {};
  const levels = Array.from({ length: 10 }, (_, i) => ({
    level: i + 1,
    first: { rate: at(first, i), nll: 1 },
    seconds: { train: 100, consolidate: consolidated ? 4 : 0, ...(creative === undefined ? {} : { creative }) },
    tokens: { train: 1, consolidate: 1 },
    consolidation: consolidated ? { losses, aeError, creative: 0.5 } : null,
    alignment: consolidated
      ? { before: { refused: 1, format: 1, clean: 1 }, after: { refused: at(refused, i), format: 1, clean: 0.4 } }
      : null,
  }));
  return {
    seed,
    levels,
    last: Object.fromEntries(levels.map(({ level }, i) => [level, { rate: at(last, i), nll: 1 }])),
  };
}

const SEEDS = ['1', '2', '3', '4', '5'];
/** Courses that end at these scores, seed by seed. */
const ending = (...scores: number[]): Row[] => scores.map((last, i) => course(SEEDS[i] ?? '', { last: [last] }));

describe('the winner of ten levels in sequence', () => {
  const kept = (score: number, level1: number): Row[] =>
    SEEDS.map((seed) => course(seed, { last: [level1, ...Array<number>(8).fill(score), score] }));

  it('is the one that solves most for certain of those that keep what is asked', () => {
    const rows = {
      none: ending(0.1, 0.11, 0.1, 0.12, 0.1),
      replay: kept(0.99, 0.94),
      'replay-frozen': kept(0.95, 0.96),
      'replay-kl': kept(0.97, 0.96),
      // A level under what is asked, be level 1 kept.
      'replay-unfrozen': SEEDS.map((seed) => course(seed, { last: [1, 0.89, 0.97] })),
      documents: kept(1, 1),
    };
    const keeping = ['replay-frozen', 'replay-kl'];
    expect(decide(rows)).toEqual({ winner: 'replay-kl', best: 'replay', keeping, seeds: 5 });
    expect(consolidation.conclude(rows)).toMatchObject({ winner: 'replay-kl', best: 'replay', keeping, decidedBy: 5 });
  });

  it('is the simplest of those that are no worse for certain', () => {
    const rows = {
      none: ending(0.1, 0.11, 0.1, 0.12, 0.1),
      replay: [0.96, 0.99, 0.95, 0.98, 0.97].map((score, i) => must(kept(score, 0.96)[i], 'a seed')),
      'replay-unfrozen': kept(0.975, 0.96),
      // Worse than the best for certain, and simpler.
      'replay-frozen': kept(0.95, 0.97),
    };
    expect(decide(rows)).toMatchObject({ winner: 'replay', best: 'replay-unfrozen' });
  });

  it('is the best of all while none keeps that, by the seeds that all have', () => {
    const rows = { replay: ending(0.8, 0.85), 'replay-kl': ending(0.83, 0.84, 0.2) };
    expect(decide(rows)).toEqual({ winner: 'replay-kl', best: 'replay-kl', keeping: [], seeds: 2 });
    expect(consolidation.conclude({ documents: ending(1) })).toMatchObject({ winner: null });
  });

  it('is what nights do by default, once five seeds are published', () => {
    expect(usualArm({ ...NIGHT_SETTINGS, against: 'none' })).toBe('replay');
    expect(usualArm({ ...NIGHT_SETTINGS, against: 'autoencoder' })).toBe('replay-frozen');
    expect(usualArm({ ...NIGHT_SETTINGS, against: 'base' })).toBe('replay-kl');
    const { winner, seeds } = decide(published('consolidation')?.rows ?? {});
    expect(seeds < 5 ? usualArm(NIGHT_SETTINGS) : winner).toBe(usualArm(NIGHT_SETTINGS));
  });
});

describe('what is told of an arm', () => {
  const replay = [
    course('1', {
      last: [0.9, 0.8, 1],
      consolidated: { losses: [0.9, 0.6, 0.3], aeError: 0.2, refused: [1, 0.5, 1] },
      creative: 6,
    }),
    course('2', { last: [1, 0.9, 1], consolidated: { losses: [0.1, 0.2, 0.3], aeError: 0.4, refused: [1, 0.7, 1] } }),
  ];
  const rows = { none: [course('1', { last: [0.5, 0.5, 1] })], replay };
  const found = consolidation.conclude(rows);
  const told = (found['arms'] as Record<string, Record<string, unknown>>)['replay'] ?? {};

  it('is what it kept, with intervals, and the least of any level of any seed', () => {
    expect(found).toMatchObject({ winner: 'replay', level1Retention: 0.95, minRetentionOfAny: 0.8 });
    expect(found['minRetention']).toBeCloseTo(0.85);
    expect(found['level1RetentionInterval']).toMatchObject({ mean: 0.95 });
    // It lost 0.3 of nine levels and the arm without replay 1, in the seed that both have.
    expect(found['forgettingRatio']).toBeCloseTo(0.3);
    expect(found['forgettingRatioInterval']).toMatchObject({ seeds: 1 });
  });

  it('counts making replay up among the time of consolidation, and says of how many seeds', () => {
    expect(told).toMatchObject({ creativeMeasured: 1, consolidationShare: 0.1 });
    const { arms } = consolidation.conclude({ replay: replay.slice(1) });
    expect(arms).toMatchObject({ replay: { creativeMeasured: 0, consolidationShare: 0.04 } });
  });

  it('has the probes of alignment apart, and the lowest level of each', () => {
    const { refused, clean, after } = told['alignment'] as Record<string, Record<string, object>>;
    expect(refused?.['lowest']).toMatchObject({ level: 2, before: 1 });
    expect((refused?.['lowest'] as { after: number }).after).toBeCloseTo(0.6);
    expect(refused?.['after']).toBeCloseTo(0.96);
    expect(clean).toMatchObject({ before: 1, lowest: { level: 1 } });
    expect(after).toBeCloseTo((0.96 + 1 + 0.4) / 3);
  });

  it('stands beside the bounds of the documents', () => {
    expect(told['documents']).toMatchObject({
      loss: [0.5, 0.4, 0.3].map(() => ({ bound: 0.05, holds: false })),
      reconstruction: { bound: 0.1, holds: false },
      alignment: { bound: 0.65, holds: true },
      stable: { measured: 0.5, holds: false },
      overhead: { measured: 0.1, bound: 0.05, holds: false },
    });
  });
});
