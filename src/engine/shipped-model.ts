// A model of the embedded family as a trainer takes it: its folder, and what its hidden states can be held against.

import { createTokenizer } from './tokenizer.ts';
import type { TrainerModel } from './trainer-parts.ts';
import { loadAutoencoder, loadModelFolder, type WeightSource } from './weights.ts';

/** Errors as loadModelFolder. */
export async function loadShippedModel(
  source: WeightSource,
  model: string,
  signal: AbortSignal,
): Promise<TrainerModel> {
  const [folder, autoencoder, pca] = await Promise.all([
    loadModelFolder(source, model, signal),
    loadAutoencoder(source, model, signal),
    loadAutoencoder(source, model, signal, 'pca'),
  ]);
  const tokenizer = createTokenizer(folder.json['tokenizer.json'], folder.json['tokenizer_config.json']);
  return { config: folder.config, base: folder.tensors, tokenizer, autoencoder, pca };
}
