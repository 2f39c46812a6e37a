// What examples are given for a loss beside ids and weights (models/losses/loss.ts), on its way into packed rows: numbers for each token, or one for all.

import { assert } from '../lib/assert.ts';
import type { Example, Packed } from './packing.ts';

export type Given = Readonly<Record<string, ArrayLike<number> | number>>;

/** The numbers of the groups that examples belong to. */
const GROUPS = 'groups';

/** How many numbers a position each name has. @throws AppError assert/failed when examples differ in what they are given */
export function givenWidths(examples: readonly Example[]): Map<string, number> {
  const widths = new Map<string, number>();
  for (const example of examples)
    for (const name of Object.keys(example.given ?? {})) widths.set(name, widthOf(example, name));
  for (const [name, width] of widths)
    for (const example of examples)
      assert(
        widthOf(example, name) === width || example.weights.every((weight) => weight === 0),
        `every example that is learned from has ${width} numbers a token as ${name}`,
      );
  if (examples.some(({ group }) => group !== undefined)) widths.set(GROUPS, 1);
  return widths;
}

function widthOf({ given, ids }: Example, name: string): number {
  const numbers = given?.[name];
  return typeof numbers === 'number' ? 1 : (numbers?.length ?? 0) / ids.length;
}

export function emptyGiven(widths: ReadonlyMap<string, number>, cells: number): Record<string, Float32Array> {
  return Object.fromEntries([...widths].map(([name, width]) => [name, new Float32Array(cells * width)]));
}

/** Writes what an example was given at its positions, which begin at cell `first`. The first token is predicted by none. @param index of the example */
export function placeGiven({ given = {} }: Packed, first: number, example: Example, index: number): void {
  const { ids, group } = example;
  // One that is compared with none is a group of its own.
  const own: Given = { ...example.given, [GROUPS]: group ?? -1 - index };
  for (const [name, into] of Object.entries(given)) {
    const numbers = own[name];
    if (typeof numbers === 'number') into.fill(numbers, first, first + ids.length - 1);
    else if (numbers) {
      const width = numbers.length / ids.length;
      into.set(Float32Array.from(numbers).subarray(width), first * width);
    }
  }
}

/** Rows `row` to `row + rows` of what a batch was given; a view. */
export function givenRows({ given, batch }: Packed, row: number, rows: number): Pick<Packed, 'given'> {
  if (!given) return {};
  const cut = (data: Float32Array): Float32Array =>
    data.subarray((row * data.length) / batch, ((row + rows) * data.length) / batch);
  return { given: Object.fromEntries(Object.entries(given).map(([name, data]) => [name, cut(data)])) };
}
