// Our file of imported weights: safetensors, so that its tensors are found by the same strict reader. A matrix is float32, float16 or int4 (two entries:
// NAME.codes, U8 [rows, blocks, BLOCK / 2], and NAME.scales, F16 [rows, blocks]); vectors are float32, for they are few and sensitive.

import { BLOCK, dequantise, fitsBlocks } from '../../../models/quant.ts';
import { fromHalves } from '../../../models/halves.ts';
import type { Tensor } from '../../../models/parameters.ts';
import {
  headerLength,
  headOf as safetensorsHead,
  PREFIX,
  readIndex,
  type TensorEntry,
  type TensorInfo,
  toFloat32,
} from '../../../models/safetensors.ts';
import { must } from '../../lib/assert.ts';

export const PRECISIONS = ['f32', 'f16', 'int4'] as const;
/** How matrices are kept. */
export type Precision = (typeof PRECISIONS)[number];

const CODES = '.codes';
const SCALES = '.scales';
const TYPES = ['F32', 'F16', 'U8'] as const;

export type Entry = TensorEntry & { dtype: (typeof TYPES)[number] };

/** What is written for a tensor, in this order. */
export function entriesOf(name: string, shape: readonly number[], precision: Precision): Entry[] {
  if (shape.length < 2 || precision === 'f32') return [{ name, dtype: 'F32', shape }];
  if (precision === 'f16' || !fitsBlocks(shape)) return [{ name, dtype: 'F16', shape }];
  const [rows, columns] = shape as [number, number];
  return [
    { name: name + CODES, dtype: 'U8', shape: [rows, columns / BLOCK, BLOCK / 2] },
    { name: name + SCALES, dtype: 'F16', shape: [rows, columns / BLOCK] },
  ];
}

const METADATA = { format: 'dream-lab', version: '1' };

/** The file up to the first tensor; the entries' bytes follow in order. */
export const headOf = (entries: readonly Entry[]): Uint8Array => safetensorsHead(entries, METADATA);

/** Reads bytes of a file from `start` to before `end`. */
export type ReadAt = (start: number, end: number) => Promise<Uint8Array>;

/** A tensor as it is kept. int4 as in models/quant.ts: two codes a byte, symmetric around 8. */
export type KeptTensor = { shape: readonly number[] } & (
  | { kept: 'f32'; data: Float32Array }
  | { kept: 'f16'; data: Uint16Array }
  | { kept: 'int4'; codes: Uint8Array; scales: Uint16Array }
);

export type WeightFile = {
  /** Names of tensors, as in Hugging Face files. */
  readonly names: readonly string[];
  /** What there is, without reading it. */
  outline(): readonly { name: string; shape: readonly number[]; kept: KeptTensor['kept'] }[];
  /** A tensor as it is kept. @throws AppError model/safetensors, and what reading throws */
  kept(name: string): Promise<KeptTensor>;
  /** A tensor's values in float32. @throws AppError model/safetensors, and what reading throws */
  tensor(name: string): Promise<Tensor>;
};

/** @throws AppError model/safetensors for what is no such file */
export async function openWeightFile(bytes: number, read: ReadAt): Promise<WeightFile> {
  const length = headerLength(await read(0, Math.min(PREFIX, bytes)), bytes);
  const start = PREFIX + length;
  const { tensors } = readIndex(await read(PREFIX, start), bytes - start, TYPES);
  const infos = new Map(tensors.map((info) => [info.name, info]));
  const raw = (info: TensorInfo): Promise<Uint8Array> => read(start + info.start, start + info.end);
  const kept = async (name: string): Promise<KeptTensor> => {
    const plain = infos.get(name);
    if (plain?.dtype === 'F16') return { shape: plain.shape, kept: 'f16', data: halves(await raw(plain)) };
    if (plain) return { shape: plain.shape, kept: 'f32', data: toFloat32(await raw(plain), plain.dtype) };
    const codes = must(infos.get(name + CODES), `tensor ${name}`);
    const scales = must(infos.get(name + SCALES), `scales of ${name}`);
    const [rows = 0, blocks = 0] = codes.shape;
    return { shape: [rows, blocks * BLOCK], kept: 'int4', codes: await raw(codes), scales: halves(await raw(scales)) };
  };
  const names = tensors.map(({ name }) => name.replace(CODES, '')).filter((name) => !name.endsWith(SCALES));
  return {
    names,
    outline: () =>
      names.map((name) => {
        const plain = infos.get(name);
        if (plain) return { name, shape: plain.shape, kept: plain.dtype === 'F16' ? 'f16' : 'f32' };
        const [rows = 0, blocks = 0] = must(infos.get(name + CODES), name).shape;
        return { name, shape: [rows, blocks * BLOCK], kept: 'int4' };
      }),
    kept,
    tensor: async (name) => {
      const tensor = await kept(name);
      return { shape: tensor.shape, data: valuesOf(tensor) };
    },
  };
}

const halves = (bytes: Uint8Array): Uint16Array => new Uint16Array(bytes.slice().buffer);

/** A tensor's values in float32. @param out where to write them, unless they are float32 already */
export function valuesOf(tensor: KeptTensor, out?: Float32Array): Float32Array {
  if (tensor.kept === 'f32') return tensor.data;
  return tensor.kept === 'f16' ? fromHalves(tensor.data, out) : dequantise(tensor.codes, tensor.scales, out);
}

/** Some rows of a matrix in float32: [ids, columns]. */
export function rowsAt(table: KeptTensor, ids: BigInt64Array): Float32Array {
  const width = table.shape[1] ?? 1;
  const out = new Float32Array(ids.length * width);
  ids.forEach((id, i) => out.set(valuesOf(rowsOf(table, Number(id), Number(id) + 1)), i * width));
  return out;
}

/** Rows start (included) to end (excluded) of a matrix; views, no copies. */
export function rowsOf(tensor: KeptTensor, start: number, end: number): KeptTensor {
  const width = tensor.shape[1] ?? 1;
  const cut = <T extends { subarray(from: number, to: number): T }>(data: T, perRow: number): T =>
    data.subarray(start * perRow, end * perRow);
  const shape = [end - start, width];
  if (tensor.kept === 'f32') return { shape, kept: 'f32', data: cut<Float32Array>(tensor.data, width) };
  if (tensor.kept === 'f16') return { shape, kept: 'f16', data: cut<Uint16Array>(tensor.data, width) };
  const [codes, scales] = [cut<Uint8Array>(tensor.codes, width / 2), cut<Uint16Array>(tensor.scales, width / BLOCK)];
  return { shape, kept: 'int4', codes, scales };
}
