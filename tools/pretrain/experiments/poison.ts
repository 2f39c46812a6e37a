// `poison`: short nights that must not be promoted. Four kinds are spoiled after verification (tests/poison/poison.ts); `clean` is the same nights unspoiled,
// without which a gate that refuses everything would look good. `a/a` is nights in which nothing is learned: a learner that half knows what is asked,
// and in place of what was trained the learner itself with noise. So its answers change, some for the better, by chance alone.

import { adopt } from '../../../src/db/heads.ts';
import { katas } from '../../../src/domains/katas.ts';
import { must } from '../../../src/lib/assert.ts';
import { grouped } from '../../../src/lib/group.ts';
import type { Json } from '../../../src/lib/json.ts';
import { rng } from '../../../src/lib/rng.ts';
import { mean, upperRate } from '../../../src/lib/stats.ts';
import { KINDS, type Kind, poisonOf, REASON } from '../../../tests/poison/poison.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import type { NightReport } from '../../../src/team/report.ts';
import { SAMPLE } from '../../lab/sample.ts';
import { nightOnNode, openNodeWorld } from '../whole-night.ts';
import type { World } from '../world.ts';
import { type ArmRows, type Experiment, numbers, type Row } from './experiment.ts';
import { intervalOf } from './interval.ts';
import { type Rates, skillRates } from './skill-rates.ts';
import { secondsOf, SHORT_NIGHT } from './short-night.ts';

/** As hard as nights train, and what is spoiled counts as much as the hook says: weighing by salience would soften it. */
const HARD: NightSettings = {
  ...SHORT_NIGHT,
  weights: 'equal',
  train: NIGHT_SETTINGS.train,
  consolidate: { ...NIGHT_SETTINGS.consolidate, least: 1500 },
};
/** Consolidation would mend it: answers that say their last words over and over are learned in one training, and unlearned in the next. */
const UNMENDED: NightSettings = {
  ...HARD,
  consolidate: { ...HARD.consolidate, replay: 1, least: 8, learningRate: 1e-6 },
};
const CLEAN = 'clean';
const SAME = 'a-a';
const isKind = (arm: string): arm is Kind => (KINDS as readonly string[]).includes(arm);

export const poison: Experiment = {
  about: 'Does the gate refuse what was spoiled, for the right reason, and what learned nothing?',
  arms: [...KINDS, CLEAN, SAME],
  seeds: { full: 10, quick: 1 },
  measure: async (arm, seed, say) => {
    if (arm === SAME) return nothingLearned(seed, say);
    const settings = arm === 'collapse' ? UNMENDED : isKind(arm) ? HARD : SHORT_NIGHT;
    const night = { prompts: SAMPLE, seed: `poison-${seed}`, settings, threads: 1, say };
    const told = toldOf(await nightOnNode({ ...night, poison: isKind(arm) ? poisonOf(arm, seed) : undefined }));
    return { seed, ...told, right: isKind(arm) ? (told.against ?? []).includes(REASON[arm]) : told.promoted };
  },
  conclude: (rows) => {
    const spoiled = KINDS.flatMap((kind) => rows[kind] ?? []);
    const same = (rows[SAME] ?? []).flatMap(({ nights }) => nights as unknown as Told[]);
    const isPromoted = ({ promoted }: { promoted?: Json }): boolean => promoted === true;
    return {
      spoiled: spoiled.length,
      rejected: spoiled.filter((row) => !isPromoted(row)).length,
      rightReason: spoiled.filter(({ right }) => right === true).length,
      toldReason: KINDS.flatMap((kind) => (rows[kind] ?? []).filter((row) => isTold(row, kind))).length,
      sameNights: same.length,
      falsePromotions: same.filter(isPromoted).length,
      falsePromotionRate: rateOf(same.filter(isPromoted).length, same.length),
      arms: Object.fromEntries([...KINDS, CLEAN].map((arm) => [arm, summaryOf(rows, arm)])),
      same: {
        seconds: secondsOf(same.map(({ seconds }) => seconds)),
        reasons: reasonsOf(same),
        changed: same.filter(({ flips }) => (flips?.lost ?? 0) + (flips?.gained ?? 0) > 0).length,
      },
    };
  },
  signs: (rows) => ({ 'share of spoiled nights rejected': rejectedOf(rows) }),
};

/** The rule that the user is told of is the first that does not hold; `right` counts every rule that spoke. */
const isTold = ({ promoted, reason }: Row, kind: Kind): boolean => promoted !== true && reason === REASON[kind];

/** With the exact upper bound of one side, 95 % (Clopper and Pearson); null of no nights. */
const rateOf = (promoted: number, nights: number): Json =>
  nights === 0 ? null : { mean: promoted / nights, high: upperRate(promoted, nights, 0.05), bound: 0.05 };

