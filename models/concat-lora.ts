// Several adapters of one model as one, exactly: ranks side by side, Σ wᵢ·sᵢ·Bᵢ·Aᵢ = s·[B₁ … Bₙ]·[A₁; …; Aₙ] where the ratio of the scales goes into Bᵢ. PEFT's
// add_weighted_adapter calls it `cat` (there all of wᵢ·sᵢ goes into A, and s is 1; the product is the same). Its `linear` takes the mean of the As and of the
// Bs, whose product has terms of A₁ with B₂ that nobody learned; its `svd` keeps the rank and loses what does not fit into it.

import { must } from '../src/lib/assert.ts';
import { type LoraConfig, loraLayout, loraName, loraScale } from './lora.ts';
import { flatten, type Tensor, unflatten } from './parameters.ts';
import type { QwenConfig } from './qwen/config.ts';
import { linears } from './qwen/weights.ts';

export type WeightedLora = { lora: LoraConfig; flat: Float32Array; weight: number };

/** Where all parts have this scale and weigh 1 no number is changed. @param parts at least one; weights may be negative @param scale that of the first, unless said */
export function concatLoras(
  config: QwenConfig,
  parts: readonly WeightedLora[],
  scale = loraScale(must(parts[0], 'a part').lora),
): { lora: LoraConfig; flat: Float32Array } {
  const r = parts.reduce((sum, { lora }) => sum + lora.r, 0);
  const lora = { r, lora_alpha: scale * r };
  const opened = parts.map((part) => ({
    tensors: unflatten(loraLayout(config, part.lora), part.flat),
    r: part.lora.r,
    factor: (part.weight * loraScale(part.lora)) / scale,
  }));
  const tensors = new Map<string, Tensor>();
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    for (const [module, out, input] of linears(config)) {
      const of = (matrix: 'A' | 'B'): Slice[] =>
        opened.map(({ tensors: own, ...rest }) => ({
          ...rest,
          data: must(own.get(loraName(layer, module, matrix)), matrix).data,
        }));
      tensors.set(loraName(layer, module, 'A'), { shape: [r, input], data: below(of('A'), input) });
      tensors.set(loraName(layer, module, 'B'), { shape: [out, r], data: beside(of('B'), out) });
    }
  return { lora, flat: flatten(loraLayout(config, lora), tensors) };
}

type Slice = { data: Float32Array; r: number; factor: number };

/** [Σ r, input]: one A under the other. */
function below(slices: readonly Slice[], input: number): Float32Array {
  const all = new Float32Array(slices.reduce((sum, { r }) => sum + r, 0) * input);
  let at = 0;
  for (const { data } of slices) {
    all.set(data, at);
    at += data.length;
  }
  return all;
}

/** [out, Σ r]: the Bs side by side, each times its factor. */
function beside(slices: readonly Slice[], out: number): Float32Array {
  const width = slices.reduce((sum, { r }) => sum + r, 0);
  const all = new Float32Array(out * width);
  let first = 0;
  for (const { data, r, factor } of slices) {
    for (let row = 0; row < out; row++)
      for (let k = 0; k < r; k++) all[row * width + first + k] = factor * (data[row * r + k] as number);
    first += r;
  }
  return all;
}
