// `steps`: what a LoRA step costs, kind against kind (bench/steps.ts). A seed is a round; arms are models.

import { benchSteps } from '../../../bench/steps.ts';
import { must } from '../../../src/lib/assert.ts';
import type { Json } from '../../../src/lib/json.ts';
import { onProcessor } from '../processor.ts';
import { type ArmRows, type Experiment, numbers } from './experiment.ts';
import { intervalOf } from './interval.ts';

const MODELS = ['dream-s', 'qwen3-3.5m'] as const;
type Model = (typeof MODELS)[number];

/** Ratios of times, and what is asked of them, where something is: at most so much. That a step costs three times its forward pass is asked of WebAssembly. */
const BOUNDS = { stepToForward: 3, distilToCrossEntropy: 1.1, upperToEveryToken: 0.45, upperToAll: null } as const;
const RATIOS = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];

export const steps: Experiment = {
  about: 'What does a training step cost against its forward pass, and what do cheaper or other steps against it?',
  arms: MODELS,
  seeds: { full: 9, quick: 3 },
  measure: async (model, seed, say) => {
    const { device, measured } = await benchSteps({ ...onProcessor(), models: [model as Model], rounds: 1 }, say);
    const found = must(measured[0], 'a measurement');
    const ratios = Object.fromEntries(RATIOS.map((name) => [name, found[name].median]));
    return { seed, device, ...ratios, ms: found.ms };
  },
  conclude: (rows) => ({
    bounds: BOUNDS,
    arms: Object.fromEntries(
      measuredOf(rows).map((model) => [
        model,
        Object.fromEntries(RATIOS.map((name) => [name, ratioOf(rows, model, name)])),
      ]),
    ),
  }),
  signs: (rows) =>
    Object.fromEntries(
      measuredOf(rows).flatMap((model) =>
        RATIOS.flatMap((name) => {
          const bound = BOUNDS[name];
          return bound === null
            ? []
            : [[`${model}: what is left to the bound of ${name}`, bound - meanOf(rows, model, name)]];
        }),
      ),
    ) as Record<string, number>,
};

const measuredOf = (rows: ArmRows): Model[] => MODELS.filter((model) => rows[model]?.length);
const meanOf = (rows: ArmRows, model: Model, name: string): number => intervalOf(numbers(rows, model, name)).mean;

function ratioOf(rows: ArmRows, model: Model, name: keyof typeof BOUNDS): Json {
  const found = intervalOf(numbers(rows, model, name));
  const bound = BOUNDS[name];
  return bound === null ? found : { ...found, bound, holds: found.mean <= bound };
}
