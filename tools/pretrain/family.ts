// The embedded family: sizes, diets and training settings. Geometry is what config.json will say.

import type { LossName } from '../../models/losses/index.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Level } from '../../src/domains/domain.ts';
// What weigh.ts measured in the middle of a training. Imported, for the benchmark's page takes this file in too.
import leftToLearn from './diet/dream-l.json' with { type: 'json' };

export const VOCABULARY = 2048;
export const CONTEXT = 1024;

export type Diet = {
  /** Relative weight of each level; a level that is not named is never trained. */
  levels: Readonly<Partial<Record<Level, number>>>;
  /** Shares of rows that are not katas. */
  echo: number;
  outOfDomain: number;
  multiTurn: number;
  /** Share of refused prompts that are near misses of the skills: programming, but nothing that was learned. */
  nearMisses: number;
  /** Share of katas that are asked in people's own words (phrases.ts), not in the grammar's forms. */
  ownWords: number;
  /** Nats a row of each skill still costs (weigh.ts): the more, the oftener it is drawn. Without it all skills of a level are alike. */
  leftToLearn?: Readonly<Record<string, number>>;
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
  /** From so many tokens on: another diet, for what the first one left behind. */
  closing?: { from: number; diet: Diet };
};

const family = {
  model_type: 'qwen3',
  vocab_size: VOCABULARY,
  rope_theta: 10_000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: CONTEXT,
} as const;

const dreamL = {
  levels: { 1: 0.7, 2: 0.9, 3: 0.9, 4: 1.1, 5: 1, 6: 1.3, 7: 0.7, 8: 0.9, 9: 1.4, 10: 1 },
  echo: 0.12,
  outOfDomain: 0.16,
  multiTurn: 0.05,
  nearMisses: 0.2,
  ownWords: 0.4,
  leftToLearn,
} as const satisfies Diet;

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
    diet: {
      levels: { 1: 1, 2: 1, 3: 1 },
      echo: 0.12,
      outOfDomain: 0.12,
      multiTurn: 0.08,
      nearMisses: 0,
      ownWords: 0.5,
    },
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
    diet: dreamL,
    closing: { from: 25_200_000, diet: { ...dreamL, echo: 0.06, outOfDomain: 0.3, nearMisses: 0 } },
    loss: 'cross-entropy',
    learningRate: 2.5e-3,
    decay: 0.05,
    batch: 16,
    time: 128,
    tokens: 26_200_000,
    copying: 1_000_000,
  },
} as const satisfies Record<string, Recipe>;

export type FamilyName = keyof typeof recipes;
