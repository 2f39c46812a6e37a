// Geometry of a Qwen2 or Qwen3 decoder, read from the model's own config.json. Nothing here is a default: what is absent is an error.

import { AppError } from '../../src/lib/errors.ts';

const MODEL_TYPES = ['qwen2', 'qwen3'] as const;
type ModelType = (typeof MODEL_TYPES)[number];

/** Whether models of this type, as config.json names it, can be run from their weights. */
export const isModelType = (type: unknown): type is ModelType => MODEL_TYPES.includes(type as ModelType);

export type QwenConfig = {
  model_type: ModelType;
  vocab_size: number;
  hidden_size: number;
  intermediate_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  num_key_value_heads: number;
  head_dim: number;
  rope_theta: number;
  rms_norm_eps: number;
  tie_word_embeddings: boolean;
  max_position_embeddings: number;
};

/** With the most that is taken: many times what the largest models have, and little enough that a list of all layers fits into memory. */
const SIZES = {
  vocab_size: 2 ** 24,
  hidden_size: 2 ** 20,
  intermediate_size: 2 ** 24,
  num_hidden_layers: 1024,
  num_attention_heads: 4096,
  num_key_value_heads: 4096,
} as const;
type Size = keyof typeof SIZES;
const NAMES = Object.keys(SIZES) as Size[];
const LONGEST_CONTEXT = 2 ** 24;

/**
 * Checks a parsed config.json. head_dim defaults to hidden_size / heads as in Hugging Face, rope_theta may stand in rope_parameters.
 * @throws AppError model/config naming the field that is missing or impossible.
 */
export function parseConfig(raw: unknown): QwenConfig {
  if (typeof raw !== 'object' || raw === null) throw wrong('the file', 'is not a JSON object');
  const file = raw as Record<string, unknown>;
  const type = file['model_type'];
  if (!isModelType(type)) throw wrong('model_type', `is ${String(type)}; only qwen2 and qwen3 can be run`);
  const sizes = Object.fromEntries(NAMES.map((name) => [name, whole(file[name], name, SIZES[name])])) as Record<
    Size,
    number
  >;
  if (sizes.num_attention_heads % sizes.num_key_value_heads !== 0)
    throw wrong('num_key_value_heads', 'must divide num_attention_heads');
  const rope = file['rope_theta'] ?? (file['rope_parameters'] as Record<string, unknown> | undefined)?.['rope_theta'];
  const head_dim = whole(
    file['head_dim'] ?? sizes.hidden_size / sizes.num_attention_heads,
    'head_dim',
    SIZES.hidden_size,
  );
  if (head_dim % 2) throw wrong('head_dim', `must be even, got ${head_dim}`);
  return {
    model_type: type,
    ...sizes,
    head_dim,
    rope_theta: positive(rope, 'rope_theta'),
    rms_norm_eps: positive(file['rms_norm_eps'], 'rms_norm_eps'),
    tie_word_embeddings: file['tie_word_embeddings'] === true,
    max_position_embeddings: whole(file['max_position_embeddings'] ?? 1024, 'max_position_embeddings', LONGEST_CONTEXT),
  };
}

function positive(value: unknown, name: string): number {
  if (typeof value !== 'number' || !(value > 0)) throw wrong(name, `must be a positive number, got ${String(value)}`);
  return value;
}

function whole(value: unknown, name: string, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1 || (value as number) > most)
    throw wrong(name, `must be a whole number from 1 to ${most}, got ${String(value)}`);
  return value as number;
}

function wrong(field: string, why: string): AppError {
  return new AppError(
    'model/config',
    `config.json cannot be used: ${field} ${why}. Check that the folder is a complete Qwen model.`,
    { field },
  );
}
