// `consolidation`: ten levels in sequence, and what keeps the earlier ones: nothing, replay, replay with the autoencoder training along or frozen, replay with
// the frozen base's own distribution (forward KL). Equal numbers of rows; those of the last arm are fewer by what the base's pass costs. Beside them controls, which
// cannot win: the documents' own recipe; principal components of the autoencoder's width in its place; where one lies under .lab/text-autoencoder, a published text
// autoencoder; and levels that keep all of the way that their training went, as all arms did before.

import type { Json } from '../../../src/lib/json.ts';
import { mean } from '../../../src/lib/stats.ts';
import type { NightSettings } from '../../../src/team/context.ts';
import { type ArmFacts, factsOf, forgettingOf, level1Of, scoreOf } from './course-figures.ts';
import { type CourseRow, curriculum, type Means } from './curriculum.ts';
import {
  type ArmRows,
  compare,
  type Compared,
  type Experiment,
  finding,
  type Row,
  seedOf,
  seedsOf,
} from './experiment.ts';
import { hasTextAutoencoder } from '../text-encoder.ts';
import { openLearner } from './learner.ts';

/** The simplest first. */
const ARMS = {
  none: { replay: 'none', manifold: 'none', anchor: 0 },
  replay: { replay: 'all', manifold: 'none', anchor: 0 },
  'replay-frozen': { replay: 'all', manifold: 'frozen', anchor: 0 },
  'replay-unfrozen': { replay: 'all', manifold: 'unfrozen', anchor: 0 },
  'replay-kl': { replay: 'all', manifold: 'none', anchor: 0.5 },
} as const satisfies Record<string, Means>;

const CONTROLS = {
  documents: { replay: 'documents', manifold: 'frozen', anchor: 0 },
  'replay-pca': { replay: 'all', manifold: 'pca', anchor: 0 },
  'replay-text': { replay: 'all', manifold: 'text', anchor: 0 },
  'replay all the way': { replay: 'all', manifold: 'none', anchor: 0, way: 1 },
} as const satisfies Record<string, Means>;
const ALL = { ...ARMS, ...CONTROLS };

type Arm = keyof typeof ALL;
type Contestant = keyof typeof ARMS;
const CONTESTANTS = Object.keys(ARMS) as Contestant[];
const BESIDE = (Object.keys(CONTROLS) as (keyof typeof CONTROLS)[]).filter(
  (arm) => arm !== 'replay-text' || hasTextAutoencoder(),
);
const NAMES: readonly Arm[] = [...CONTESTANTS, ...BESIDE];

export const consolidation: Experiment = {
  about: 'Ten levels in sequence: what keeps the earlier ones?',
  arms: NAMES,
  quickArms: ['none', 'replay', 'replay-frozen'] satisfies Arm[],
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    const row = await curriculum(openLearner(1), ALL[arm as Arm], `curriculum ${seed}`, say);
    return { seed, ...row } as unknown as Record<string, Json>;
  },
  conclude: (rows) => {
    const names = NAMES.filter((arm) => isMeasured(rows, arm));
    const arms = Object.fromEntries(names.map((arm) => [arm, factsOf(coursesOf(rows, arm))])) as Record<Arm, ArmFacts>;
    const { winner, best, keeping, seeds } = decide(rows);
    if (!winner) return { winner, arms: arms as unknown as Json };
    const { level1Retention, minRetention, level1RetentionInterval, minRetentionOfAny, minRetentionInterval } =
      arms[winner];
    const lost = compare(
      rows,
      winner,
      'none',
      (own, bare) => forgettingOf(courseOf(own)) / forgettingOf(courseOf(bare)),
    );
    return {
      ...{ winner, best, keeping, decidedBy: seeds, level1Retention, minRetention, forgettingRatio: lost.mean },
      ...{ level1RetentionInterval, minRetentionOfAny, minRetentionInterval, forgettingRatioInterval: lost },
      winnerAgainst: Object.fromEntries(
        names.filter((arm) => arm !== winner).map((arm) => [arm, against(rows, winner, arm)]),
      ),
      frozenAgainst: Object.fromEntries(
        BESIDE.filter((arm) => isMeasured(rows, arm)).map((arm) => [arm, against(rows, 'replay-frozen', arm)]),
      ),
      arms: arms as unknown as Json,
    };
  },
  findings: (rows) => [
    finding('replay', 'solved', against(rows, 'replay', 'none'), 'without it, in the end of ten levels in sequence'),
    finding(
      'documents',
      'solved',
      against(rows, 'documents', 'none'),
      'without it, in the end of ten levels in sequence',
    ),
    finding(
      'way',
      'solved',
      against(rows, 'replay', 'replay all the way'),
      'going all of the way, in the end of ten levels in sequence',
    ),
    finding(
      'way',
      'kept',
      keptAgainst(rows, 'replay', 'replay all the way'),
      'going all of the way, of the first of ten levels in sequence',
    ),
    ...METHODS.filter(([arm]) => isMeasured(rows, arm)).flatMap(([arm, method]) => [
      finding(
        method,
        'solved',
        against(rows, arm, 'replay'),
        'by going over it alone, in the end of ten levels in sequence',
      ),
      finding(
        method,
        'kept',
        keptAgainst(rows, arm, 'replay'),
        'by going over it alone, of the first of ten levels in sequence',
      ),
    ]),
  ],
  signs: (rows) => ({ 'solved with replay, less without': against(rows, 'replay', 'none').mean }),
};

