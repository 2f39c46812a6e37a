// The base of a learner as tensors by name, whichever way it came.

import { importedHash, type ModelName } from '../../models/catalog.ts';
import type { Tensor } from '../../models/parameters.ts';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import type { ImportedFacts } from '../engine/import/facts.ts';
import { openImported } from '../engine/import/opfs-models.ts';
import { loadModelFolder, shippedSource } from '../engine/weights.ts';
import { must } from '../lib/assert.ts';

export type OpenBase = { name: string; config: QwenConfig; json: ImportedFacts; tensor(name: string): Promise<Tensor> };

/** @param name what people call it @throws AppError as loadModelFolder and openImported */
export async function openBase(model: ModelName, name: string, signal: AbortSignal): Promise<OpenBase> {
  const hash = importedHash(model);
  if (hash === null) {
    const { config, json, tensors } = await loadModelFolder(shippedSource(), model, signal);
    return { name, config, json, tensor: async (each) => must(tensors.get(each), each) };
  }
  const { facts, weights } = await openImported(hash);
  return { name, config: parseConfig(facts['config.json']), json: facts, tensor: (each) => weights.tensor(each) };
}
