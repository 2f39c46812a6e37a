// What int4 costs: logits of a model of the 0.5B shape with two layers and random weights, kept in int4, against the same in float32, both through the import
// path. `tsx tools/pretrain/int4-loss.ts [--seed S] [--layers N] [--tokens N]`; one JSON object on the last line.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseConfig, type QwenConfig } from '../../models/qwen/config.ts';
import { forwardGraph, trainableLayout } from '../../models/qwen/graphs.ts';
import type { Tensor } from '../../models/parameters.ts';
import { allTensors, importedFile } from '../../src/engine/import/memory.ts';
import type { Precision } from '../../src/engine/import/layout.ts';
import { emptyPacked } from '../../src/engine/packing.ts';
import { must } from '../../src/lib/assert.ts';
import { rng } from '../../src/lib/rng.ts';
import { SHAPES } from '../../bench/shapes.ts';
import { writeSyntheticModel } from '../lab/synthetic-model.ts';
import { node } from './runtime.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    layers: { type: 'string', default: '2' },
    tokens: { type: 'string', default: '64' },
  },
});
const LORA = { r: 8, lora_alpha: 16 };
const raw = { ...SHAPES['qwen2.5-0.5b'], num_hidden_layers: Number(values.layers) };
const config = parseConfig(raw);
const time = Number(values.tokens);
const random = rng(values.seed);
const ids = BigInt64Array.from({ length: time }, () => BigInt(random.int(0, config.vocab_size - 1)));

function modelFiles(): Map<string, Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'dream-lab-int4-'));
  try {
    writeSyntheticModel(folder, raw, values.seed);
    return new Map(
      ['config.json', 'model.safetensors'].map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Logits [time, vocabulary], of the base alone: an adapter of zeros changes nothing. */
async function logitsOf(base: ReadonlyMap<string, Tensor>, of: QwenConfig): Promise<Float32Array> {
  const executor = node(2);
  const trainable = { mode: 'lora', lora: LORA, base } as const;
  const batch = emptyPacked(1, time);
  const program = await executor.compile(forwardGraph({ ...of, max_position_embeddings: time }, batch, trainable));
  const { size } = trainableLayout(of, trainable);
  const out = await program.run({
    parameters: executor.tensor(new Float32Array(size), [size]),
    ids: executor.tensor(ids, [1, time]),
    positions: executor.tensor(
      BigInt64Array.from({ length: time }, (_, i) => BigInt(i)),
      [1, time],
    ),
    segments: executor.tensor(new Int32Array(time), [1, time]),
  });
  const logits = Float32Array.from((await must(out['logits'], 'logits').read()) as Float32Array);
  await program.release();
  return logits;
}

/** log softmax of one row, in place of it. */
function logProbabilities(row: Float32Array): Float64Array {
  const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const log = Math.log(row.reduce((sum, value) => sum + Math.exp(value - most), 0)) + most;
  return Float64Array.from(row, (value) => value - log);
}

const files = modelFiles();
const logits = async (precision: Precision): Promise<Float32Array> =>
  logitsOf(await allTensors(await importedFile(files, precision)), config);
const [exact, kept] = [await logits('f32'), await logits('int4')];
const kl = Array.from({ length: time }, (_, t) => {
  const row = (all: Float32Array): Float64Array =>
    logProbabilities(all.subarray(t * config.vocab_size, (t + 1) * config.vocab_size));
  const [p, q] = [row(exact), row(kept)];
  return p.reduce((sum, value, i) => sum + Math.exp(value) * (value - (q[i] as number)), 0);
});
const mean = kl.reduce((a, b) => a + b, 0) / time;
process.stdout.write(
  `${JSON.stringify({ seed: values.seed, layers: config.num_hidden_layers, tokens: time, kl: { mean, max: Math.max(...kl) } })}\n`,
);
process.exit(0);
