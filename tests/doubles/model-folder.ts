// A model folder in memory as what exports take for a base.

import { parseConfig } from '../../models/qwen/config.ts';
import { readSafetensors } from '../../models/safetensors.ts';
import type { BaseModel } from '../../src/export/merged.ts';
import { must } from '../../src/lib/assert.ts';

/** @param file the bytes of a file of the folder */
export function baseFrom(name: string, file: (name: string) => Uint8Array): BaseModel {
  const json = (each: string): object => JSON.parse(new TextDecoder().decode(file(each))) as object;
  const { tensors } = readSafetensors(file('model.safetensors'));
  return {
    name,
    config: parseConfig(json('config.json')),
    json: {
      'config.json': json('config.json'),
      'generation_config.json': json('generation_config.json'),
      'tokenizer.json': json('tokenizer.json'),
      'tokenizer_config.json': json('tokenizer_config.json'),
    },
    tensor: async (each) => must(tensors.get(each), each),
  };
}
