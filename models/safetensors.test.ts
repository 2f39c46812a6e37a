import { describe, expect, it } from 'vitest';
import { rng } from '../src/lib/rng.ts';
import { halfToFloat, toHalf, toHalves } from './halves.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Tensor } from './parameters.ts';

const floatToHalf = (value: number): number => toHalves(Float32Array.of(value))[0] as number;

const utf8 = new TextEncoder();

/** A file from a header as text or bytes, and `data` bytes after it. `announced` is what the file says of its header's length. */
function file(header: string | Uint8Array, data = 0, announced?: bigint): Uint8Array {
  const bytes = typeof header === 'string' ? utf8.encode(header) : header;
  const out = new Uint8Array(8 + bytes.length + data);
  new DataView(out.buffer).setBigUint64(0, announced ?? BigInt(bytes.length), true);
  out.set(bytes, 8);
  return out;
}

const tensor = (shape: readonly unknown[], offsets: readonly unknown[], dtype = 'F32'): string =>
  `{"dtype":"${dtype}","shape":${JSON.stringify(shape)},"data_offsets":${JSON.stringify(offsets)}}`;

describe('readSafetensors', () => {
  it('reads float32, float16 and bfloat16, in any order of the header', () => {
    const header = `{"b":${tensor([2], [8, 12], 'F16')},"a":${tensor([2], [0, 8])},"c":${tensor([1, 2], [12, 16], 'BF16')},"__metadata__":{"format":"pt"}}`;
    const bytes = file(header, 16);
    const data = new DataView(bytes.buffer, bytes.length - 16);
    data.setFloat32(0, 1.5, true);
    data.setFloat32(4, -2.25, true);
    [0x3c00, 0xc400, 0x3f80, 0xc040].forEach((half, i) => data.setUint16(8 + 2 * i, half, true));
    const { tensors, metadata } = readSafetensors(bytes);
    expect(tensors.get('a')).toEqual({ shape: [2], data: Float32Array.of(1.5, -2.25) });
    expect(tensors.get('b')).toEqual({ shape: [2], data: Float32Array.of(1, -4) });
    expect(tensors.get('c')).toEqual({ shape: [1, 2], data: Float32Array.of(1, -3) });
    expect(metadata).toEqual({ format: 'pt' });
  });

  it('reads scalars, empty tensors and files without tensors', () => {
    expect(
      readSafetensors(file(`{"x":${tensor([], [0, 4])},"y":${tensor([0, 3], [4, 4])}}`, 4)).tensors.get('x')?.shape,
    ).toEqual([]);
    expect(readSafetensors(file('{}')).tensors.size).toBe(0);
  });

  it('reads from the middle of a larger buffer', () => {
    const whole = writeSafetensors(new Map([['x', { shape: [3], data: Float32Array.of(1, 2, 3) }]]), 'F32');
    const shifted = new Uint8Array(whole.length + 7);
    shifted.set(whole, 5);
    expect(readSafetensors(shifted.subarray(5, 5 + whole.length)).tensors.get('x')?.data).toEqual(
      Float32Array.of(1, 2, 3),
    );
  });

  const deep = '['.repeat(400_000);
  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['seven bytes', new Uint8Array(7)],
    ['a header of 2^63 bytes', file('{}', 0, 1n << 63n)],
    ['a header of 2^64 - 1 bytes', file('{}', 0, (1n << 64n) - 1n)],
    ['a header longer than the file', file('{}', 0, 3n)],
    ['a header of more than a megabyte', file(`{${' '.repeat(1 << 20)}}`)],
    ['a million tensors', file(`{${Array.from({ length: 1_000_000 }, (_, i) => `"${i}":0`).join(',')}}`)],
    ['a header that is not UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x30, 0x7d))],
    ['a header that is not JSON', file('{"a":}')],
    ['a header that is a list', file('[]')],
    ['a header with leading spaces', file(' {}')],
    ['a header nested without end', file(`{"a":${deep}`)],
    ['a name twice', file(`{"a":${tensor([1], [0, 4])},"a":${tensor([1], [0, 4])}}`, 4)],
    ['a name twice, once escaped', file(`{"a":${tensor([1], [0, 4])},"\\u0061":${tensor([1], [0, 4])}}`, 4)],
    [
      'offsets twice in one tensor',
      file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8],"data_offsets":[0,4]}}', 4),
    ],
    ['a tensor that is null', file('{"a":null}')],
    ['a tensor that is a number', file('{"a":7}')],
    ['an unknown type', file(`{"a":${tensor([1], [0, 8], 'F64')}}`, 8)],
    ['a type from the prototype', file(`{"a":${tensor([1], [0, 8], 'constructor')}}`, 8)],
    ['no shape', file('{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4)],
    ['a negative size', file(`{"a":${tensor([-1, -1], [0, 4])}}`, 4)],
    ['a size that is no whole number', file(`{"a":${tensor([0.5, 2], [0, 4])}}`, 4)],
    ['a size that is text', file(`{"a":${tensor(['1'], [0, 4])}}`, 4)],
    ['4096 axes', file(`{"a":${tensor(new Array<number>(4096).fill(1), [0, 4])}}`, 4)],
    ['sizes whose product overflows to 0', file(`{"a":${tensor([2 ** 32, 2 ** 32], [0, 0])}}`)],
    ['sizes whose product is too large', file(`{"a":${tensor([2 ** 52, 2 ** 52, 0.5], [0, 4])}}`, 4)],
    ['sizes whose product is 2^53', file(`{"a":${tensor([2 ** 27, 2 ** 26], [0, 4])}}`, 4)],
    ['negative offsets', file(`{"a":${tensor([1], [-4, 0])}}`, 4)],
    ['offsets that end before they start', file(`{"a":${tensor([1], [4, 0])}}`, 4)],
    ['offsets outside the file', file(`{"a":${tensor([2], [0, 8])}}`, 4)],
    ['offsets that are no whole numbers', file(`{"a":${tensor([1], [0.5, 4.5])}}`, 5)],
    ['three offsets', file(`{"a":${tensor([1], [0, 4, 8])}}`, 8)],
    ['overlapping tensors', file(`{"a":${tensor([2], [0, 8])},"b":${tensor([1], [4, 8])}}`, 8)],
    ['a hole between tensors', file(`{"a":${tensor([1], [0, 4])},"b":${tensor([1], [8, 12])}}`, 12)],
    ['a hole at the beginning', file(`{"a":${tensor([1], [4, 8])}}`, 8)],
    ['bytes after the last tensor', file(`{"a":${tensor([1], [0, 4])}}`, 5)],
    ['a byte less than described', file(`{"a":${tensor([1], [0, 4])}}`, 3)],
    ['metadata that is no object', file('{"__metadata__":7}')],
    ['metadata that is not text', file('{"__metadata__":{"a":{"b":1}}}')],
  ])('refuses %s', (_, bytes) => {
    const before = performance.now();
    expect(() => readSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'model/safetensors' }));
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('reads a name of almost a megabyte, escapes included', () => {
    const name = '\\u0061\\"'.repeat(100_000);
    expect([...readSafetensors(file(`{"${name}":${tensor([1], [0, 4])}}`, 4)).tensors.keys()]).toEqual([
      'a"'.repeat(100_000),
    ]);
  });

  it('refuses every truncation of a good file', () => {
    const whole = writeSafetensors(new Map([['x', { shape: [3], data: Float32Array.of(1, 2, 3) }]]), 'F16');
    for (let length = 0; length < whole.length; length++)
      expect(() => readSafetensors(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'model/safetensors' }),
      );
  });

  it('keeps names that JavaScript objects know', () => {
    const tensors = new Map(
      ['__proto__', 'constructor', 'toString'].map((name, i) => [name, { shape: [1], data: Float32Array.of(i) }]),
    );
    const header = `{${['__proto__', 'constructor', 'toString'].map((name, i) => `"${name}":${tensor([1], [4 * i, 4 * i + 4])}`).join(',')}}`;
    const bytes = file(header, 12);
    new Float32Array(bytes.buffer.slice(bytes.length - 12)).forEach((_, i) =>
      new DataView(bytes.buffer).setFloat32(bytes.length - 12 + 4 * i, i, true),
    );
    expect(readSafetensors(bytes).tensors).toEqual(tensors);
  });
});

