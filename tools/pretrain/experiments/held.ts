// `held`: what it is worth that consolidation holds on to something: hidden states to the family's frozen autoencoder, or to principal components of the same width,
// answers to what the base would say (forward KL), or nothing. Whole nights from the base that are the same but for that.

import type { Json } from '../../../src/lib/json.ts';
import { NIGHT_SETTINGS, type NightSettings } from '../../../src/team/context.ts';
import { SAMPLE } from '../../lab/sample.ts';
import { nightOnNode } from '../whole-night.ts';
import { type ArmRows, differenceOf, type Experiment, finding, numbers } from './experiment.ts';
import { intervalOf } from './interval.ts';

const ARMS = {
  autoencoder: { ...NIGHT_SETTINGS, against: 'autoencoder' },
  pca: { ...NIGHT_SETTINGS, against: 'pca' },
  kl: { ...NIGHT_SETTINGS, against: 'base' },
  nothing: { ...NIGHT_SETTINGS, against: 'none' },
} as const satisfies Record<string, NightSettings>;
const KINDS = ['gain', 'drift', 'least', 'lost', 'kl'] as const;

export const held: Experiment = {
  about:
    'Is more gained or kept when consolidation holds on to an autoencoder, to principal components, or to what the base would say, than to nothing?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 2 },
  measure: async (arm, seed, say) => {
    const report = await nightOnNode({
      ...{ prompts: SAMPLE, seed, settings: ARMS[arm as keyof typeof ARMS], threads: 1, say },
    });
    const { gain, nllChange, retention, flips, manners, promoted, reason, aeError, seconds } = report;
    return {
      ...{
        seed,
        gain,
        drift: nllChange,
        least: retention.min,
        lost: flips?.lost ?? null,
        kl: manners?.klNight ?? null,
      },
      ...{ promoted, reason, aeError, seconds },
    };
  },
  conclude: (rows) => ({
    arms: Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, summaryOf(rows, arm)])),
    autoencoderAgainstNothing: compared(rows, 'autoencoder', 'nothing'),
    pcaAgainstNothing: compared(rows, 'pca', 'nothing'),
    klAgainstNothing: compared(rows, 'kl', 'nothing'),
  }),
  findings: (rows) =>
    METHODS.flatMap(([arm, method]) =>
      (['gain', 'drift'] as const).map((kind) =>
        finding(method, kind, differenceOf(rows, kind, arm, 'nothing'), 'with nothing to hold on to, in one night'),
      ),
    ),
};

const METHODS = [
  ['autoencoder', 'autoencoder'],
  ['pca', 'pca'],
  ['kl', 'anchor'],
] as const satisfies [keyof typeof ARMS, string][];

function summaryOf(rows: ArmRows, arm: string): Json {
  const promoted = (rows[arm] ?? []).filter((row) => row['promoted'] === true).length;
  return { promoted, ...Object.fromEntries(KINDS.map((kind) => [kind, intervalOf(numbers(rows, arm, kind))])) };
}

/** Of the first less the second, seed by seed. */
const compared = (rows: ArmRows, first: string, second: string): Json =>
  Object.fromEntries(KINDS.map((kind) => [kind, differenceOf(rows, kind, first, second)]));
