// `distill`: the learner after a night, learning from the teacher's distribution, from its solutions alone by plain cross-entropy, and as nights do it by
// default. Whole nights of the built-in questions, whose skills the learner does not know; equal lessons, equal steps.

import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { drawSkillItems } from '../../../src/evaluate/items.ts';
import { scoreItems } from '../../../src/evaluate/score.ts';
import { passesOf } from '../../../src/team/known.ts';
import { SAMPLE } from '../../lab/sample.ts';
import { nightOnNode } from '../whole-night.ts';
import { type ArmRows, type Experiment, numbers } from './experiment.ts';
import { differences, intervalOf } from './interval.ts';

const TOP = 32;
const ARMS = {
  distil: { ...NIGHT_SETTINGS, distil: { top: TOP } },
  'cross-entropy': { ...NIGHT_SETTINGS, loss: 'cross-entropy' },
  default: NIGHT_SETTINGS,
} as const satisfies Record<string, NightSettings>;

export const distill: Experiment = {
  about: 'Does the learner gain more from the teacher’s distribution than from its solutions alone?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 2 },
  measure: async (arm, seed, say) => {
    const settings = ARMS[arm as keyof typeof ARMS];
    let teacher = 0;
    const report = await nightOnNode({
      ...{ prompts: SAMPLE, seed, settings, threads: 1, say },
      after: async ({ store, engine, sandbox, domain, signal }, night) => {
        const skills = new Set((await store.list('lessons', { where: ['night', night] })).map(({ skill }) => skill));
        const examiner = { engine, sandbox, batch: settings.batch, maxNewTokens: settings.maxNewTokens, signal };
        const items = [...skills].flatMap((skill) => [...drawSkillItems(domain, skill, settings.items.skill)]);
        teacher = passesOf((await scoreItems(examiner, 'dream-l', null, items)).outcomes) / items.length;
      },
    });
    const { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, seconds } = report;
    return { seed, gain, gainLower, teacher, retention, nllChange, promoted, reason, verified, attempts, seconds };
  },
  conclude: (rows) => {
    const gains = (arm: keyof typeof ARMS): number[] => numbers(rows, arm, 'gain');
    const [distil, plain] = [gains('distil'), gains('cross-entropy')];
    const against = differences(distil, plain);
    return {
      gain: intervalOf(distil),
      // From below: what little the learner solves before is counted as nothing.
      gapClosed: intervalOf(distil.map((gain, i) => gain / must(numbers(rows, 'distil', 'teacher')[i], 'teacher')))
        .mean,
      againstCrossEntropy: against,
      better: against.low > 0 ? 'distil' : against.high < 0 ? 'cross-entropy' : 'neither for certain',
      arms: Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, summaryOf(rows, arm)])),
    };
  },
};

function summaryOf(rows: ArmRows, arm: string): Record<string, Json> {
  const own = rows[arm] ?? [];
  return {
    gain: intervalOf(numbers(rows, arm, 'gain')),
    drift: intervalOf(numbers(rows, arm, 'nllChange')),
    promoted: own.filter(({ promoted }) => promoted === true).length,
    seconds: intervalOf(own.map(({ seconds }) => (seconds as { train: number }).train)).mean,
  };
}