describe('writeSafetensors', () => {
  const random = rng('safetensors');
  const tensors = new Map<string, Tensor>([
    ['model.a', { shape: [3, 5], data: Float32Array.from({ length: 15 }, () => random.normal()) }],
    ['model.ü', { shape: [], data: Float32Array.of(7) }],
    ['model.empty', { shape: [0], data: new Float32Array(0) }],
  ]);

  it('is read back exactly as float32, metadata included', () => {
    const back = readSafetensors(writeSafetensors(tensors, 'F32', { format: 'pt', step: '12' }));
    expect(back.tensors).toEqual(tensors);
    expect(back.metadata).toEqual({ format: 'pt', step: '12' });
  });

  it('is read back to half precision as float16', () => {
    const { tensors: back } = readSafetensors(writeSafetensors(tensors, 'F16'));
    back
      .get('model.a')
      ?.data.forEach((value, i) =>
        expect(Math.abs(value / (tensors.get('model.a')?.data[i] as number) - 1)).toBeLessThan(2 ** -11),
      );
  });

  it('starts its data at a multiple of eight bytes', () => {
    const bytes = writeSafetensors(tensors, 'F32');
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('writes views by their own elements', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
    expect(
      readSafetensors(writeSafetensors(new Map([['x', { shape: [2], data }]]), 'F32')).tensors.get('x')?.data,
    ).toEqual(Float32Array.of(1, 2));
  });
});

describe('half precision', () => {
  it('survives the way there and back for every value', () => {
    for (let half = 0; half < 65_536; half++) {
      const value = halfToFloat(half);
      if (Number.isNaN(value)) expect(halfToFloat(floatToHalf(value))).toBeNaN();
      else if (floatToHalf(value) !== half)
        expect.fail(`${half.toString(16)} became ${floatToHalf(value).toString(16)}`);
    }
  });

  it('rounds to the nearest, and to even between two', () => {
    for (let half = 0; half < 0x7bff; half++) {
      const [low, high] = [halfToFloat(half), halfToFloat(half + 1)];
      const middle = (low + high) / 2;
      if (floatToHalf(middle) !== (half % 2 ? half + 1 : half)) expect.fail(`between ${low} and ${high}`);
      if (floatToHalf(middle * (1 - 1e-6)) !== half || floatToHalf(middle * (1 + 1e-6)) !== half + 1)
        expect.fail(`beside ${middle}`);
    }
  });

  it('is the same of one number as of many', () => {
    const besideHalfway = 1 + 2 ** -11 + 2 ** -23;
    for (const value of [0, -0, 1 / 3, besideHalfway, -65_519, 1e9, 1e-9, 6e-8, -Infinity])
      expect(toHalf(value)).toBe(floatToHalf(value));
  });

  it('becomes infinite where it is too large, zero where it is too small, and keeps signs', () => {
    expect([65_520, -1e9, Infinity].map((value) => halfToFloat(floatToHalf(value)))).toEqual([
      Infinity,
      -Infinity,
      Infinity,
    ]);
    expect([65_519, 1e-9, -1e-9].map((value) => halfToFloat(floatToHalf(value)))).toEqual([65_504, 0, -0]);
  });
});