/** Of spoiled nights; not a number where there are none. */
function rejectedOf(rows: ArmRows): number {
  const spoiled = KINDS.flatMap((kind) => rows[kind] ?? []);
  return spoiled.filter(({ promoted }) => promoted !== true).length / spoiled.length;
}

type Told = Pick<NightReport, (typeof TOLD)[number]> & { seconds: number };
const TOLD = [
  ...(['status', 'promoted', 'reason', 'gain', 'gainLower', 'retention', 'nllChange'] as const),
  ...(['flips', 'manners', 'lessons', 'against', 'repetition'] as const),
] as const;

function toldOf(report: NightReport): Told {
  const told = Object.fromEntries(TOLD.map((name) => [name, report[name]])) as Pick<NightReport, (typeof TOLD)[number]>;
  return { ...told, seconds: report.seconds.total };
}

/** Nights of one seed, one after the other, in one profile. */
const NIGHTS = 20;
/** Size of the noise against that of what was learned: from what hardly changes an answer to what changes many. */
const NOISE = [0.02, 0.05, 0.1, 0.2];
/** Hardly any training: what it makes is thrown away. */
const IDLE: Partial<NightSettings> = {
  ...{ tasks: 12, minLessons: 2 },
  train: { ...SHORT_NIGHT.train, repeat: 1, replay: 1 },
  consolidate: { ...SHORT_NIGHT.consolidate, replay: 1, least: 8 },
  focus: { skills: 0, train: {}, consolidate: {} },
  // The noise has the learner's own rank.
  later: null,
};

async function nothingLearned(seed: string, say: (line: string) => void): Promise<Row> {
  const world = await openNodeWorld({ settings: SHORT_NIGHT, threads: 1, say });
  const half = await halfLearned(world, seed);
  const nights: Told[] = [];
  for (let i = 0; i < NIGHTS; i++) {
    const { learner } = await world.context();
    const noisy = withNoise(
      must(learner.adapter, 'what was half learned').flat,
      must(NOISE[i % NOISE.length], 'noise'),
      `${seed}/${i}`,
    );
    const asked = { prompts: promptsOf(half.skills, `${seed}/${i}`), seed: `a-a-${seed}-${i}`, settings: IDLE };
    nights.push(toldOf(await world.sleep(asked, { lessons: (rows) => rows, adapter: () => noisy })));
  }
  await world.close();
  return { seed, half: half.rates, nights: nights as unknown as Json };
}

/** A learner that a night taught too little, whatever the gate said of it. */
async function halfLearned(world: World, seed: string): Promise<{ skills: string[]; rates: Record<string, Rates> }> {
  const few = { tasks: 40, minLessons: 2, train: { ...SHORT_NIGHT.train, repeat: 2 } };
  const { sessionId: night } = await world.sleep({ prompts: SAMPLE, seed: `half-${seed}`, settings: few });
  const { store, files, fence, clock } = await world.context();
  const made = (await store.list('checkpoints', { where: ['night', night] })).findLast(({ kind }) => kind === 'lora');
  await adopt(store, files, must(made, 'a checkpoint').id, { night: null, at: clock.now() }, fence, 'chosen');
  const rates = await skillRates(store, night);
  return { skills: Object.keys(rates), rates };
}

/** Enough that some are answered wrong: those that are answered right are not practised. */
const promptsOf = (skills: readonly string[], seed: string): string[] =>
  skills.flatMap((skill) => [0, 1, 2, 3].map((i) => katas.generate(skill, 'train', `${seed}/${i}`).prompt));

function withNoise(flat: Float32Array, share: number, seed: string): Float32Array {
  const random = rng(seed);
  const size = Math.sqrt(mean([...flat].map((value) => value ** 2)));
  return flat.map((value) => value + share * size * random.normal());
}

const reasonsOf = (rows: readonly { reason?: Json }[]): Record<string, number> =>
  Object.fromEntries([...grouped(rows, ({ reason }) => String(reason))].map(([reason, all]) => [reason, all.length]));

function summaryOf(rows: ArmRows, arm: string): Record<string, Json> {
  const own = rows[arm] ?? [];
  return {
    nights: own.length,
    promoted: own.filter(({ promoted }) => promoted === true).length,
    ...(isKind(arm) ? { toldReason: own.filter((row) => isTold(row, arm)).length } : {}),
    reasons: reasonsOf(own),
    gain: intervalOf(numbers(rows, arm, 'gain')),
    seconds: secondsOf(numbers(rows, arm, 'seconds')),
  };
}
