// The control of the frozen autoencoder: principal components of the same width, of the same standardised hidden states of dream-s on the same rows:
// `tsx tools/pretrain/components.ts [--prompts N] [--threads N]`. Writes public/weights/dream-s/pca.safetensors and prints one JSON object: its
// held-out normalised error. After autoencoder.ts, whose statistics of the states it takes; run manifest.ts afterwards.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { standardised } from '../../models/autoencoder/autoencoder.ts';
import { writeSafetensors } from '../../models/safetensors.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { must } from '../../src/lib/assert.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { recipes } from './family.ts';
import { hiddenStates, kataRows } from './hidden-states.ts';
import { components, covariance, leftOver } from './pca.ts';
import { node } from './runtime.ts';
import { folderWeights, heldAgainst } from './team.ts';
import { familyTokenizer, WEIGHTS } from './tokenizer.ts';

const { values } = parseArgs({
  options: { prompts: { type: 'string', default: '6000' }, threads: { type: 'string', default: '1' } },
});
const { diet } = recipes['dream-s'];
const executor = node(Number(values.threads));
const tokenizer = familyTokenizer();
const { config, tensors: base } = await folderWeights('dream-s');
const autoencoder = must(heldAgainst('dream-s').autoencoder, 'the autoencoder, whose control this is');
const known = skills.filter(({ level }) => level in diet.levels);
const d = config.hidden_size;
const code = d / 4;

/** The rows that the autoencoder was trained and tested on. */
const states = async (split: 'train' | 'held-out', count: number, seed: string): Promise<Float32Array> => {
  const rows = kataRows(tokenizer, known, split, count, `autoencoder/${seed}`);
  return standardised(await hiddenStates(executor, config, base, rows), autoencoder);
};

const found = components(covariance(await states('train', Number(values.prompts), 'train'), d), d);
const error = leftOver(await states('held-out', 1000, 'test'), d, found, code);
const tensors = new Map([
  ...['mean', 'scale'].map((name) => [name, must(autoencoder.tensors.get(name), name)] as const),
  ['components', { shape: [code, d], data: Float32Array.from(found.vectors.subarray(0, code * d)) }] as const,
]);
const facts = { prompts: Number(values.prompts), error: +error.toFixed(5) };
const bytes = writeSafetensors(tensors, 'F32', {
  format: 'pt',
  ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, String(value)])),
});
writeFileSync(join(WEIGHTS, 'dream-s/pca.safetensors'), bytes);
process.stdout.write(`${JSON.stringify({ ...facts, bytes: bytes.length, sha256: await sha256(bytes) })}\n`);
