// `weights`: what it is worth to let lessons count by salience. The same day, lessons and steps; in one arm all lessons count alike. The gain over all skills that
// were learned, and apart over those that the day made salient.

import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { nightOnNode } from '../whole-night.ts';
import { liveThrough, SALIENT } from './day.ts';
import { type ArmRows, type Compared, differenceOf, type Experiment, finding, numbers } from './experiment.ts';
import { betterOf, intervalOf } from './interval.ts';
import { gainOf, type Rates, skillRates } from './skill-rates.ts';

const ARMS = {
  salience: { ...NIGHT_SETTINGS, weights: 'salience' },
  equal: { ...NIGHT_SETTINGS, weights: 'equal' },
} as const satisfies Record<string, NightSettings>;
const KINDS = ['gain', 'salientGain', 'otherGain'] as const;

export const weights: Experiment = {
  about: 'Does the learner gain more, and where it matters, when lessons count by salience?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 2 },
  measure: async (arm, seed, say) => {
    let rates: Record<string, Rates> = {};
    let salience: Record<string, number> = {};
    const report = await nightOnNode({
      ...{ prompts: [], seed, settings: ARMS[arm as keyof typeof ARMS], threads: 1, say },
      before: liveThrough,
      after: async ({ store }, night) => {
        rates = await skillRates(store, night);
        const lessons = await store.list('lessons', { where: ['night', night] });
        salience = Object.fromEntries(lessons.map((row) => [row.skill, row.salience]));
      },
    });
    const { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, steps, weighing, seconds } =
      report;
    const of = (salient: boolean): Rates[] =>
      Object.entries(rates).flatMap(([skill, each]) => (SALIENT.includes(skill) === salient ? [each] : []));
    return {
      ...{ seed, gain, gainLower, salientGain: gainOf(of(true)), otherGain: gainOf(of(false)), rates, salience },
      ...{ retention, nllChange, promoted, reason, verified, attempts, steps, weighing, seconds },
    };
  },
  conclude: (rows) => ({
    ...Object.fromEntries(KINDS.map((kind) => [kind, compared(rows, kind)])),
    arms: Object.fromEntries(
      Object.keys(ARMS).map((arm) => [
        arm,
        {
          ...Object.fromEntries(KINDS.map((kind) => [kind, intervalOf(numbers(rows, arm, kind))])),
          drift: intervalOf(numbers(rows, arm, 'nllChange')),
          promoted: (rows[arm] ?? []).filter(({ promoted }) => promoted === true).length,
        },
      ]),
    ),
  }),
  findings: (rows) =>
    (['gain', 'salientGain'] as const).map((kind) =>
      finding('salience', kind, differenceOf(rows, kind, 'salience', 'equal'), 'with all lessons alike'),
    ),
};

/** On minus off, seed by seed, and which it speaks for. */
function compared(rows: ArmRows, kind: string): { difference: Compared; better: Json } {
  const difference = differenceOf(rows, kind, 'salience', 'equal');
  return { difference, better: betterOf(difference, 'salience', 'equal') };
}
