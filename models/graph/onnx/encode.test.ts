import { describe, expect, it } from 'vitest';
import { must } from '../../../src/lib/assert.ts';
import { Graph } from '../ir.ts';
import { rmsNorm } from '../fused.ts';
import * as o from '../ops.ts';
import { encodeOnnx } from './encode.ts';
import { ProtoWriter } from './proto.ts';

/** Protocol-buffer fields as they stand in the bytes: numbers for varints, bytes for everything else. */
type Field = { field: number; value: bigint | Uint8Array };

function fields(bytes: Uint8Array): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = must(bytes[at++], 'byte');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
      shift += 7n;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [field, wire] = [key >> 3, key & 7];
    if (wire === 0) {
      found.push({ field, value: varint() });
      continue;
    }
    const length = wire === 5 ? 4 : Number(varint());
    found.push({ field, value: bytes.subarray(at, (at += length)) });
  }
  expect(at).toBe(bytes.length);
  return found;
}

const all = (bytes: Uint8Array, field: number): Uint8Array[] =>
  fields(bytes).flatMap((each) => (each.field === field && typeof each.value !== 'bigint' ? [each.value] : []));
const one = (bytes: Uint8Array, field: number): Uint8Array => must(all(bytes, field)[0], `field ${field}`);
const ints = (bytes: Uint8Array, field: number): bigint[] =>
  fields(bytes).flatMap((each) => (each.field === field && typeof each.value === 'bigint' ? [each.value] : []));
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const graphOf = (model: Uint8Array): Uint8Array => one(model, 7);
const nodesOf = (model: Uint8Array): { type: string; inputs: string[]; outputs: string[] }[] =>
  all(graphOf(model), 1).map((node) => ({
    type: text(one(node, 4)),
    inputs: all(node, 1).map(text),
    outputs: all(node, 2).map(text),
  }));
const infoOf = (info: Uint8Array): { name: string; type: bigint | undefined; dims: (bigint | string)[] } => {
  const tensor = one(one(info, 2), 1);
  const dims = all(one(tensor, 2), 1).map((dim) => ints(dim, 1)[0] ?? text(one(dim, 2)));
  return { name: text(one(info, 1)), type: ints(tensor, 1)[0], dims };
};