const METHODS = [
  ['replay-frozen', 'autoencoder'],
  ['replay-unfrozen', 'unfrozen'],
  ['replay-pca', 'pca'],
  ['replay-kl', 'anchor'],
] as const satisfies [Arm, string][];

const isMeasured = (rows: ArmRows, arm: Arm): boolean => (rows[arm] ?? []).length > 0;
const courseOf = (row: Row): CourseRow => row as unknown as CourseRow;
const coursesOf = (rows: ArmRows, arm: Arm): CourseRow[] => (rows[arm] ?? []).map(courseOf);
const against = (rows: ArmRows, a: Arm, b: Arm): Compared =>
  compare(rows, a, b, (own, there) => scoreOf(courseOf(own)) - scoreOf(courseOf(there)));

const keptAgainst = (rows: ArmRows, a: Arm, b: Arm): Compared =>
  compare(rows, a, b, (own, there) => level1Of(courseOf(own)) - level1Of(courseOf(there)));

const meanScore = (rows: ArmRows, arm: Contestant, seeds: readonly string[]): number =>
  mean((rows[arm] ?? []).filter((row) => seeds.includes(seedOf(row))).map((row) => scoreOf(courseOf(row))));

type Decision = { winner: Contestant | null; best: Contestant | null; keeping: Contestant[]; seeds: number };

/**
 * Of the arms that keep what is asked the simplest that is not for certain worse than the best of them, that is the one which solves most in the end by mean, for all
 * take the same time (decisions/0021); the best of all while none keeps that. `seeds`: that all which were measured have, by which the best is found.
 */
export function decide(rows: ArmRows): Decision {
  const measured = CONTESTANTS.filter((arm) => isMeasured(rows, arm));
  const seeds = seedsOf(Object.fromEntries(measured.map((arm) => [arm, rows[arm] ?? []])));
  const of = (arm: Contestant): string[] => (seeds.length ? seeds : (rows[arm] ?? []).map(seedOf));
  const bestOf = (arms: readonly Contestant[]): Contestant | null =>
    arms.reduce<Contestant | null>(
      (a, b) => (a && meanScore(rows, b, of(b)) <= meanScore(rows, a, of(a)) ? a : b),
      null,
    );
  const keeping = measured.filter((arm) => keepsAsked(coursesOf(rows, arm)));
  const best = bestOf(measured);
  const leader = bestOf(keeping);
  const winner = keeping.find((arm) => !isWorse(rows, arm, leader)) ?? best;
  return { winner, best, keeping, seeds: seeds.length };
}

/** Of their first scores at the end: level 1, and every level; means over seeds. */
const ASKED = { level1: 0.95, every: 0.9 } as const;

/** For certain. */
const isWorse = (rows: ArmRows, arm: Contestant, best: Contestant | null): boolean =>
  best !== null && arm !== best && against(rows, best, arm).low > 0;

function keepsAsked(courses: readonly CourseRow[]): boolean {
  const { level1Retention, minRetention } = factsOf(courses);
  return level1Retention >= ASKED.level1 && minRetention >= ASKED.every;
}

/** Which arm nights consolidate like, by their settings. */
export function usualArm({ consolidate, against: held }: Pick<NightSettings, 'consolidate' | 'against'>): Contestant {
  if (held === 'base') return 'replay-kl';
  return held === 'none' || consolidate.manifold === 0 ? 'replay' : 'replay-frozen';
}
