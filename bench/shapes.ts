// Geometry of the models that are measured with random weights: the larger of the family, and real ones as their config.json says.

import { recipes } from '../tools/pretrain/family.ts';

const COMMON = { model_type: 'qwen2', rope_theta: 1_000_000, rms_norm_eps: 1e-6, max_position_embeddings: 32_768 };

export const SHAPES = {
  'dream-l': { ...recipes['dream-l'].config, max_position_embeddings: 4096 },
  'qwen2.5-0.5b': {
    ...COMMON,
    ...{ vocab_size: 151_936, hidden_size: 896, intermediate_size: 4864, num_hidden_layers: 24 },
    ...{ num_attention_heads: 14, num_key_value_heads: 2, tie_word_embeddings: true },
  },
  'qwen3-0.6b': {
    ...{ ...COMMON, model_type: 'qwen3', max_position_embeddings: 40_960 },
    ...{ vocab_size: 151_936, hidden_size: 1024, intermediate_size: 3072, num_hidden_layers: 28 },
    ...{ num_attention_heads: 16, num_key_value_heads: 8, head_dim: 128, tie_word_embeddings: true },
  },
  'qwen2.5-1.5b': {
    ...COMMON,
    ...{ vocab_size: 151_936, hidden_size: 1536, intermediate_size: 8960, num_hidden_layers: 28 },
    ...{ num_attention_heads: 12, num_key_value_heads: 2, tie_word_embeddings: true },
  },
} as const;

export type ShapeName = keyof typeof SHAPES;
