// `distill`: the learner after a night, learning from the teacher's distribution, by forward KL or another loss, the same and then from its own answers, from the
// teacher's solutions alone by plain cross-entropy, and as nights do it by default. Whole nights of the built-in questions, whose skills the learner does not know; equal
// lessons, equal steps but for those of the own answers.

import type { Store } from '../../../src/db/db.ts';
import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { type DistilLoss, NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { drawSkillItems } from '../../../src/evaluate/items.ts';
import { scoreItems } from '../../../src/team/score.ts';
import { passesOf } from '../../../src/team/known.ts';
import { SAMPLE } from '../../lab/sample.ts';
import { nightOnNode } from '../whole-night.ts';
import { type ArmRows, differenceOf, type Experiment, finding, nightsWith, numbers } from './experiment.ts';
import { betterOf, intervalOf } from './interval.ts';
import { meanOf, skillRates } from './skill-rates.ts';

const METHOD = nightsWith('distil');
const by = (loss: DistilLoss): NightSettings => ({
  ...METHOD,
  distil: { ...must(METHOD.distil, 'what the method sets'), loss },
});

const ARMS = {
  distil: METHOD,
  jsd: by('jsd'),
  'logit-mse': by('logit-mse'),
  reflect: nightsWith('distil', 'reflect'),
  'cross-entropy': { ...NIGHT_SETTINGS, loss: 'cross-entropy' },
  default: NIGHT_SETTINGS,
} as const satisfies Record<string, NightSettings>;

export const distill: Experiment = {
  about:
    'Does the learner gain more from the teacher’s distribution than from its solutions alone, and more from its own answers after that?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 2 },
  measure: async (arm, seed, say) => {
    const settings: NightSettings = ARMS[arm as keyof typeof ARMS];
    let [teacher, before] = [0, 0];
    let stored: Record<string, Json> = {};
    const report = await nightOnNode({
      ...{ prompts: SAMPLE, seed, settings, threads: 1, say },
      after: async ({ store, engine, sandbox, domain, signal }, night) => {
        const rates = await skillRates(store, night);
        before = meanOf(Object.values(rates).map((each) => each.before));
        const examiner = { engine, sandbox, batch: settings.batch, maxNewTokens: settings.maxNewTokens, signal };
        const items = Object.keys(rates).flatMap((skill) => [...drawSkillItems(domain, skill, settings.items.skill)]);
        teacher = passesOf((await scoreItems(examiner, 'dream-l', null, items)).outcomes) / items.length;
        stored = await storedIn(store, night);
      },
    });
    const { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, seconds } = report;
    const found = { seed, gain, gainLower, before, teacher, retention, nllChange, promoted, reason };
    return { ...found, verified, attempts, seconds, ...stored };
  },
  conclude: (rows) => {
    const distil = numbers(rows, 'distil', 'gain');
    const against = differenceOf(rows, 'gain', 'distil', 'cross-entropy');
    const beyond = differenceOf(rows, 'gain', 'reflect', 'distil');
    const [teacher, before] = ['teacher', 'before'].map((name) => numbers(rows, 'distil', name));
    const gap = (i: number): number => must(teacher?.[i], 'teacher') - must(before?.[i], 'before');
    return {
      gain: intervalOf(distil),
      gapClosed: meanOf(distil.map((gain, i) => gain / gap(i))),
      againstCrossEntropy: against,
      better: betterOf(against, 'distil', 'cross-entropy'),
      jsdAgainstDistil: differenceOf(rows, 'gain', 'jsd', 'distil'),
      logitMseAgainstDistil: differenceOf(rows, 'gain', 'logit-mse', 'distil'),
      reflectAgainstDistil: beyond,
      reflecting: betterOf(beyond, 'helps', 'hurts'),
      arms: Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, summaryOf(rows, arm)])),
    };
  },
  signs: (rows) =>
    Object.fromEntries(Object.keys(ARMS).map((arm) => [`gain, ${arm}`, meanOf(numbers(rows, arm, 'gain'))])),
  findings: (rows) => [
    finding('distil', 'gain', differenceOf(rows, 'gain', 'distil', 'default')),
    finding('distil', 'gain', differenceOf(rows, 'gain', 'distil', 'cross-entropy'), 'by plain cross-entropy'),
    finding('jsd', 'gain', differenceOf(rows, 'gain', 'jsd', 'distil'), 'by the usual measure'),
    finding('logit-mse', 'gain', differenceOf(rows, 'gain', 'logit-mse', 'distil'), 'by the usual measure'),
    finding('reflect', 'gain', differenceOf(rows, 'gain', 'reflect', 'distil'), 'by learning how sure the teacher was'),
  ],
};

/** What the night's steps say: bytes a token of the teacher's distribution, and what the looks at own answers found. */
async function storedIn(store: Store, night: string): Promise<Record<string, Json>> {
  const steps = await store.list('steps', { where: ['night', night] });
  const told = steps
    .filter(({ step }) => step === 'teach')
    .map(({ state }) => state as { bytes: number; tokens: number[] });
  const bytes = told.reduce((sum, each) => sum + each.bytes, 0);
  const tokens = told.flatMap((each) => each.tokens).reduce((sum, each) => sum + each, 0);
  const looks = steps
    .filter(({ step }) => step.startsWith('look '))
    .map(({ state }) => {
      const { entropy = 0, repeated = 0, passed = 0, sampled = 0, hint = null } = state as Record<string, Json>;
      return { entropy, repeated, passed, sampled, hint };
    });
  return {
    ...(tokens ? { told: { bytes, tokens, bytesPerToken: bytes / tokens } } : {}),
    ...(looks.length ? { looks } : {}),
  };
}

function summaryOf(rows: ArmRows, arm: string): Record<string, Json> {
  const own = rows[arm] ?? [];
  return {
    gain: intervalOf(numbers(rows, arm, 'gain')),
    drift: intervalOf(numbers(rows, arm, 'nllChange')),
    promoted: own.filter(({ promoted }) => promoted === true).length,
    seconds: intervalOf(own.map(({ seconds }) => (seconds as { train: number }).train)).mean,
  };
}