describe('encodeOnnx', () => {
  it('writes versions, inputs and outputs with their types and sizes, known or named', () => {
    const g = new Graph();
    const ids = g.input('ids', ['batch', 7], 'int64');
    g.input('mask', [2], 'int32');
    g.output('rows', o.gatherRows(g.input('table', [5, 3]), ids));
    const model = encodeOnnx(g, 'cpu');
    expect(ints(model, 1)).toEqual([10n]);
    expect(all(model, 8).map((opset) => [text(one(opset, 1)), ints(opset, 2)[0]])).toEqual([
      ['', 21n],
      ['com.microsoft', 1n],
    ]);
    expect(all(graphOf(model), 11).map(infoOf)).toEqual([
      { name: 'ids', type: 7n, dims: ['batch', 7n] },
      { name: 'mask', type: 6n, dims: [2n] },
      { name: 'table', type: 1n, dims: [5n, 3n] },
    ]);
    expect(all(graphOf(model), 12).map(infoOf)).toEqual([{ name: 'rows', type: 1n, dims: ['batch', 7n, 3n] }]);
    expect(nodesOf(model)).toEqual([{ type: 'Gather', inputs: ['table', 'ids'], outputs: ['rows'] }]);
  });

  it('stores constants by their bytes, used ones only, and those that are views by their own elements', () => {
    const g = new Graph();
    const x = g.input('x', [2]);
    g.constant(Float32Array.of(8, 8), [2], 'unused');
    const seen = g.constant(Float32Array.of(9, 1, 2, 9).subarray(1, 3), [2], 'seen');
    g.output('y', o.add(x, seen));
    const stored = all(graphOf(encodeOnnx(g, 'cpu')), 5);
    expect(stored.map((tensor) => text(one(tensor, 8)))).toEqual(['seen']);
    expect(Array.from(new Float32Array(one(must(stored[0], 'tensor'), 9).slice().buffer))).toEqual([1, 2]);
  });

  it('leaves out what no output needs', () => {
    const g = new Graph();
    const x = g.input('x', [2]);
    o.exp(x);
    g.output('y', o.sqrt(x));
    expect(nodesOf(encodeOnnx(g, 'cpu')).map(({ type }) => type)).toEqual(['Sqrt']);
  });

  it('passes on an input, and one value under two names', () => {
    const g = new Graph();
    const x = g.input('x', [2]);
    const y = o.exp(x);
    g.output('same', x);
    g.output('one', y);
    g.output('two', y);
    const nodes = nodesOf(encodeOnnx(g, 'cpu'));
    expect(nodes).toEqual([
      { type: 'Exp', inputs: ['x'], outputs: ['one'] },
      { type: 'Identity', inputs: ['x'], outputs: ['same'] },
      { type: 'Identity', inputs: ['one'], outputs: ['two'] },
    ]);
  });

  it('adds rows at repeated places in the way that is right on each kind of device', () => {
    const g = new Graph();
    g.output('sum', o.scatterAddRows(g.input('ids', [4], 'int64'), g.input('updates', [4, 2]), 9));
    expect(nodesOf(encodeOnnx(g, 'cpu')).map(({ type }) => type)).toContain('ScatterElements');
    expect(nodesOf(encodeOnnx(g, 'gpu')).map(({ type }) => type)).toContain('ScatterND');
  });

  it('uses names once', () => {
    const g = new Graph();
    const x = g.input('x', [2, 3, 4]);
    g.output('y', o.softmax(rmsNorm(o.transpose(x, [0, 2, 1]), g.input('w', [3]), 1e-6)));
    const model = encodeOnnx(g, 'cpu');
    const made = [
      ...nodesOf(model).flatMap(({ outputs }) => outputs),
      ...all(graphOf(model), 5).map((tensor) => text(one(tensor, 8))),
      ...all(graphOf(model), 11).map((info) => infoOf(info).name),
    ];
    expect(new Set(made).size).toBe(made.length);
    for (const input of nodesOf(model).flatMap(({ inputs }) => inputs)) expect(made).toContain(input);
  });

  it('refuses an operation that it does not know', () => {
    const g = new Graph();
    g.output('y', g.node('unheard-of', [g.input('x', [1])], [1]));
    expect(() => encodeOnnx(g, 'cpu')).toThrow(expect.objectContaining({ code: 'graph/no-lowering' }));
  });
});

describe('ProtoWriter', () => {
  it('writes the wire format of the specification', () => {
    // 150 is the example of the protocol-buffer documentation: 08 96 01.
    expect(Array.from(new ProtoWriter().int(1, 150).finish())).toEqual([0x08, 0x96, 0x01]);
    expect(Array.from(new ProtoWriter().text(2, 'testing').finish())).toEqual([
      0x12,
      0x07,
      ...Array.from(new TextEncoder().encode('testing')),
    ]);
    expect(Array.from(new ProtoWriter().int(1, -2).finish())).toEqual([
      0x08,
      0xfe,
      ...new Array<number>(8).fill(0xff),
      0x01,
    ]);
    expect(Array.from(new ProtoWriter().float(3, 1).finish())).toEqual([0x1d, 0, 0, 0x80, 0x3f]);
    expect(Array.from(new ProtoWriter().message(3, (inner) => inner.int(1, 150)).finish())).toEqual([
      0x1a, 0x03, 0x08, 0x96, 0x01,
    ]);
    expect(fields(new ProtoWriter().int(1, 2n ** 63n - 1n).finish())).toEqual([{ field: 1, value: 2n ** 63n - 1n }]);
  });
});
