// An adapter with more room does what it did.

import { expect, it } from 'vitest';
import { type LoraConfig, loraLayout, loraScale } from '../../models/lora.ts';
import { unflatten } from '../../models/parameters.ts';
import { tinyConfig } from '../../tests/contracts/tiny-model.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { refitted, startOf } from './start.ts';

/** What an adapter adds to every weight, scale · B · A, by module; and its As. */
function partsOf(
  lora: LoraConfig,
  flat: Float32Array,
): Map<string, { added: number[]; a: Float32Array; input: number }> {
  const parts = unflatten(loraLayout(tinyConfig, lora), flat);
  return new Map(
    [...parts].flatMap(([name, { shape, data: a }]) => {
      if (!name.endsWith('lora_A.weight')) return [];
      const b = must(parts.get(name.replace('lora_A', 'lora_B')), 'B');
      const [input = 0, out = 0] = [shape[1], b.shape[0]];
      const at = (row: number, column: number): number => {
        let sum = 0;
        for (let k = 0; k < lora.r; k++) sum += (b.data[row * lora.r + k] ?? NaN) * (a[k * input + column] ?? NaN);
        return loraScale(lora) * sum;
      };
      const added = Array.from({ length: out * input }, (_, i) => at(Math.floor(i / input), i % input));
      return [[name, { added, a, input }] as const];
    }),
  );
}

const lora = { r: 2, lora_alpha: 4 };
const random = rng('full');
const flat = Float32Array.from({ length: loraLayout(tinyConfig, lora).size }, () => random.next() - 0.5);

it.each([
  ['at another scale', { r: 5, lora_alpha: 5 }],
  ['at the same', { r: 5, lora_alpha: 10 }],
])('a widened adapter does the same %s, and has new directions to learn in', (_, to) => {
  const [was, is] = [partsOf(lora, flat), partsOf(to, refitted(tinyConfig, { lora, flat }, to, rng('wider')))];
  expect([...is.keys()]).toEqual([...was.keys()]);
  for (const [name, { added, a, input }] of is) {
    const before = must(was.get(name), 'the module').added;
    added.forEach((value, i) => expect(value).toBeCloseTo(must(before[i], 'a weight'), 5));
    const fresh = a.subarray(0, 3 * input);
    expect(fresh.every((x) => x !== 0 && Math.abs(x) <= 1 / Math.sqrt(input))).toBe(true);
  }
});

it('a night sets out from the same numbers however often it is asked; from the adapter itself where that is wide enough and of that scale', () => {
  const adapter = { hash: 'a', lora, flat };
  const of = (r: number, seed = '1', scale = 2) =>
    startOf(
      {
        learner: { model: 'dream-s', base: 'b', checkpoint: 'c', adapter },
        settings: { later: { lora: { r, lora_alpha: scale * r } } },
      } as never,
      { seed },
      tinyConfig,
    );
  expect(of(5)).toEqual(of(5));
  expect(of(5)?.flat).not.toEqual(of(5, '2')?.flat);
  expect(of(2)).toEqual({ flat, checkpoint: 'c' });
  expect(of(1)?.flat).toBe(flat);
  const [was, is] = [partsOf(lora, flat), partsOf({ r: 2, lora_alpha: 2 }, must(of(1, '1', 1), 'a start').flat)];
  for (const [name, { added }] of is)
    added.forEach((value, i) => expect(value).toBeCloseTo(must(was.get(name)?.added[i], 'a weight'), 5));
  expect(
    startOf({ learner: { adapter: null, checkpoint: null }, settings: {} } as never, { seed: '1' }, tinyConfig),
  ).toBeNull();
});
