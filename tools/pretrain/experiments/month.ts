// `month`: thirty short nights in sequence: see in-sequence.ts.

import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { mean } from '../../../src/lib/stats.ts';
import type { NightSettings } from '../../../src/team/context.ts';
import {
  type ArmRows,
  compare,
  type Compared,
  differenceOf,
  type Experiment,
  finding,
  type Row,
} from './experiment.ts';
import { daysOf, nightsInSequence } from './in-sequence.ts';
import { type Interval, intervalOf } from './interval.ts';
import { secondsOf } from './short-night.ts';

/** As nights were before an adapter had more room from its second night on: its own rank, larger steps, and a second exam at a fixed part of the way. */
const NARROW: Partial<NightSettings> = { later: null, nearerBy: null };

type Arm = { days: number; settings?: Partial<NightSettings> };
const ARMS = {
  nights: { days: 30 },
  'half a month': { days: 15 },
  'without room': { days: 30, settings: NARROW },
  'with room from the first night': { days: 30, settings: { lora: { r: 32, lora_alpha: 32 } } },
} as const satisfies Record<string, Arm>;
const [WHOLE, HALF, WITHOUT, WIDE] = [
  'nights',
  'half a month',
  'without room',
  'with room from the first night',
] as const satisfies (keyof typeof ARMS)[];

export const month: Experiment = {
  about:
    'Thirty nights in sequence: is what is asked answered better, is what was known kept, is what is stored bounded?',
  arms: [WHOLE, WITHOUT, WIDE],
  quickArms: [HALF],
  seeds: { full: 5, quick: 1 },
  measure: (arm, seed, say) => {
    const { days, settings = {} }: Arm = ARMS[arm as keyof typeof ARMS];
    return nightsInSequence(days, seed, settings, say);
  },
  conclude: (rows) => {
    const own = monthsOf(rows);
    const all = (name: string): number[] => own.flatMap((row) => daysOf(row, name));
    const right = (third: Third): number[] => own.map((row) => mean(thirdOf(daysOf(row, 'right'), third)));
    return {
      nights: all('right').length,
      promoted: own.map(promotedOf),
      asked: { firstThird: intervalOf(right('first')), lastThird: intervalOf(right('last')) },
      rise: intervalOf(right('last').map((rate, i) => rate - must(right('first')[i], 'seed'))),
      topics: {
        before: intervalOf(own.map(({ before }) => Number(before))),
        after: intervalOf(own.map(({ after }) => Number(after))),
        ...byQuestionOf(rows),
      },
      leastRetention: Math.min(...all('kept')),
      stored: { rowBytes: storedOf(own, 'rowBytes'), fileBytes: storedOf(own, 'fileBytes') },
      seconds: secondsOf(all('seconds')),
      ...Object.fromEntries(
        [WITHOUT, WIDE].flatMap((arm) => (rows[arm]?.length ? [[arm, lessWhole(rows, arm, rows[arm])]] : [])),
      ),
    };
  },
  findings: (rows) => [
    finding('later', 'solved', differenceOf(rows, 'after', WHOLE, WITHOUT)),
    finding('byQuestion', 'solved', byQuestion(rows, WHOLE), 'with the newest one, after thirty nights in sequence'),
  ],
  signs: (rows) => ({
    'topics known after, less before': intervalOf(
      monthsOf(rows).map(({ before, after }) => Number(after) - Number(before)),
    ).mean,
  }),
};

const promotedOf = (row: Row): number => daysOf(row, 'promoted').filter((value) => value === 1).length;
/** Solved with what the library has for each question, less what the last night's learner solves. */
const byQuestion = (rows: ArmRows, arm: string): Compared => differenceOf(rows, 'byQuestion', arm, arm, 'after');

/** Of arms that it was measured in. */
const byQuestionOf = (rows: ArmRows): Record<string, Json> => {
  const arms = Object.keys(rows).filter((arm) => rows[arm]?.length && rows[arm].every((row) => 'byQuestion' in row));
  return Object.fromEntries(arms.map((arm) => [`byQuestion, ${arm}`, byQuestion(rows, arm)]));
};

/** Of months of another arm, less those of nights as they are, seed by seed. */
function lessWhole(rows: ArmRows, arm: string, own: readonly Row[]): Json {
  const less = (of: (row: Row) => number): Json => compare(rows, arm, WHOLE, (row, there) => of(row) - of(there));
  return {
    promoted: less(promotedOf),
    topics: less(({ after }) => Number(after)),
    asked: less((row) => mean(thirdOf(daysOf(row, 'right'), 'last'))),
    leastRetention: Math.min(...own.flatMap((row) => daysOf(row, 'kept'))),
  };
}

/** Whole months; half ones where there are no others. */
const monthsOf = (rows: ArmRows): readonly Row[] => (rows[WHOLE]?.length ? rows[WHOLE] : (rows[HALF] ?? []));

type Third = 'first' | 'last';
function thirdOf<T>(days: readonly T[], third: Third): T[] {
  const size = Math.floor(days.length / 3);
  return third === 'first' ? days.slice(0, size) : days.slice(days.length - size);
}

/** In the end, at most, and by how much it grows a night; `grows`: in the last third of the nights still, for certain. */
function storedOf(rows: readonly Row[], name: string): Json {
  const grown = (of: (days: readonly number[]) => readonly number[]): Interval =>
    intervalOf(rows.map((row) => growthOf(of(daysOf(row, name)))));
  const lately = grown((days) => thirdOf(days, 'last'));
  return {
    grows: lately.low > 0,
    last: intervalOf(rows.map((row) => must(daysOf(row, name).at(-1), name))),
    most: Math.max(...rows.flatMap((row) => daysOf(row, name))),
    aNight: grown((days) => days),
    aNightFirstThird: grown((days) => thirdOf(days, 'first')),
    aNightLastThird: lately,
  };
}

/** From the first to the last of these days, a night. */
const growthOf = (days: readonly number[]): number =>
  (must(days.at(-1), 'last day') - must(days[0], 'first day')) / Math.max(1, days.length - 1);
