// What the frozen layers under the trained ones make of every lesson, computed once and kept, so that a step runs the upper layers alone. An example's hidden
// states do not depend on what it is packed beside; where they are kept travels with it as numbers that it was given, so that they come into every packing.

import type { LoraConfig } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { belowGraph } from '../../models/qwen/graphs.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { type Example, lengthOf, pack, type Packed } from './packing.ts';

/** Name under which an example has the place of every token's hidden state; place 0 is nobody's, and zeros. */
const KEPT = 'kept';

/** Rows of one run: a stop waits for no more than that. */
const ROWS = 4;

/** The same examples with their places; equal ones share theirs. @returns also one of each, and how many places there are */
export function withPlaces(examples: readonly Example[]): { placed: Example[]; distinct: Example[]; places: number } {
  const known = new Map<string, Example>();
  let places = 1;
  const placed = examples.map((example) => {
    const key = example.ids.join();
    const first = known.get(key) ?? placedAt(example, places);
    if (!known.has(key)) places += lengthOf(example);
    known.set(key, first);
    return { ...example, given: { ...example.given, [KEPT]: must(first.given?.[KEPT], 'places') } };
  });
  return { placed, distinct: [...known.values()], places };
}

/** What is given with a token belongs to the position before it, which predicts it. */
function placedAt({ ids, weights }: Example, first: number): Example {
  return { ids, weights, given: { [KEPT]: ids.map((_, i) => (i === 0 ? 0 : first + i - 1)) } };
}

export type Below = {
  config: QwenConfig;
  lora: LoraConfig;
  base: Tensors;
  /** The first layer that is trained. */
  from: number;
  /** The adapter of the layers under it. */
  parameters: Float32Array;
  /** Longest row. */
  time: number;
};

export class HiddenStates {
  readonly #data: Float32Array;
  readonly #width: number;

  private constructor(places: number, width: number) {
    this.#data = new Float32Array(places * width);
    this.#width = width;
  }

  /** Those of examples with places, which withPlaces gave. @param pause awaited before every run; may throw to stop */
  static async compute(
    executor: Executor,
    below: Below,
    { distinct, places }: { distinct: readonly Example[]; places: number },
    pause: () => Promise<void>,
  ): Promise<HiddenStates> {
    const { config, parameters, time } = below;
    const states = new HiddenStates(places, config.hidden_size);
    const program = await executor.compile(belowGraph(config, { batch: ROWS, time }, below));
    const adapter = executor.tensor(parameters, [parameters.length]);
    try {
      for (const batch of pack(distinct, ROWS, time).batches) {
        await pause();
        const inputs = inputsOf(executor, batch);
        const out = await program.run({ parameters: adapter, ...inputs });
        const hidden = must(out['below'], 'below');
        states.#keep(batch, (await hidden.read()) as Float32Array);
        for (const tensor of [hidden, ...Object.values(inputs)]) tensor.dispose();
      }
    } finally {
      adapter.dispose();
      await program.release();
    }
    return states;
  }

  /** Those of packed rows, [B, T, d]. */
  of(batch: Packed): Float32Array {
    const places = placesOf(batch);
    const out = new Float32Array(places.length * this.#width);
    places.forEach((place, cell) => out.set(this.#at(place), cell * this.#width));
    return out;
  }

  #keep(batch: Packed, hidden: Float32Array): void {
    placesOf(batch).forEach((place, cell) => {
      if (place > 0) this.#at(place).set(hidden.subarray(cell * this.#width, (cell + 1) * this.#width));
    });
  }

  #at(place: number): Float32Array {
    return this.#data.subarray(place * this.#width, (place + 1) * this.#width);
  }
}

const placesOf = (batch: Packed): Float32Array => must(batch.given?.[KEPT], 'places of hidden states');

function inputsOf(executor: Executor, batch: Packed): Record<string, DeviceTensor> {
  const shape = [batch.batch, batch.time];
  return {
    ids: executor.tensor(batch.ids, shape),
    positions: executor.tensor(batch.positions, shape),
    segments: executor.tensor(batch.segments, shape),
  };
}
