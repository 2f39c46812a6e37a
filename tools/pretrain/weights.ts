// First weights of a model of the family, and its export as a Hugging Face folder.

import type { Layout } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Rng } from '../../src/lib/rng.ts';

/** Norms 1; embeddings N(0, 0.05); matrices N(0, 0.7 / √fan-in), those that write to the residual stream divided by √(2 L). */
export function initialWeights(config: QwenConfig, layout: Layout, random: Rng): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const { name, shape, offset, size } of layout.entries) {
    const deviation = deviationOf(config, name, shape);
    for (let i = 0; i < size; i++) flat[offset + i] = deviation === null ? 1 : random.normal() * deviation;
  }
  return flat;
}

function deviationOf(config: QwenConfig, name: string, shape: readonly number[]): number | null {
  if (/norm\.weight$/.test(name)) return null;
  if (/embed_tokens|lm_head/.test(name)) return 0.05;
  const fanIn = 0.7 / Math.sqrt(shape[1] ?? 1);
  return /(o_proj|down_proj)\.weight$/.test(name) ? fanIn / Math.sqrt(2 * config.num_hidden_layers) : fanIn;
}
