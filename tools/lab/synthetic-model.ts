// A model of true shape and random weights, as a folder that an import reads: for measuring what no real weights are at hand for. bfloat16; matrices and
// biases normal with the deviation that such models begin with, norms one.

import { closeSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../models/qwen/config.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { headOf } from '../../models/safetensors.ts';
import { rng } from '../../src/lib/rng.ts';

const DEVIATION = 0.02;
/** Different values; they are drawn again and again. */
const SAMPLES = 1 << 16;
const PIECE = 1 << 22;

/** Writes config.json and model.safetensors. @returns bytes of the weights */
export function writeSyntheticModel(folder: string, config: object, seed: string): number {
  mkdirSync(folder, { recursive: true });
  const shapes = weightShapes(parseConfig(config));
  const head = headOf(
    shapes.map(([name, shape]) => ({ name, dtype: 'BF16', shape })),
    { format: 'pt' },
  );
  const file = path.join(folder, 'model.safetensors');
  const out = openSync(`${file}.part`, 'w');
  let written = writeSync(out, head);
  const draw = drawer(seed);
  for (const [name, shape] of shapes)
    for (let left = shape.reduce((a, b) => a * b, 1); left > 0;) {
      const count = Math.min(left, PIECE);
      written += writeSync(out, /norm\.weight$/.test(name) ? ones(count) : draw(count));
      left -= count;
    }
  closeSync(out);
  renameSync(`${file}.part`, file);
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config, null, 2));
  return written;
}

/** bfloat16, as bytes. */
const ones = (count: number): Uint8Array => new Uint8Array(new Uint16Array(count).fill(0x3f80).buffer);

/** Gives so many values at a time, as bytes. */
function drawer(seed: string): (count: number) => Uint8Array {
  const random = rng(seed);
  const normal = (): number =>
    DEVIATION * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const bits = new Uint32Array(Float32Array.from({ length: SAMPLES }, normal).buffer);
  const samples = Uint16Array.from(bits, (word) => word >>> 16);
  let state = random.int(1, 2 ** 31 - 1);
  return (count) => {
    const values = new Uint16Array(count);
    for (let i = 0; i < count; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      values[i] = samples[state >>> 16] as number;
    }
    return new Uint8Array(values.buffer);
  };
}
