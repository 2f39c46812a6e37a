// Ways to learn that nights do not use by themselves: what each sets, so that what experiments measured is what the user switches on. What they are worth is on
// the Lab page.

import type { NightSettings } from './context.ts';
import type { MethodName } from './meta.ts';

type Method = (usual: NightSettings) => Partial<NightSettings>;

const TOP = 32;

/** Of creative replay. With what the family's smoothing leaves to every token, nine of ten answers at this temperature would slip somewhere without a least share of the likeliest. */
export const WARMTH = { temperature: 1.2, minP: 0.1 };

const prefer =
  (loss: 'dpo' | 'info-nce') =>
  ({ train }: NightSettings): Partial<NightSettings> => ({
    prefer: { loss, beta: 0.1, tasks: 240, chat: 200, epochs: 2, learningRate: train.learningRate / 8 },
  });

export const METHODS = {
  distil: () => ({ distil: { top: TOP } }),
  reflect: ({ train }) => ({
    reflect: {
      ...{ rounds: 2, prompts: 96, temperature: 1, sees: 'both', top: TOP },
      ...{ learningRate: train.learningRate / 4, replay: 5 },
    },
  }),
  dpo: prefer('dpo'),
  'info-nce': prefer('info-nce'),
  reinforce: ({ train }) => ({
    reinforce: {
      ...{ rounds: 2, prompts: 48, tries: 8, temperature: 1, minP: 0.05 },
      ...{ learningRate: train.learningRate / 8, clip: 0.2, kl: 0.04 },
    },
  }),
  creative: ({ consolidate: { least } }) => ({ creative: { rows: Math.round(least / 8), ...WARMTH } }),
  weak: () => ({ weak: { probes: 24, alpha: 0.05 } }),
  budget: () => ({ budget: { least: 1 / 3 } }),
  legs: () => ({ legs: { items: 48 } }),
  // Few: each is tried some nights before it is known what it brings. Only later nights choose (choices.ts), where they train at a rate of their own.
  choices: ({ train: { learningRate, epochs }, later }) => {
    const usual = later?.train.learningRate ?? learningRate;
    return {
      choices: [
        { learningRate: usual, epochs },
        { learningRate: usual, epochs: 2 * epochs },
        { learningRate: usual / 2, epochs: 2 * epochs },
        { learningRate: usual * 2, epochs },
      ],
    };
  },
} satisfies Record<MethodName, Method>;

/** Settings of a night with these methods. */
export const withMethods = (usual: NightSettings, names: readonly MethodName[]): NightSettings =>
  names.reduce((settings, name) => ({ ...settings, ...METHODS[name](usual) }), usual);
