// Weights of a true shape, made on the spot: for measuring, and for tests at the size of real models.

import { toHalves } from '../models/halves.ts';
import { BLOCK, fitsBlocks } from '../models/quant.ts';
import { parseConfig, type QwenConfig } from '../models/qwen/config.ts';
import { weightShapes } from '../models/qwen/weights.ts';
import { type KeptTensor, type Precision, valuesOf, type WeightFile } from '../src/engine/import/layout.ts';
import { must } from '../src/lib/assert.ts';
import { rng } from '../src/lib/rng.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

const DEVIATION = 0.02;
/** Standard deviation of the codes. */
const SPREAD = 4.2;

export function configOf(model: ShapeName, time: number, layers?: number): QwenConfig {
  const config = parseConfig(SHAPES[model]);
  return { ...config, num_hidden_layers: layers ?? config.num_hidden_layers, max_position_embeddings: time };
}

function keptOf(shape: readonly number[], precision: Precision): KeptTensor['kept'] {
  if (shape.length < 2 || precision === 'f32') return 'f32';
  return precision === 'int4' && fitsBlocks(shape) ? 'int4' : 'f16';
}

/** Codes of −7 … 7 with the spread of weights that a model begins with; whole blocks. */
function randomCodes(size: number, seed: string): { codes: Uint8Array; scales: Uint16Array } {
  const blocks = Math.ceil(size / BLOCK);
  const words = new Uint32Array((blocks * BLOCK) / 8);
  let state = rng(seed).int(1, 2 ** 31 - 1);
  for (let i = 0; i < words.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // A code of zero would stand for −8 and move the mean: it becomes the code for 0.
    const zeros = ~(state | (state >>> 1) | (state >>> 2) | (state >>> 3)) & 0x11111111;
    words[i] = state | (zeros << 3);
  }
  const scale = must(toHalves(Float32Array.of(DEVIATION / SPREAD))[0], 'scale');
  return { codes: new Uint8Array(words.buffer), scales: new Uint16Array(blocks).fill(scale) };
}

/** Weights of a shape, the same whenever they are read and however they are kept; norms 1. */
export function randomWeights(config: QwenConfig, precision: Precision): WeightFile {
  const shapes = new Map(weightShapes(config));
  const kept = async (name: string): Promise<KeptTensor> => {
    const shape = must(shapes.get(name), name);
    const size = shape.reduce((a, b) => a * b, 1);
    if (/norm\.weight$/.test(name)) return { shape, kept: 'f32', data: new Float32Array(size).fill(1) };
    const int4 = randomCodes(size, name);
    const as = keptOf(shape, precision);
    const tensor: KeptTensor = { shape, kept: 'int4', ...int4 };
    if (as === 'int4') return tensor;
    const data = valuesOf(tensor).subarray(0, size);
    return as === 'f32' ? { shape, kept: as, data } : { shape, kept: as, data: toHalves(data) };
  };
  const tensor = (): never => {
    throw new Error('The bench reads tensors as they are kept.');
  };
  const outline: WeightFile['outline'] = () =>
    [...shapes].map(([name, shape]) => ({ name, shape, kept: keptOf(shape, precision) }));
  return { names: [...shapes.keys()], outline, kept, tensor };
}
