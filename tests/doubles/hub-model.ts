// A model as a repository of the hub holds it: true geometry, random weights, and the family's tokenizer. It loads and answers; what it says is noise.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../tools/command.ts';
import { writeSyntheticModel } from '../../tools/lab/synthetic-model.ts';
import { recipes } from '../../tools/pretrain/family.ts';

export const REPO = 'Qwen/Qwen2.5-0.5B-Instruct';
export const COMMIT = 'c0ffee'.padEnd(40, '0');

const FAMILY = path.join(ROOT, 'public/weights/dream-s');
const SAYS = ['generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];

/** About 6.3 MB a layer. */
export function randomModel(layers: number, seed: string): Map<string, Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dream-lab-model-'));
  try {
    const wide = { hidden_size: 512, intermediate_size: 1536, num_attention_heads: 8, num_key_value_heads: 4 };
    const config = { ...recipes['dream-s'].config, ...wide, head_dim: 64, num_hidden_layers: layers };
    writeSyntheticModel(folder, config, seed);
    return filesOf([
      ...['config.json', 'model.safetensors'].map((name) => path.join(folder, name)),
      ...SAYS.map((name) => path.join(FAMILY, name)),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The learner of the family: a complete Qwen3 of 2 MB that was trained. */
export function smallModel(): Map<string, Uint8Array> {
  return filesOf(['config.json', 'model.safetensors', ...SAYS].map((name) => path.join(FAMILY, name)));
}

const filesOf = (paths: readonly string[]): Map<string, Uint8Array> =>
  new Map(paths.map((file) => [path.basename(file), readFileSync(file)]));
