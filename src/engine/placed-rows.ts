// Rows of numbers that belong to tokens of examples and were computed beforehand. Where a token's row is kept travels with its example as a number that it was
// given, so that it comes into every packing; equal examples share theirs.

import { must } from '../lib/assert.ts';
import type { Example, Packed } from './packing.ts';

/** `name`: of what examples are given. Place 0 is nobody's, and zeros. */
export type Placed = { name: string; placed: Example[]; distinct: Example[]; places: number };

/**
 * The same examples with places for those of their tokens that want one, the first never does. @returns also one of each, and how many places there are
 * @param wants whether a token of an example has a row
 */
export function withPlaces(
  name: string,
  examples: readonly Example[],
  wants: (example: Example, token: number) => boolean = () => true,
): Placed {
  const known = new Map<string, Example>();
  let places = 1;
  const placed = examples.map((example) => {
    const wanted = example.ids.map((_, i) => i > 0 && wants(example, i));
    const key = example.ids.map((id, i) => (wanted[i] ? id : -1 - id)).join();
    // What is given with a token belongs to the position before it, which predicts it.
    const first = known.get(key) ?? {
      ...{ ids: example.ids, weights: example.weights },
      given: { [name]: wanted.map((is) => (is ? places++ : 0)) },
    };
    known.set(key, first);
    return { ...example, given: { ...example.given, [name]: must(first.given?.[name], 'places') } };
  });
  return { name, placed, distinct: [...known.values()], places };
}

export class PlacedRows {
  readonly #name: string;
  readonly #data: Float32Array;
  readonly #width: number;

  constructor({ name, places }: Pick<Placed, 'name' | 'places'>, width: number) {
    [this.#name, this.#data, this.#width] = [name, new Float32Array(places * width), width];
  }

  /** The row at a place; a view. */
  at(place: number): Float32Array {
    return this.#data.subarray(place * this.#width, (place + 1) * this.#width);
  }

  /** Rows of packed examples, [B, T, width]. */
  of(batch: Packed): Float32Array {
    const places = this.#placesOf(batch);
    const out = new Float32Array(places.length * this.#width);
    places.forEach((place, cell) => out.set(this.at(place), cell * this.#width));
    return out;
  }

  /** Keeps what was computed of packed examples, [B, T, width]. */
  keep(batch: Packed, rows: Float32Array): void {
    this.#placesOf(batch).forEach((place, cell) => {
      if (place > 0) this.at(place).set(rows.subarray(cell * this.#width, (cell + 1) * this.#width));
    });
  }

  #placesOf = (batch: Packed): Float32Array => must(batch.given?.[this.#name], `places of ${this.#name}`);
}
