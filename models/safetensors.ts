// Reads and writes safetensors files (8-byte header length, JSON header, tensor bytes) strictly: offsets must tile the data exactly, shapes must
// match sizes, duplicate or unknown things are refused before anything is allocated. f32, f16 and bf16 are read to float32.

import { AppError } from '../src/lib/errors.ts';
import { fromHalves, toHalves } from './halves.ts';
import type { Tensor, Tensors } from './parameters.ts';

/** Bytes of a value. U8 holds packed codes: its place can be read, not its values. */
const BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, U8: 1 };
const FLOATS = ['F32', 'F16', 'BF16'];
/** Bytes before the header: its length. */
export const PREFIX = 8;
const MAX_HEADER = 1 << 20;
const MAX_DIMS = 8;

/** Where a tensor lies: `start` and `end` count from the end of the header. */
export type TensorInfo = { name: string; dtype: string; shape: readonly number[]; start: number; end: number };
/** All tensors of a file in the order in which they lie; together they are its data, without a hole. */
export type TensorIndex = { tensors: readonly TensorInfo[]; metadata: Readonly<Record<string, string>> };

/** @throws AppError model/safetensors with what is wrong; nothing is returned from a damaged file. */
export function readSafetensors(bytes: Uint8Array): {
  tensors: Map<string, Tensor>;
  metadata: Readonly<Record<string, string>>;
} {
  const { tensors, metadata } = indexOf(bytes);
  const data = bytes.subarray(PREFIX + headerLength(bytes.subarray(0, PREFIX), bytes.length));
  return {
    tensors: new Map(
      tensors.map(({ name, dtype, shape, start, end }) => [
        name,
        { shape, data: toFloat32(data.subarray(start, end), dtype) },
      ]),
    ),
    metadata,
  };
}

/** What a whole file says of itself, without reading its tensors. @throws AppError model/safetensors */
export function readMetadata(bytes: Uint8Array): Readonly<Record<string, string>> {
  return indexOf(bytes).metadata;
}

function indexOf(bytes: Uint8Array): TensorIndex {
  const length = headerLength(bytes.subarray(0, PREFIX), bytes.length);
  return readIndex(bytes.subarray(PREFIX, PREFIX + length), bytes.length - PREFIX - length);
}

/** Length of the header. @param prefix the file's first 8 bytes @param fileBytes length of the whole file @throws AppError model/safetensors */
export function headerLength(prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < PREFIX) throw damaged('is shorter than its 8-byte header length');
  const length = new DataView(prefix.buffer, prefix.byteOffset, PREFIX).getBigUint64(0, true);
  if (length > MAX_HEADER || Number(length) > fileBytes - PREFIX)
    throw damaged(`announces a header of ${length} bytes`);
  return Number(length);
}

/** @param types of values that may occur @throws AppError model/safetensors */
export function readIndex(header: Uint8Array, dataBytes: number, types: readonly string[] = FLOATS): TensorIndex {
  const parsed = parseHeader(header);
  const tensors = Object.entries(parsed)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, raw]) => parseInfo(name, raw, types))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  checkTiling(tensors, dataBytes);
  return { tensors, metadata: parseMetadata(parsed['__metadata__']) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  if (bytes[0] !== 0x7b) throw damaged('has a header that does not start with {');
  let text: string;
  let header: Record<string, unknown>;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    header = JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw damaged('has a header that is not JSON', error);
  }
  const twice = repeatedKey(text);
  if (twice !== null) throw damaged(`names ${twice} twice in its header`);
  return header;
}

/** A key that stands twice in one object of this valid JSON text, of which a parser would keep only the last. */
function repeatedKey(text: string): string | null {
  const open: Set<string>[] = [];
  for (const { 0: token } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}]/g)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (token.endsWith(':')) {
      const key = JSON.parse(token.slice(0, -1)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return null;
}

function parseMetadata(raw: unknown): Readonly<Record<string, string>> {
  if (raw === undefined) return {};
  const plain = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  if (!plain || !Object.values(raw).every((value) => typeof value === 'string'))
    throw damaged('has metadata that is not text by name');
  return raw as Record<string, string>;
}

function parseInfo(name: string, raw: unknown, types: readonly string[]): TensorInfo {
  const info = raw as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const dtype = String(info?.dtype);
  const bytes = BYTES[dtype];
  if (!bytes || !types.includes(dtype))
    throw damaged(`has tensor ${name} of type ${dtype}; F32, F16 and BF16 can be read`);
  const whole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (!Array.isArray(info.shape) || info.shape.length > MAX_DIMS || !info.shape.every(whole))
    throw damaged(`has an impossible shape for ${name}`);
  const offsets: unknown = info.data_offsets;
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(whole))
    throw damaged(`has impossible offsets for ${name}`);
  const [start, end] = offsets as [number, number];
  const size = (info.shape as number[]).reduce((a, b) => a * b, 1);
  if (!Number.isSafeInteger(size) || end - start !== size * bytes)
    throw damaged(`gives ${name} ${end - start} bytes where its shape needs ${size * bytes}`);
  return { name, dtype, shape: info.shape as number[], start, end };
}

function checkTiling(inOrder: readonly TensorInfo[], length: number): void {
  let at = 0;
  for (const { name, start, end } of inOrder) {
    if (start !== at) throw damaged(`has a hole or an overlap before ${name}`);
    at = end;
  }
  if (at !== length)
    throw damaged(`holds ${length} bytes of data where its header describes ${at}; it is truncated or has bytes added`);
}

/** Values of a tensor's bytes, of any of the types that readSafetensors reads; little-endian, as the format is. */
export function toFloat32(bytes: Uint8Array, dtype: string): Float32Array {
  const copy = bytes.slice().buffer;
  if (dtype === 'F32') return new Float32Array(copy);
  const halves = new Uint16Array(copy);
  if (dtype === 'F16') return fromHalves(halves);
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return new Float32Array(words.buffer);
}

/** What a file says of a tensor before its bytes. */
export type TensorEntry = { readonly name: string; readonly dtype: string; readonly shape: readonly number[] };

export function entryBytes({ dtype, shape }: Pick<TensorEntry, 'dtype' | 'shape'>): number {
  return shape.reduce((a, b) => a * b, 1) * (BYTES[dtype] as number);
}

/** A file up to its first tensor: the tensors' bytes follow in this order. Padded with spaces to 8 bytes. */
export function headOf(entries: readonly TensorEntry[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const { name, dtype, shape } of entries) {
    const end = at + entryBytes({ dtype, shape });
    header[name] = { dtype, shape, data_offsets: [at, end] };
    at = end;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / PREFIX) * PREFIX;
  const head = new Uint8Array(PREFIX + length).fill(0x20, PREFIX);
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true);
  head.set(text, PREFIX);
  return head;
}

/** A file of these tensors in map order. */
export function writeSafetensors(
  tensors: Tensors,
  dtype: 'F32' | 'F16',
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Uint8Array {
  const entries = [...tensors].map(([name, { shape }]) => ({ name, dtype, shape }));
  const head = headOf(entries, metadata);
  const out = new Uint8Array(head.length + entries.reduce((sum, entry) => sum + entryBytes(entry), 0));
  out.set(head);
  let offset = head.length;
  for (const { data } of tensors.values()) {
    const part = new Uint8Array(dtype === 'F32' ? data.slice().buffer : toHalves(data).buffer);
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

function damaged(what: string, cause?: unknown): AppError {
  return new AppError('model/safetensors', `The weight file ${what}. Fetch or export it again.`, {}, cause);
}
