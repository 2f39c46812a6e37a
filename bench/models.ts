// What is measured: the learner, and a fixed Qwen3 of 3.5 M parameters that stays the same from release to release. Weights are random, rows are
// random tokens: speed does not depend on them.

import { initLora, type LoraConfig, loraLayout } from '../models/lora.ts';
import { type Layout, layoutOf, type Tensors, unflatten } from '../models/parameters.ts';
import type { QwenConfig } from '../models/qwen/config.ts';
import type { Trainable } from '../models/qwen/graphs.ts';
import { weightShapes } from '../models/qwen/weights.ts';
import { emptyPacked, type Packed } from '../src/engine/packing.ts';
import { rng } from '../src/lib/rng.ts';
import { recipes } from '../tools/pretrain/family.ts';
import { initialWeights } from '../tools/pretrain/weights.ts';

export const SHAPE = { batch: 16, time: 128 } as const;
export const LORA: LoraConfig = { r: 8, lora_alpha: 16 };

const fixed: QwenConfig = {
  model_type: 'qwen3',
  vocab_size: 2048,
  hidden_size: 256,
  intermediate_size: 768,
  num_hidden_layers: 4,
  num_attention_heads: 8,
  num_key_value_heads: 2,
  head_dim: 32,
  rope_theta: 10_000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: SHAPE.time,
};

export const configs = {
  'qwen3-3.5m': fixed,
  'dream-s': { ...recipes['dream-s'].config, max_position_embeddings: SHAPE.time },
} as const satisfies Record<string, QwenConfig>;
export type BenchModel = keyof typeof configs;
export type Mode = 'full' | 'lora';

export type Subject = {
  config: QwenConfig;
  trainable: Trainable;
  /** Trained parameters, flat and by name, and the frozen ones. */
  flat: Float32Array;
  layout: Layout;
  frozen: Tensors | null;
};

export function subject(model: BenchModel, mode: Mode): Subject {
  const config = configs[model];
  const whole = layoutOf(weightShapes(config));
  const weights = initialWeights(config, whole, rng(`bench/${model}`));
  if (mode === 'full') return { config, trainable: { mode }, flat: weights, layout: whole, frozen: null };
  const [layout, frozen] = [loraLayout(config, LORA), unflatten(whole, weights)];
  const trainable: Trainable = { mode, lora: LORA, base: frozen };
  return { config, trainable, flat: initLora(layout, rng('bench/lora')), layout, frozen };
}

/** Full rows of random tokens. The last `supervised` of every fifty positions carry a loss: 50 = all, 20 = about what exercises have. */
export function rowsOf(
  config: QwenConfig,
  { batch, time }: { batch: number; time: number },
  supervised: number,
  seed: string,
): Packed {
  const random = rng(seed);
  const token = (): bigint => BigInt(random.int(0, config.vocab_size - 1));
  const packed = emptyPacked(batch, time);
  packed.ids.forEach((_, cell) => {
    packed.ids[cell] = token();
    packed.targets[cell] = token();
    packed.positions[cell] = BigInt(cell % time);
    packed.segments[cell] = 0;
    packed.weights[cell] = cell % 50 >= 50 - supervised ? 1 : 0;
  });
  return { ...packed, tokens: batch * time, supervised: packed.weights.reduce((a, b) => a + b, 0) };
}
