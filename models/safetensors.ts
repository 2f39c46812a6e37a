// Reads and writes safetensors files (8-byte header length, JSON header, tensor bytes) strictly: offsets must tile the data exactly, shapes must
// match sizes, duplicate or unknown things are refused before anything is allocated. f32, f16 and bf16 are read to float32.

import { AppError } from '../src/lib/errors.ts';
import type { Tensor, Tensors } from './parameters.ts';

const BYTES: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };
const MAX_HEADER = 1 << 20;
const MAX_DIMS = 8;

type Info = { name: string; dtype: string; shape: number[]; start: number; end: number };

/** @throws AppError model/safetensors with what is wrong; nothing is returned from a damaged file. */
export function readSafetensors(bytes: Uint8Array): {
  tensors: Map<string, Tensor>;
  metadata: Readonly<Record<string, string>>;
} {
  if (bytes.length < 8) throw damaged('is shorter than its 8-byte header length');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > MAX_HEADER || Number(length) > bytes.length - 8) throw damaged(`announces a header of ${length} bytes`);
  const header = parseHeader(bytes.subarray(8, 8 + Number(length)));
  const metadata = parseMetadata(header['__metadata__']);
  const data = bytes.subarray(8 + Number(length));
  const infos = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, raw]) => parseInfo(name, raw));
  checkTiling(infos, data.length);
  const tensors = new Map(
    infos.map(({ name, dtype, shape, start, end }) => [
      name,
      { shape, data: toFloat32(data.subarray(start, end), dtype) },
    ]),
  );
  return { tensors, metadata };
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

function parseInfo(name: string, raw: unknown): Info {
  const info = raw as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const dtype = String(info?.dtype);
  const bytes = BYTES[dtype];
  if (!bytes) throw damaged(`has tensor ${name} of type ${dtype}; F32, F16 and BF16 can be read`);
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

function checkTiling(infos: readonly Info[], length: number): void {
  let at = 0;
  for (const { name, start, end } of [...infos].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== at) throw damaged(`has a hole or an overlap before ${name}`);
    at = end;
  }
  if (at !== length)
    throw damaged(`holds ${length} bytes of data where its header describes ${at}; it is truncated or has bytes added`);
}

function toFloat32(bytes: Uint8Array, dtype: string): Float32Array {
  const copy = bytes.slice().buffer;
  if (dtype === 'F32') return new Float32Array(copy);
  const halves = new Uint16Array(copy);
  if (dtype === 'F16') return Float32Array.from(halves, halfToFloat);
  const words = Uint32Array.from(halves, (half) => half << 16);
  return new Float32Array(words.buffer);
}

/** IEEE half precision bits → number. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** Number → IEEE half precision bits, round to nearest even. */
export function floatToHalf(value: number): number {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 255) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | (((bits >>> 23) & 255) === 255 && fraction ? 0x7e00 : 0x7c00);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | roundShift(fraction | 0x800000, 14 - exponent);
  }
  return (sign | (exponent << 10)) + roundShift(fraction, 13);
}

function roundShift(value: number, shift: number): number {
  const whole = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return whole + (rest > half || (rest === half && (whole & 1) === 1) ? 1 : 0);
}

/** A file of these tensors in map order, header padded with spaces to 8 bytes. */
export function writeSafetensors(
  tensors: Tensors,
  dtype: 'F32' | 'F16',
  metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Uint8Array {
  const bytes = BYTES[dtype] as number;
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype, shape, data_offsets: [at, at + data.length * bytes] };
    at += data.length * bytes;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const out = new Uint8Array(8 + length + at).fill(0x20, 8, 8 + length);
  new DataView(out.buffer).setBigUint64(0, BigInt(length), true);
  out.set(text, 8);
  let offset = 8 + length;
  for (const { data } of tensors.values()) {
    const part =
      dtype === 'F32'
        ? new Uint8Array(data.slice().buffer)
        : new Uint8Array(Uint16Array.from(data, floatToHalf).buffer);
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

function damaged(what: string, cause?: unknown): AppError {
  return new AppError('model/safetensors', `The weight file ${what}. Fetch or export it again.`, {}, cause);
}
