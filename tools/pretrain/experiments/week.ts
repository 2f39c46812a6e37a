// `week`: seven short nights in sequence (in-sequence.ts), with and without what keeps what earlier nights taught: rehearsal of their lessons, replay as the
// learner says it, going only a part of the way from where a night set out, and a second exam at a smaller part of it; and nights that
// choose how to train by what those before them gained, make up a part of what they go over, learn by plain cross-entropy, or aim: at what is weak for certain, or with
// tasks shared out by expected gain. Topics come again, as `targets` does not have them: there every skill is as weak as can be.

import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { compare, differenceOf, type Experiment, finding, nightsWith, numbers, type Row } from './experiment.ts';
import { daysOf, nightsInSequence } from './in-sequence.ts';
import { intervalOf } from './interval.ts';
import { mean } from '../../../src/lib/stats.ts';

const DAYS = 7;
const { rehearse, way, nearer, nearerBy = null, nearerFirst = null, echo, later = null } = NIGHT_SETTINGS;
/** Nearer than all of the way is not nearer. */
const without = { rehearse: { share: 0 }, way: 1, nearer: 1, nearerFirst: null, echo: null, later: null } as const;

const ARMS = {
  all: {},
  'without rehearsal': { rehearse: without.rehearse },
  'without echo': { echo: without.echo },
  'all of the way': { way: without.way, nearer: without.nearer, nearerFirst: without.nearerFirst },
  'one exam': { nearer: without.nearer, nearerFirst: without.nearerFirst },
  none: without,
  choices: { choices: nightsWith('choices').choices },
  creative: { creative: nightsWith('creative').creative },
  'cross-entropy': { loss: 'cross-entropy' },
  weak: { weak: nightsWith('weak').weak },
  budget: { budget: nightsWith('budget').budget },
} satisfies Record<string, Partial<NightSettings>>;

export const week: Experiment = {
  about:
    'Seven nights in sequence: what do rehearsal, replay as the learner says it, going a part of the way, a second exam keep of what earlier nights taught, and what do choices, creative replay and aims bring?',
  arms: Object.keys(ARMS),
  quickArms: ['all', 'none'] satisfies (keyof typeof ARMS)[],
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    const row = await nightsInSequence(DAYS, seed, ARMS[arm as keyof typeof ARMS], say);
    const promoted = daysOf(row, 'promoted').filter((value) => value === 1).length;
    return { ...row, promoted, right: mean(daysOf(row, 'right').slice(1)) };
  },
  conclude: (rows) => ({
    settings: { rehearse, way, nearer, nearerBy, nearerFirst, echo, later } as Json,
    arms: Object.fromEntries(
      Object.keys(rows).map((arm) => [
        arm,
        {
          topics: intervalOf(numbers(rows, arm, 'after')) as unknown as Json,
          asked: intervalOf(numbers(rows, arm, 'right')) as unknown as Json,
          promoted: intervalOf(numbers(rows, arm, 'promoted')) as unknown as Json,
        },
      ]),
    ),
  }),
  findings: (rows) => [
    finding('rehearse', 'solved', differenceOf(rows, 'after', 'all', 'without rehearsal')),
    finding('echo', 'solved', differenceOf(rows, 'after', 'all', 'without echo')),
    finding('nearer', 'solved', differenceOf(rows, 'after', 'all', 'one exam')),
    finding('creative', 'solved', differenceOf(rows, 'after', 'creative', 'all')),
    finding('choices', 'solved', differenceOf(rows, 'after', 'choices', 'all')),
    ...(['weak', 'budget'] as const).flatMap((arm) => [
      finding(arm, 'solved', differenceOf(rows, 'after', arm, 'all')),
      finding(
        arm,
        'seconds',
        compare(rows, arm, 'all', (own, other) => secondsOf(own) - secondsOf(other)),
      ),
    ]),
    finding('way', 'solved', differenceOf(rows, 'after', 'one exam', 'all of the way'), 'going all of the way'),
  ],
};

/** Of a night, on the mean. */
const secondsOf = (row: Row): number => mean(daysOf(row, 'seconds'));
