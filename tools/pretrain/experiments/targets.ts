// `targets`: what it is worth that a training ends when it brings too little. Two whole nights in a row, each with its own questions and the learner that the night
// before left; in both arms the same questions and settings but for that. In the end all skills that were ever asked about are examined. What aiming is worth
// (`weak`, `budget`) `week` says: here all skills of a night are as weak as can be, and both arms came to the same nights as without, to the last digit.

import type { Json } from '../../../src/lib/json.ts';
import { mean, sum } from '../../../src/lib/stats.ts';
import { katas } from '../../../src/domains/katas.ts';
import { drawSkillItems, levelItems } from '../../../src/evaluate/items.ts';
import { type Context, NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { passesOf } from '../../../src/team/known.ts';
import type { NightReport } from '../../../src/team/report.ts';
import { examinerOf, scoreItems } from '../../../src/team/score.ts';
import { openNodeWorld } from '../whole-night.ts';
import { type ArmRows, differenceOf, type Experiment, finding, nightsWith, numbers } from './experiment.ts';
import { betterOf, intervalOf } from './interval.ts';

/**
 * The second day asks again, in other words, for what the first night practised, and for what the learner could from the beginning: some of it fails by bad luck,
 * and some is new.
 */
const DAYS: readonly (readonly string[])[] = [
  [
    'Keep only the numbers that are greater than 12 in the list.',
    'Only the even numbers in the list, please.',
    'Keep only the words that start with the letter b.',
    'Keep the words that end with "ed".',
  ],
  [
    'From the list, keep the numbers greater than 250.',
    'Keep the numbers greater than 7.',
    'Keep only the even numbers.',
    'Keep only the words that start with the letter s.',
    'Keep the words that end with "ing".',
    'Keep the words longer than 4 letters.',
    'Remove the zeros from the list.',
    'Double each number in the list.',
    'Double the number.',
    'Is the number even?',
  ],
];

const ARMS = {
  default: NIGHT_SETTINGS,
  legs: nightsWith('legs'),
} as const satisfies Record<string, NightSettings>;
const KINDS = ['gain', 'kept', 'seconds', 'gainPerSecond'] as const;

export const targets: Experiment = {
  about: 'Does the learner gain more a second when a training stops once it brings too little?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    const settings: NightSettings = ARMS[arm as keyof typeof ARMS];
    const world = await openNodeWorld({ settings, threads: 1, say });
    const was = await examOf(await world.context());
    const [reports, nights]: [NightReport[], Json[]] = [[], []];
    for (const [i, prompts] of DAYS.entries()) {
      const report = await world.sleep({ prompts, seed: i ? `${seed}/${i}` : seed });
      reports.push(report);
      nights.push(await legsOf(await world.context(), report.sessionId));
    }
    const is = await examOf(await world.context());
    await world.close();
    const seconds = sum(reports.map((report) => secondsOf(report)));
    const gain = is.asked - was.asked;
    return {
      ...{ seed, gain, kept: is.known / was.known, seconds, gainPerSecond: gain / seconds },
      nights: reports.map((report, i) => ({ ...factsOf(report), legs: nights[i] ?? null })),
    };
  },
  conclude: (rows) => ({
    arms: Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, summaryOf(rows, arm)])),
    against: Object.fromEntries(
      Object.keys(ARMS)
        .filter((arm) => arm !== 'default')
        .map((arm) => [arm, Object.fromEntries(KINDS.map((kind) => [kind, compared(rows, arm, kind)]))]),
    ),
  }),
  findings: (rows) =>
    (['gain', 'kept', 'seconds'] as const).map((kind) =>
      finding('legs', kind, differenceOf(rows, kind, 'legs', 'default')),
    ),
};

type Exam = { asked: number; known: number };

/** Of the exam's items: the mean pass rate of all skills that the days ask about and the learner did not know, and that of its known levels. */
async function examOf(context: Context): Promise<Exam> {
  const { adapter, model } = context.learner;
  const rate = async (items: Parameters<typeof scoreItems>[3]): Promise<number> =>
    passesOf((await scoreItems(examinerOf(context), model, adapter, items)).outcomes) / items.length;
  const matches = DAYS.flat().flatMap((prompt) => katas.match(prompt) ?? []);
  const asked = [...new Set(matches.flatMap(({ skill, level }) => (level > 3 ? [skill] : [])))];
  const rates: number[] = [];
  for (const skill of asked) rates.push(await rate([...drawSkillItems(katas, skill, context.settings.items.skill)]));
  return {
    asked: mean(rates),
    known: await rate(([1, 2, 3] as const).flatMap((level) => levelItems(katas, level, 100))),
  };
}

/** How the night's training went, leg by leg. */
async function legsOf({ store }: Context, night: string): Promise<Json> {
  const steps = await store.list('steps', { where: ['night', night] });
  const right = (outcomes: string): number => (outcomes.length ? passesOf(outcomes) / outcomes.length : 0);
  return steps.flatMap(({ step, state }) => {
    if (!step.startsWith('gauge ')) return [];
    const { asked, known, nll } = state as { asked: string; known: string; nll: number | null };
    return [{ asked: right(asked), known: right(known), nll }];
  });
}

/** Without the exams of the experiment itself. */
const secondsOf = ({ seconds: { total: _, ...parts } }: NightReport): number => sum(Object.values(parts));

function factsOf(report: NightReport): Record<string, Json> {
  const { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, steps, seconds } = report;
  return { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, steps, seconds };
}

function summaryOf(rows: ArmRows, arm: string): Record<string, Json> {
  const nights = (rows[arm] ?? []).flatMap((row) => row['nights'] as { promoted: boolean }[]);
  return {
    ...Object.fromEntries(KINDS.map((kind) => [kind, intervalOf(numbers(rows, arm, kind))])),
    promoted: nights.filter(({ promoted }) => promoted).length,
    nights: nights.length,
  };
}

/** Arm minus default, seed by seed, and which it speaks for; less time is better. */
function compared(rows: ArmRows, arm: string, kind: (typeof KINDS)[number]): Json {
  const difference = differenceOf(rows, kind, arm, 'default');
  const better = kind === 'seconds' ? betterOf(difference, 'default', arm) : betterOf(difference, arm, 'default');
  return { difference, better };
}
