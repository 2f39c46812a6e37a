// Names and shapes of a Qwen decoder's tensors, as in Hugging Face files.

import type { QwenConfig } from './config.ts';

export type NamedShape = readonly [name: string, shape: readonly number[]];

/** The seven linear maps of a layer: name, output width, input width. */
export function linears(config: QwenConfig): readonly (readonly [module: string, out: number, input: number])[] {
  const d = config.hidden_size;
  const q = config.num_attention_heads * config.head_dim;
  const kv = config.num_key_value_heads * config.head_dim;
  const f = config.intermediate_size;
  return [
    ['self_attn.q_proj', q, d],
    ['self_attn.k_proj', kv, d],
    ['self_attn.v_proj', kv, d],
    ['self_attn.o_proj', d, q],
    ['mlp.gate_proj', f, d],
    ['mlp.up_proj', f, d],
    ['mlp.down_proj', d, f],
  ];
}

export function weightShapes(config: QwenConfig): NamedShape[] {
  const d = config.hidden_size;
  const layer = (i: number): NamedShape[] => {
    const at = `model.layers.${i}`;
    const maps = linears(config).map(([module, out, input]) => [`${at}.${module}.weight`, [out, input]] as const);
    const biases = linears(config)
      .slice(0, 3)
      .map(([module, out]) => [`${at}.${module}.bias`, [out]] as const);
    const qkNorms = ['q_norm', 'k_norm'].map((name) => [`${at}.self_attn.${name}.weight`, [config.head_dim]] as const);
    return [
      [`${at}.input_layernorm.weight`, [d]],
      [`${at}.post_attention_layernorm.weight`, [d]],
      ...maps,
      ...(config.model_type === 'qwen2' ? biases : qkNorms),
    ];
  };
  return [
    ['model.embed_tokens.weight', [config.vocab_size, d]],
    ...Array.from({ length: config.num_hidden_layers }, (_, i) => layer(i)).flat(),
    ['model.norm.weight', [d]],
    ...(config.tie_word_embeddings ? [] : [['lm_head.weight', [config.vocab_size, d]] as const]),
  ];
}

/** Number of parameters, tied ones once. */
export function parameterCount(config: QwenConfig): number {
  return weightShapes(config).reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
