import { describe, expect, it } from 'vitest';
import { tinyConfig } from '../tests/contracts/tiny-model.ts';
import { must } from '../src/lib/assert.ts';
import { rng } from '../src/lib/rng.ts';
import { concatLoras, type WeightedLora } from './concat-lora.ts';
import { type LoraConfig, loraLayout, loraName } from './lora.ts';
import { unflatten } from './parameters.ts';
import { linears } from './qwen/weights.ts';

const config = { ...tinyConfig, num_hidden_layers: 2 };

function drawn(seed: string, lora: LoraConfig, weight = 1): WeightedLora {
  const random = rng(seed);
  const flat = Float32Array.from({ length: loraLayout(config, lora).size }, () => random.normal());
  return { lora, flat, weight };
}

/** weight · alpha / r · B·A of every map, in full: what is added to the weights of the base, element by element. */
function deltaOf({ lora, flat, weight }: WeightedLora): number[] {
  const tensors = unflatten(loraLayout(config, lora), flat);
  return [0, 1].flatMap((layer) =>
    linears(config).flatMap(([module, out, input]) => {
      const [a, b] = (['A', 'B'] as const).map((matrix) => must(tensors.get(loraName(layer, module, matrix)), matrix));
      return Array.from({ length: out * input }, (_, i) => {
        let product = 0;
        for (let k = 0; k < lora.r; k++)
          product +=
            must(b?.data[Math.floor(i / input) * lora.r + k], 'B') * must(a?.data[k * input + (i % input)], 'A');
        return weight * (lora.lora_alpha / lora.r) * product;
      });
    }),
  );
}

function expectSum(parts: readonly WeightedLora[]): void {
  const merged = deltaOf({ ...concatLoras(config, parts), weight: 1 });
  const sums = parts.map(deltaOf).reduce((all, delta) => all.map((value, i) => value + must(delta[i], 'delta')));
  expect(merged).toHaveLength(sums.length);
  merged.forEach((value, i) => expect(Math.abs(value - must(sums[i], 'sum'))).toBeLessThan(1e-4));
  expect(Math.max(...sums.map(Math.abs))).toBeGreaterThan(1);
}

describe('adapters side by side', () => {
  it('change every weight by the sum of what each changes', () => {
    expectSum([drawn('a', { r: 2, lora_alpha: 4 }), drawn('b', { r: 2, lora_alpha: 4 })]);
  });

  it('do so whatever their ranks, scales and weights are, and for one alone', () => {
    const wide = drawn('wide', { r: 3, lora_alpha: 12 }, 0.5);
    expectSum([drawn('a', { r: 2, lora_alpha: 2 }), wide, drawn('less', { r: 1, lora_alpha: 3 }, -1)]);
    expectSum([wide]);
  });

  it('have all ranks together, the scale of the first, and its very numbers', () => {
    const [a, b] = [drawn('a', { r: 2, lora_alpha: 4 }), drawn('b', { r: 4, lora_alpha: 8 })];
    const { lora, flat } = concatLoras(config, [a, b]);
    expect(lora).toEqual({ r: 6, lora_alpha: 12 });
    const sorted = (values: Iterable<number>): number[] => [...values].sort((x, y) => x - y);
    expect(sorted(flat)).toEqual(sorted([...a.flat, ...b.flat]));
  });
});
