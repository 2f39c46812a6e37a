// A decoder small enough for the reference interpreter, with a tokenizer of words: what unit tests of training train.

import { autoencoderShapes } from '../../models/autoencoder/autoencoder.ts';
import { layoutOf, type Tensor, type Tensors, unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { type NamedShape, weightShapes } from '../../models/qwen/weights.ts';
import type { Tokenizer } from '../../src/engine/tokenizer.ts';
import type { Lesson } from '../../src/engine/trainer.ts';
import { hash53 } from '../../src/lib/hash.ts';
import { rng } from '../../src/lib/rng.ts';

export const tinyConfig: QwenConfig = {
  model_type: 'qwen3',
  vocab_size: 32,
  hidden_size: 16,
  intermediate_size: 24,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 8,
  rope_theta: 10_000,
  rms_norm_eps: 1e-6,
  tie_word_embeddings: true,
  max_position_embeddings: 64,
};

function drawn(shapes: readonly NamedShape[], seed: string, deviation: number): Tensors {
  const random = rng(seed);
  const layout = layoutOf(shapes);
  return unflatten(
    layout,
    Float32Array.from({ length: layout.size }, () => random.normal() * deviation),
  );
}

/** Random weights; norms 1. */
export function tinyWeights(seed = 'tiny', config = tinyConfig): Tensors {
  const weights = drawn(weightShapes(config), seed, 0.3);
  for (const [name, { data }] of weights) if (name.endsWith('norm.weight')) data.fill(1);
  return weights;
}

export function tinyAutoencoder(deviation = 0.3): { tensors: Tensors } {
  const tensors = drawn(autoencoderShapes(tinyConfig.hidden_size), 'autoencoder', deviation);
  tensors.get('scale')?.data.fill(1);
  return { tensors };
}

/** Orthonormal components of four coordinates. */
export function tinyComponents(): { tensors: Tensors } {
  const width = tinyConfig.hidden_size;
  const vector = (value: number): Tensor => ({ shape: [width], data: new Float32Array(width).fill(value) });
  const data = Float32Array.from({ length: 4 * width }, (_, i) => (i % width === Math.floor(i / width) ? 1 : 0));
  return {
    tensors: new Map([
      ['mean', vector(0)],
      ['scale', vector(1)],
      ['components', { shape: [4, width], data }],
    ]),
  };
}

/** One token a word, mark or character; different words may share a token. */
export const tinyTokenizer: Tokenizer = {
  encode: (text) => (text.match(/<\|\w+\|>|\w+|\s|./g) ?? []).map((word) => hash53(word) % tinyConfig.vocab_size),
  decode: (ids) => ids.join(' '),
  size: tinyConfig.vocab_size,
};

export function tinyLessons(count: number): Lesson[] {
  return Array.from({ length: count }, (_, i) => ({
    turns: [
      { role: 'user', content: `ask ${'more '.repeat(i % 3)}${i}` },
      { role: 'assistant', content: `say ${i} ${i + 1}` },
    ],
    weight: i % 4 === 3 ? 0.5 : 1,
    replay: i % 2 === 0,
  }));
}
