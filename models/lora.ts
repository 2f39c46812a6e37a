// Low-rank adapters (LoRA, arXiv 2106.09685) under PEFT names: y = x·Wᵀ + scale · (x·Aᵀ)·Bᵀ with A [r, in], B [out, r], scale = alpha / r.

import type { Rng } from '../src/lib/rng.ts';
import type { Value } from './graph/ir.ts';
import { type Layout, layoutOf } from './parameters.ts';
import type { QwenConfig } from './qwen/config.ts';
import { linears } from './qwen/weights.ts';

export type LoraConfig = { r: number; lora_alpha: number };

/** The A and B of one linear map in a graph. */
export type LoraPair = { a: Value; b: Value };

/** Name of an adapter tensor inside a graph and a layout; PEFT files put `base_model.model.` before it. */
export function loraName(layer: number, module: string, matrix: 'A' | 'B'): string {
  return `model.layers.${layer}.${module}.lora_${matrix}.weight`;
}

export const PEFT_PREFIX = 'base_model.model.';

/** All seven linear maps of all layers, A before B; or of the layers from `from` on, which are the end of the same vector. */
export function loraLayout(config: QwenConfig, { r }: LoraConfig, from = 0): Layout {
  const shapes = Array.from({ length: config.num_hidden_layers - from }, (_, i) =>
    linears(config).flatMap(([module, out, input]) => [
      [loraName(from + i, module, 'A'), [r, input]] as const,
      [loraName(from + i, module, 'B'), [out, r]] as const,
    ]),
  ).flat();
  return layoutOf(shapes);
}

/** A as PEFT draws it, uniform in ±1/√in (Kaiming with a = √5), B zero: the adapter starts as no change. */
export function initLora(layout: Layout, random: Rng): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const { name, shape, offset, size } of layout.entries) {
    if (!name.endsWith('lora_A.weight')) continue;
    const bound = 1 / Math.sqrt(shape[1] ?? 1);
    for (let i = 0; i < size; i++) flat[offset + i] = (2 * random.next() - 1) * bound;
  }
  return flat;
}

export function loraScale({ r, lora_alpha }: LoraConfig): number {
  return lora_alpha / r;
}
