// Ways to learn that nights do not use by themselves: what each sets, so that what experiments measured is what the user switches on. What they are worth is on
// the Lab page.

import type { NightSettings } from './context.ts';
import { METHOD_NAMES, type MethodName } from './meta.ts';

/** @param before the same settings with the methods that come before this one */
type Method = (usual: NightSettings, before: NightSettings) => Partial<NightSettings>;

const TOP = 32;

/** Of creative replay. With what the family's smoothing leaves to every token, nine of ten answers at this temperature would slip somewhere without a least share of the likeliest. */
export const WARMTH = { temperature: 1.2, minP: 0.1 };

const prefer =
  (loss: 'dpo' | 'info-nce') =>
  ({ train }: NightSettings): Partial<NightSettings> => ({
    prefer: { loss, beta: 0.1, tasks: 240, chat: 200, epochs: 2, learningRate: train.learningRate / 8 },
  });

/** As it was measured (experiment `top-layers`): one layer, with so many times the directions and the rate of all. */
const ON_TOP = { layers: 1, times: 4 };

type Rated = { learningRate?: number };

const faster = <T extends Rated>(part: T): T =>
  part.learningRate === undefined ? part : { ...part, learningRate: ON_TOP.times * part.learningRate };

const fasterBoth = <T extends { train: Rated; consolidate: Rated }>(parts: T): T => ({
  ...parts,
  train: faster(parts.train),
  consolidate: faster(parts.consolidate),
});

/** Both trainings in the top layer alone; what says a rate of its own for some nights (few skills, later ones, choices) says it for that layer. */
function onTop({ lora, train, consolidate, focus, later, choices }: NightSettings): Partial<NightSettings> {
  const { layers: topLayers, times } = ON_TOP;
  return {
    lora: { r: times * lora.r, lora_alpha: times * lora.lora_alpha },
    train: { ...faster(train), topLayers },
    consolidate: { ...faster(consolidate), topLayers },
    ...(focus ? { focus: fasterBoth(focus) } : {}),
    ...(later ? { later: fasterBoth(later) } : {}),
    ...(choices ? { choices: choices.map(faster) } : {}),
  };
}

/** A learner that was brought is trained layer by layer, in all of them; it is the one without an autoencoder (context.ts). */
const wasBrought = ({ consolidate }: NightSettings): boolean => consolidate.manifold === 0;

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
  // The last, so that it finds the rates that others chose.
  'top-layers': (usual, before) => (wasBrought(usual) ? {} : onTop(before)),
} satisfies Record<MethodName, Method>;

/** Settings of a night with these methods, in whatever order they are named; those that are not for this learner are left out. */
export const withMethods = (usual: NightSettings, names: readonly MethodName[]): NightSettings =>
  METHOD_NAMES.filter((name) => names.includes(name)).reduce<NightSettings>(
    (settings, name) => ({ ...settings, ...METHODS[name](usual, settings) }),
    usual,
  );
