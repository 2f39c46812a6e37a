// `preferences`: the learner after a night that also learned from its own answers by what the tests said of them, by DPO and InfoNCE, which prefer what passed to what
// failed, and by policy gradient, against the night as it is by default. Beside it, from the same nights: how often the teacher's likelihood prefers the answer that
// tests say is right.

import type { Json } from '../../../src/lib/json.ts';
import { must } from '../../../src/lib/assert.ts';
import type { Context, NightSettings } from '../../../src/team/context.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { pairsOfNights } from '../../../src/team/pairs.ts';
import { calibrate, marginOf } from '../../../src/team/rewards.ts';
import { SAMPLE } from '../../lab/sample.ts';
import { nightOnNode } from '../whole-night.ts';
import { type ArmRows, differenceOf, type Experiment, finding, nightsWith, numbers } from './experiment.ts';
import { intervalOf } from './interval.ts';

const ARMS = {
  default: NIGHT_SETTINGS,
  '+dpo': nightsWith('dpo'),
  '+info-nce': nightsWith('info-nce'),
  '+reinforce': nightsWith('reinforce'),
} as const satisfies Record<string, NightSettings>;

export const preferences: Experiment = {
  about: 'Does the learner gain by learning from its own answers by what tests said of them?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 1 },
  measure: async (arm, seed, say) => {
    let found: Record<string, Json> = {};
    const settings = ARMS[arm as keyof typeof ARMS];
    const report = await nightOnNode({
      ...{ prompts: SAMPLE, seed, settings, threads: 1, say },
      after: async (context, night) => void (found = await comparisons(context, night)),
    });
    const { gain, gainLower, retention, nllChange, promoted, reason, verified, attempts, seconds } = report;
    const again = report.again.map(({ before, after }) => `${before.verdict} -> ${after.verdict}`);
    return {
      seed,
      gain,
      gainLower,
      retention,
      nllChange,
      promoted,
      reason,
      verified,
      attempts,
      again,
      ...found,
      seconds,
    };
  },
  conclude: (rows) => {
    const against = (arm: string): Json => differenceOf(rows, 'gain', arm, 'default');
    return {
      dpo: against('+dpo'),
      infoNce: against('+info-nce'),
      reinforce: against('+reinforce'),
      arms: Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, summaryOf(rows, arm)])),
    };
  },
  findings: (rows) =>
    (['dpo', 'info-nce', 'reinforce'] as const).flatMap((method) =>
      (
        [
          ['gain', 'gain'],
          ['drift', 'nllChange'],
        ] as const
      ).map(([measure, name]) => finding(method, measure, differenceOf(rows, name, `+${method}`, 'default'))),
    ),
};

/** Pairs of the night, its preference losses from first to last, and the teacher's taste on pairs of which it wrote neither answer. */
async function comparisons({ store, engine, signal }: Context, night: string): Promise<Record<string, Json>> {
  const where = ['night', night] as const;
  const [tasks, attempts] = [await store.list('tasks', { where }), await store.list('attempts', { where })];
  const own = pairsOfNights(
    tasks,
    attempts.filter((row) => row.own),
  );
  const drafts = own.flatMap(({ prompt, chosen, rejected }) =>
    [chosen, rejected].map((draft) => ({ messages: [{ role: 'user' as const, content: prompt }], draft })),
  );
  const scores = await engine.score(drafts, { model: 'dream-l' }, signal);
  const given = new Map(attempts.map(({ task, code, at }) => [`${task} ${code}`, at]));
  const margins = (newer: boolean): number[] =>
    own.flatMap(({ task, chosen, at }, i) => {
      const margin = marginOf(must(scores[2 * i], 'score'), must(scores[2 * i + 1], 'score'));
      return margin !== null && must(given.get(`${task} ${chosen}`), 'attempt') > at === newer ? [margin] : [];
    });
  const run = (await store.list('runs', { where })).find(({ config }) => 'lossOptions' in (config as object));
  return {
    pairs: pairsOfNights(tasks, attempts).length,
    preferenceLoss: run ? [must(run.losses[0], 'loss'), must(run.losses.at(-1), 'loss')] : [],
    teacher: calibrate({ mended: margins(true), worsened: margins(false) }),
  };
}

function summaryOf(rows: ArmRows, arm: string): Record<string, Json> {
  const own = rows[arm] ?? [];
  return {
    gain: intervalOf(numbers(rows, arm, 'gain')) as unknown as Json,
    drift: intervalOf(numbers(rows, arm, 'nllChange')) as unknown as Json,
    pairs: intervalOf(numbers(rows, arm, 'pairs')).mean,
    promoted: own.filter(({ promoted }) => promoted === true).length,
    seconds: intervalOf(own.map(({ seconds }) => (seconds as { train: number }).train)).mean,
  };
}
