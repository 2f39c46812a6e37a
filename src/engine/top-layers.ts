// A training of the top layers' adapters alone: which part of the flat vectors that is (their end, because layers follow each other), and the lessons with what
// the layers under it make of them.

import { loraLayout } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { AppError } from '../lib/errors.ts';
import { must } from '../lib/assert.ts';
import type { Prepared } from './course.ts';
import type { Executor } from './executor/executor.ts';
import { keepHiddenStates, withKeptPlaces } from './hidden-states.ts';
import type { PlacedRows } from './placed-rows.ts';
import type { TrainingPlan, TrainingPoint } from './trainer.ts';

type Vectors = Pick<TrainingPoint, 'parameters' | 'optimiser'>;

export class TopLayers {
  /** The first layer that is trained; 0: all are. */
  readonly from: number;
  readonly #begins: number;

  /** @throws AppError train/top for a number of layers that the model does not have; train/objective with an anchor, which needs all layers of the base */
  constructor(
    config: QwenConfig,
    { topLayers: top, lora, anchor }: Pick<TrainingPlan, 'topLayers' | 'lora' | 'anchor'>,
  ) {
    const all = config.num_hidden_layers;
    if (top !== undefined && !(Number.isInteger(top) && top >= 1 && top <= all))
      throw new AppError('train/top', `The model has ${all} layers; train 1 to ${all} of them, not ${top}.`, {
        top,
        all,
      });
    this.from = all - (top ?? all);
    if (this.from > 0 && anchor)
      throw new AppError(
        'train/objective',
        'An anchor to the base needs all its layers. Train all of them, or without an anchor.',
        { top, anchor },
      );
    this.#begins = loraLayout(config, lora).size - loraLayout(config, lora, this.from).size;
  }

  /** The trained part of vectors over all layers. */
  cut({ parameters, optimiser: { m, v, step } }: Vectors): Vectors {
    const own = (flat: Float32Array): Float32Array => flat.slice(this.#begins);
    return { parameters: own(parameters), optimiser: { m: own(m), v: own(v), step } };
  }

  /** The vectors over all layers, with the trained part as it has become. */
  whole(first: Vectors, { parameters, optimiser: { m, v, step } }: Vectors): Vectors {
    const all = (flat: Float32Array, own: Float32Array): Float32Array => {
      const out = Float32Array.from(flat);
      out.set(own, this.#begins);
      return out;
    };
    return {
      parameters: all(first.parameters, parameters),
      optimiser: { m: all(first.optimiser.m, m), v: all(first.optimiser.v, v), step },
    };
  }

  /** Lessons that know where their hidden states are kept, and those. @param pause awaited before every run; may throw to stop */
  async keep(
    executor: Executor,
    model: { config: QwenConfig; base: Tensors },
    { lora, time, parameters }: Pick<TrainingPlan, 'lora' | 'time'> & Pick<TrainingPoint, 'parameters'>,
    lessons: readonly Prepared[],
    pause: () => Promise<void>,
  ): Promise<{ lessons: Prepared[]; below: PlacedRows }> {
    const places = withKeptPlaces(lessons.map(({ example }) => example));
    const under = { ...model, lora, time, from: this.from, parameters: parameters.subarray(0, this.#begins) };
    const below = await keepHiddenStates(executor, under, places, pause);
    return { lessons: lessons.map(({ mask }, i) => ({ mask, example: must(places.placed[i], 'lesson') })), below };
  }
}
