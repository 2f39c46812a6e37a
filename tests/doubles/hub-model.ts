// A model as a repository of the hub holds it: true geometry, random weights, and the family's tokenizer. It loads and answers; what it says is noise.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSafetensors, writeSafetensors } from '../../models/safetensors.ts';
import { must } from '../../src/lib/assert.ts';
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

/** The same with its weights in two files, in float32, and an index of which tensor is where. */
export function inTwoFiles(model: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  // A copy: a Buffer's slices are no copies, as those of other arrays are.
  const { tensors } = readSafetensors(new Uint8Array(must(model.get('model.safetensors'), 'the weights')));
  const files = new Map([...model].filter(([name]) => name !== 'model.safetensors'));
  const weight_map: Record<string, string> = {};
  for (const i of [0, 1]) {
    const file = `model-0000${i + 1}-of-00002.safetensors`;
    const mine = new Map([...tensors].filter((_, at) => at % 2 === i));
    for (const name of mine.keys()) weight_map[name] = file;
    files.set(file, writeSafetensors(mine, 'F32'));
  }
  return files.set('model.safetensors.index.json', Buffer.from(JSON.stringify({ metadata: {}, weight_map })));
}

const filesOf = (paths: readonly string[]): Map<string, Uint8Array> =>
  new Map(paths.map((file) => [path.basename(file), readFileSync(file)]));
