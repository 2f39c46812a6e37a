// `consolidation`: ten levels in sequence, and what keeps the earlier ones: nothing, replay, replay with the autoencoder training along or frozen, replay with
// the frozen base's own distribution (forward KL). Equal numbers of rows; those of the last arm are fewer by what the base's pass costs. Beside them controls, which
// cannot win: the documents' own recipe; principal components of the autoencoder's width in its place; and, where one lies under .lab/text-autoencoder, a published
// text autoencoder.

import type { Json } from '../../../src/lib/json.ts';
import { mean } from '../../../src/lib/stats.ts';
import { must } from '../../../src/lib/assert.ts';
import { type CourseRow, curriculum, type LevelRow, type Means } from './curriculum.ts';
import { type ArmRows, compare, type Compared, type Experiment, finding, type Row } from './experiment.ts';
import { type Interval, intervalOf } from './interval.ts';
import { hasTextAutoencoder } from '../text-encoder.ts';
import { openLearner } from './learner.ts';

const ARMS = {
  none: { replay: 'none', manifold: 'none', anchor: 0 },
  replay: { replay: 'all', manifold: 'none', anchor: 0 },
  'replay-unfrozen': { replay: 'all', manifold: 'unfrozen', anchor: 0 },
  'replay-frozen': { replay: 'all', manifold: 'frozen', anchor: 0 },
  'replay-kl': { replay: 'all', manifold: 'none', anchor: 0.5 },
} as const satisfies Record<string, Means>;

const CONTROLS = {
  documents: { replay: 'documents', manifold: 'frozen', anchor: 0 },
  'replay-pca': { replay: 'all', manifold: 'pca', anchor: 0 },
  'replay-text': { replay: 'all', manifold: 'text', anchor: 0 },
} as const satisfies Record<string, Means>;
const ALL = { ...ARMS, ...CONTROLS };

type Arm = keyof typeof ALL;
const CONTESTANTS = Object.keys(ARMS) as (keyof typeof ARMS)[];
const BESIDE = (Object.keys(CONTROLS) as (keyof typeof CONTROLS)[]).filter(
  (arm) => arm !== 'replay-text' || hasTextAutoencoder(),
);
const NAMES: readonly Arm[] = [...CONTESTANTS, ...BESIDE];

export const consolidation: Experiment = {
  about: 'Ten levels in sequence: what keeps the earlier ones?',
  arms: NAMES,
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    const row = await curriculum(openLearner(1), ALL[arm as Arm], `curriculum ${seed}`, say);
    return { seed, ...row } as unknown as Record<string, Json>;
  },
  conclude: (rows) => {
    const names = NAMES.filter((arm) => isMeasured(rows, arm));
    const arms = Object.fromEntries(names.map((arm) => [arm, armOf(coursesOf(rows, arm))])) as Record<Arm, ArmFacts>;
    const winner = CONTESTANTS.filter((arm) => isMeasured(rows, arm)).reduce((best, arm) =>
      arms[arm].score.mean > arms[best].score.mean ? arm : best,
    );
    const lost = (arm: Arm): number => intervalOf(coursesOf(rows, arm).map(forgettingOf)).mean;
    return {
      winner,
      level1Retention: arms[winner].level1Retention,
      minRetention: arms[winner].minRetention,
      forgettingRatio: lost(winner) / lost('none'),
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
    ...METHODS.filter(([arm]) => isMeasured(rows, arm)).map(([arm, method]) =>
      finding(
        method,
        'solved',
        against(rows, arm, 'replay'),
        'by going over it alone, in the end of ten levels in sequence',
      ),
    ),
  ],
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

type Kept = { level: number; first: number; last: number };

const keptOf = ({ levels, last }: CourseRow): Kept[] =>
  levels.map(({ level, first }) => ({ level, first: first.rate, last: must(last[level], 'score').rate }));

/** What it solves in the end, mean of ten levels: counts what was learned and what was kept. */
const scoreOf = (row: CourseRow): number => mean(keptOf(row).map(({ last }) => last));
/** Chaudhry 2018, with the first score as the best: mean of what levels lost, the last one left out. */
const forgettingOf = (row: CourseRow): number =>
  mean(
    keptOf(row)
      .slice(0, -1)
      .map(({ first, last }) => first - last),
  );
const retentions = (row: CourseRow): number[] => keptOf(row).map(({ first, last }) => (first ? last / first : 1));

type ArmFacts = {
  score: Interval;
  learned: Interval;
  forgetting: Interval;
  level1Retention: number;
  minRetention: number;
  retention: number[];
} & Record<string, Json>;

function armOf(courses: readonly CourseRow[]): ArmFacts {
  const levels = Array.from({ length: 10 }, (_, i) => mean(courses.map((row) => must(retentions(row)[i], 'level'))));
  return {
    score: intervalOf(courses.map(scoreOf)),
    learned: intervalOf(courses.map((row) => mean(keptOf(row).map(({ first }) => first)))),
    forgetting: intervalOf(courses.map(forgettingOf)),
    level1Retention: must(levels[0], 'level 1'),
    minRetention: Math.min(...levels),
    retention: levels,
    ...consolidationOf(courses.flatMap((row) => row.levels)),
  };
}

/** Beside the bounds of the documents: loss 0.05, reconstruction 0.10, alignment 65 %, stable over three epochs, 5 % of the time. */
function consolidationOf(levels: readonly LevelRow[]): Record<string, Json> {
  const seconds = (what: 'train' | 'consolidate'): number => mean(levels.map((level) => level.seconds[what]));
  const share = seconds('consolidate') / seconds('train');
  const done = levels.flatMap(({ consolidation: it, alignment }) => (it && alignment ? [{ ...it, alignment }] : []));
  if (done.length === 0) return { secondsTrain: seconds('train') };
  const epochs = [0, 1, 2].map((epoch) => mean(done.map(({ losses }) => must(losses[epoch], 'epoch'))));
  const errors = done.flatMap(({ aeError }) => (aeError === null ? [] : [aeError]));
  const aligned = (when: 'before' | 'after'): number =>
    mean(done.map(({ alignment: { [when]: it } }) => (it.refused + it.format + it.clean) / 3));
  return {
    ...{ secondsTrain: seconds('train'), consolidationShare: share, epochLosses: epochs },
    reconstruction: errors.length ? mean(errors) : null,
    alignment: { before: aligned('before'), after: aligned('after') },
    stable: mean(done.map(({ losses }) => (must(losses[2], 'epoch') <= must(losses[0], 'epoch') ? 1 : 0))),
    creative: mean(done.filter(({ creative }) => creative > 0).map(({ creative }) => creative)),
  };
}
