// The embedded family: sizes, diets and training settings. Geometry is what config.json will say.

import type { LossName } from '../../models/losses/index.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Level } from '../../src/domains/domain.ts';

export const VOCABULARY = 2048;
export const CONTEXT = 1024;

export type Diet = {
  /** Relative weight of each level; a level that is not named is never trained. */
  levels: Readonly<Partial<Record<Level, number>>>;
  /** Shares of rows that are not katas. */
  echo: number;
  outOfDomain: number;
  multiTurn: number;
};

export type Recipe = {
  config: QwenConfig;
  diet: Diet;
  loss: LossName;
  learningRate: number;
  decay: number;
  batch: number;
  time: number;
  tokens: number;
  /** Tokens of the start that only teach copying. */
  copying: number;
};

const family = {
  model_type: 'qwen3',
  vocab_size: VOCABULARY,
  rope_theta: 10_000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: CONTEXT,
} as const;

export const recipes = {
  'dream-s': {
    config: {
      ...family,
      hidden_size: 128,
      intermediate_size: 384,
      num_hidden_layers: 4,
      num_attention_heads: 4,
      num_key_value_heads: 2,
      head_dim: 32,
    },
    diet: { levels: { 1: 1, 2: 1, 3: 1 }, echo: 0.12, outOfDomain: 0.12, multiTurn: 0.08 },
    loss: 'smoothed',
    learningRate: 5e-3,
    decay: 0.05,
    batch: 16,
    time: 128,
    tokens: 10_000_000,
    copying: 1_100_000,
  },
  'dream-l': {
    config: {
      ...family,
      hidden_size: 256,
      intermediate_size: 768,
      num_hidden_layers: 5,
      num_attention_heads: 8,
      num_key_value_heads: 4,
      head_dim: 32,
    },
    diet: {
      levels: { 1: 0.8, 2: 0.9, 3: 0.9, 4: 1, 5: 0.8, 6: 1.2, 7: 0.9, 8: 1.1, 9: 1.2, 10: 0.9 },
      echo: 0.14,
      outOfDomain: 0.16,
      multiTurn: 0.06,
    },
    loss: 'cross-entropy',
    learningRate: 2.5e-3,
    decay: 0.05,
    batch: 16,
    time: 128,
    tokens: 12_900_000,
    copying: 1_000_000,
  },
} as const satisfies Record<string, Recipe>;

export type FamilyName = keyof typeof recipes;
