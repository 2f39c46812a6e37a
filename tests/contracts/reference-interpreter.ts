// Runs a graph of models/graph in plain TypeScript, in double precision, one small loop per operation: slow, and simple enough to be believed.
// Tests measure gradient rules and executors against it. Every tensor is held as doubles, ids included.

import { assert, must } from '../../src/lib/assert.ts';
import type { Dim, Graph, Node, Shape } from '../../models/graph/ir.ts';
import {
  each,
  erf,
  type Kernel,
  logSoftmaxRow,
  matmul,
  pairwise,
  type Plain,
  plain,
  reader,
  rowwise,
  sizeOfPlain,
  softmaxRow,
  sum,
  transpose,
} from './reference-tensors.ts';

const NOT_ATTENDED = -1e9;

function gemm([a, b, c]: readonly Plain[], node: Node): Plain {
  const turn = (x: Plain, flag: string): Plain => (node.attributes[flag] === true ? transpose(x, [1, 0]) : x);
  const plain = matmul(turn(must(a, 'a'), 'ta'), turn(must(b, 'b'), 'tb'));
  const product = { shape: plain.shape, data: plain.data.map((x) => x * (node.attributes['alpha'] as number)) };
  return c ? pairwise((x, y) => x + y)([product, c], node) : product;
}

/** Sizes of a reshape: a name that stands at the same place is copied, another name is what remains. */
function sizesFor(x: Plain, declared: Shape, to: Shape): number[] {
  const sizes = to.map((dim, i) => (typeof dim === 'number' ? dim : declared[i] === dim ? (x.shape[i] as number) : -1));
  const known = sizes.filter((size) => size >= 0).reduce((p, size) => p * size, 1);
  return sizes.map((size) => (size >= 0 ? size : known === 0 ? 0 : x.data.length / known));
}

function concat(parts: readonly Plain[], axis: number): Plain {
  const first = must(parts[0], 'part');
  const shape = first.shape.map((dim, i) =>
    i === axis ? parts.reduce((size, part) => size + (part.shape[axis] as number), 0) : dim,
  );
  const out = plain(shape, () => 0);
  const inner = sizeOfPlain(shape.slice(axis + 1));
  let start = 0;
  for (const part of parts) {
    const run = (part.shape[axis] as number) * inner;
    for (let row = 0; row * run < part.data.length; row++)
      out.data.set(part.data.subarray(row * run, (row + 1) * run), row * (shape[axis] as number) * inner + start);
    start += run;
  }
  return out;
}

function slice(x: Plain, axis: number, start: number, end: number): Plain {
  const shape = x.shape.map((dim, i) => (i === axis ? end - start : dim));
  const inner = sizeOfPlain(shape.slice(axis + 1));
  const [run, whole] = [(end - start) * inner, (x.shape[axis] as number) * inner];
  return plain(shape, (i) => x.data[Math.floor(i / run) * whole + start * inner + (i % run)] as number);
}

function gatherRows(rows: Plain, places: Plain): Plain {
  const width = sizeOfPlain(rows.shape.slice(1));
  return plain(
    [...places.shape, ...rows.shape.slice(1)],
    (i) => rows.data[(places.data[Math.floor(i / width)] as number) * width + (i % width)] as number,
  );
}

/** x with what stands at places of each row changed, one after the other. */
function writtenAt({ shape, data }: Plain, ids: Plain, change: (old: number, i: number) => number): Plain {
  const out = { shape, data: data.slice() };
  const each = ids.data.length / (shape[0] as number);
  ids.data.forEach((id, i) => {
    const at = Math.floor(i / each) * (shape[1] as number) + id;
    out.data[at] = change(out.data[at] as number, i);
  });
  return out;
}

function rotary([x, positions, cos, sin]: readonly Plain[], node: Node): Plain {
  const source = must(x, 'x');
  const [, heads, time, size] = source.shape as [number, number, number, number];
  const [half, turn] = [size / 2, node.attributes['inverse'] === true ? -1 : 1];
  return plain(source.shape, (i) => {
    const lane = i % size;
    const row = Math.floor(i / size);
    const position = must(positions, 'positions').data[
      Math.floor(row / (heads * time)) * time + (row % time)
    ] as number;
    const angle = position * half + (lane % half);
    const other = source.data[row * size + ((lane + half) % size)] as number;
    const [c, s] = [must(cos, 'cos').data[angle] as number, turn * (must(sin, 'sin').data[angle] as number)];
    return (source.data[i] as number) * c + (lane < half ? -other : other) * s;
  });
}

function packedBias(segments: Plain): Plain {
  const [batch, time] = segments.shape as [number, number];
  return plain([batch, 1, time, time], (i) => {
    const [row, key] = [Math.floor(i / time), i % time];
    const [line, query] = [Math.floor(row / time) * time, row % time];
    return segments.data[line + key] === segments.data[line + query] && key <= query ? 0 : NOT_ATTENDED;
  });
}

function cachedBias(mask: Plain, ids: Plain): Plain {
  const [batch, total] = mask.shape as [number, number];
  const time = ids.shape[1] as number;
  return plain([batch, 1, time, total], (i) => {
    const [query, key] = [Math.floor(i / total) % time, i % total];
    const [late, padding] = [key > total - time + query, mask.data[Math.floor(i / (time * total)) * total + key] === 0];
    return (late ? NOT_ATTENDED : 0) + (padding ? NOT_ATTENDED : 0);
  });
}

/** A new position's heads [B, T, n·hd] as [B, n, T, hd], turned by their positions behind the `past` ones if there are tables. */
function headsOf(x: Plain, count: number, past: number, tables?: readonly [Plain, Plain]): Plain {
  const [batch, time, width] = x.shape as [number, number, number];
  const split = transpose({ shape: [batch, time, count, width / count], data: x.data }, [0, 2, 1, 3]);
  const positions = plain([batch, time], (i) => past + (i % time));
  return tables ? rotary([split, positions, ...tables], { attributes: {} } as Node) : split;
}

/** Keys (which = 1) or values (2) of all positions, from the inputs of cachedAttention. */
function grown(inputs: readonly Plain[], which: 1 | 2, node: Node): Plain {
  const past = must(inputs[which + 2], 'past');
  const tables = which === 1 ? ([must(inputs[7], 'cos'), must(inputs[8], 'sin')] as const) : undefined;
  const fresh = headsOf(
    must(inputs[which], 'new'),
    node.attributes['keyHeads'] as number,
    past.shape[2] as number,
    tables,
  );
  return concat([past, fresh], 2);
}

function cachedAttention(inputs: readonly Plain[], node: Node): Plain {
  const [keys, values] = [grown(inputs, 1, node), grown(inputs, 2, node)];
  const [heads, keyHeads] = [node.attributes['heads'] as number, node.attributes['keyHeads'] as number];
  const past = must(inputs[3], 'past').shape[2] as number;
  const query = headsOf(must(inputs[0], 'query'), heads, past, [must(inputs[7], 'cos'), must(inputs[8], 'sin')]);
  const [batch, , time, size] = query.shape as [number, number, number, number];
  const total = keys.shape[2] as number;
  const repeated = (x: Plain): Plain =>
    plain([batch, heads, total, size], (i) => {
      const [row, inner] = [Math.floor(i / (total * size)), i % (total * size)];
      const head = Math.floor((row % heads) / (heads / keyHeads));
      return x.data[(Math.floor(row / heads) * keyHeads + head) * total * size + inner] as number;
    });
  const scores = matmul(query, transpose(repeated(keys), [0, 1, 3, 2]));
  scores.data.forEach((score, i) => {
    const [place, key] = [Math.floor(i / total) % time, i % total];
    scores.data[i] = key > past + place ? NOT_ATTENDED : score / Math.sqrt(size);
  });
  const mixed = transpose(matmul(rowwise(softmaxRow)([scores], node), repeated(values)), [0, 2, 1, 3]);
  return { shape: [batch, time, heads * size], data: mixed.data };
}

const kernels: Readonly<Record<string, Kernel>> = {
  add: pairwise((a, b) => a + b),
  subtract: pairwise((a, b) => a - b),
  multiply: pairwise((a, b) => a * b),
  divide: pairwise((a, b) => a / b),
  minimum: pairwise(Math.min),
  maximum: pairwise(Math.max),
  atMost: pairwise((a, b) => Number(a <= b)),
  exp: each(Math.exp),
  log: each(Math.log),
  sqrt: each(Math.sqrt),
  sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  erf: each(erf),
  softmax: rowwise(softmaxRow),
  logSoftmax: rowwise(logSoftmaxRow),
  sum: ([x], node) => sum(must(x, 'x'), node.attributes['axes'] as readonly number[]),
  expand: ([x], node) =>
    plain(node.output.shape as readonly number[], reader(must(x, 'x'), node.output.shape as readonly number[])),
  inverseRms: ([x], node) => {
    const squares = sum({ shape: must(x, 'x').shape, data: must(x, 'x').data.map((v) => v * v) }, [
      must(x, 'x').shape.length - 1,
    ]);
    const width = must(x, 'x').shape.at(-1) as number;
    return {
      shape: squares.shape,
      data: squares.data.map((v) => 1 / Math.sqrt(v / width + (node.attributes['eps'] as number))),
    };
  },
  gemm,
  matmul: ([a, b]) => matmul(must(a, 'a'), must(b, 'b')),
  reshape: ([x], node) => ({
    shape: sizesFor(must(x, 'x'), must(node.inputs[0], 'x').shape, node.attributes['shape'] as Shape),
    data: must(x, 'x').data,
  }),
  transpose: ([x], node) => transpose(must(x, 'x'), node.attributes['permutation'] as readonly number[]),
  concat: (parts, node) => concat(parts, node.attributes['axis'] as number),
  slice: ([x], node) =>
    slice(
      must(x, 'x'),
      node.attributes['axis'] as number,
      node.attributes['start'] as number,
      node.attributes['end'] as number,
    ),
  last: ([x], node) => {
    const [axis, held] = [node.attributes['axis'] as number, must(x, 'x')];
    const size = held.shape[axis] as number;
    return slice(held, axis, size - 1, size);
  },
  argmax: ([x]) => {
    const { shape, data } = must(x, 'x');
    const width = shape.at(-1) as number;
    return plain(shape.slice(0, -1), (row) => {
      const line = data.subarray(row * width, (row + 1) * width);
      return line.indexOf(Math.max(...line));
    });
  },
  largest: ([x]) => {
    const { shape, data } = must(x, 'x');
    const width = shape.at(-1) as number;
    return plain([...shape.slice(0, -1), 1], (row) => Math.max(...data.subarray(row * width, (row + 1) * width)));
  },
  elementAt: ([x, ids]) => {
    const { shape, data } = must(x, 'x');
    const [rows, width] = shape as [number, number];
    const each = must(ids, 'ids').data.length / rows;
    return plain(
      [rows, each],
      (i) => data[Math.floor(i / each) * width + (must(ids, 'ids').data[i] as number)] as number,
    );
  },
  addAt: ([x, ids, updates]) =>
    writtenAt(must(x, 'x'), must(ids, 'ids'), (old, i) => old + (must(updates, 'updates').data[i] as number)),
  putAt: ([x, ids], node) => writtenAt(must(x, 'x'), must(ids, 'ids'), () => node.attributes['number'] as number),
  widen: each((x) => x),
  dequantise: ([codes, scales], node) => {
    const { shape, data } = must(codes, 'codes');
    const block = node.attributes['block'] as number;
    return {
      shape,
      data: data.map((code, i) => code * (must(scales, 'scales').data[Math.floor(i / block)] as number)),
    };
  },
  packedProduct: ([x, codes, scales], node) => {
    const [bytes, steps] = [must(codes, 'codes'), must(scales, 'scales')];
    const [rows, blocks] = bytes.shape as [number, number];
    const block = node.attributes['block'] as number;
    const weight = plain([rows, blocks * block], (i) => {
      const byte = bytes.data[i >> 1] as number;
      return ((i % 2 ? byte >> 4 : byte & 15) - 8) * (steps.data[Math.floor(i / block)] as number);
    });
    const { shape, data } = must(x, 'x');
    const flat = { shape: [data.length / (blocks * block), blocks * block], data };
    return { shape: [...shape.slice(0, -1), rows], data: matmul(flat, transpose(weight, [1, 0])).data };
  },
  pick: ([logits, targets]) => {
    const { shape, data } = must(logits, 'logits');
    const width = shape.at(-1) as number;
    return plain(
      shape.slice(0, -1),
      (row) =>
        logSoftmaxRow(data.subarray(row * width, (row + 1) * width))[
          must(targets, 'targets').data[row] as number
        ] as number,
    );
  },
  gatherRows: ([table, ids]) => gatherRows(must(table, 'table'), must(ids, 'ids')),
  scatterAddRows: ([ids, updates], node) => {
    const width = must(updates, 'updates').shape[1] as number;
    const out = plain([node.attributes['rows'] as number, width], () => 0);
    must(updates, 'updates').data.forEach((value, i) => {
      const at = (must(ids, 'ids').data[Math.floor(i / width)] as number) * width + (i % width);
      out.data[at] = (out.data[at] as number) + value;
    });
    return out;
  },
  subtractOneAt: ([x, ids]) => {
    const { shape, data } = must(x, 'x');
    const width = shape[1] as number;
    return {
      shape,
      data: data.map((value, i) => (must(ids, 'ids').data[Math.floor(i / width)] === i % width ? value - 1 : value)),
    };
  },
  logSumExp: ([x]) => {
    const { shape, data } = must(x, 'x');
    const width = shape.at(-1) as number;
    return plain([...shape.slice(0, -1), 1], (row) => {
      const line = data.subarray(row * width, (row + 1) * width);
      return Math.max(...line) - Math.max(...logSoftmaxRow(line));
    });
  },
  crossEntropy: ([logits, targets, weights]) => {
    const { shape, data } = must(logits, 'logits');
    const width = shape[1] as number;
    const loss = must(targets, 'targets').data.reduce(
      (total, target, row) =>
        total -
        (must(weights, 'weights').data[row] as number) *
          (logSoftmaxRow(data.subarray(row * width, (row + 1) * width))[target] as number),
      0,
    );
    return { shape: [], data: Float64Array.of(loss) };
  },
  softCrossEntropy: ([logits, targets, weights]) => {
    const { shape, data } = must(logits, 'logits');
    const [rows, width] = shape as [number, number];
    const wanted = must(targets, 'targets');
    const loss = (row: number): number =>
      logSoftmaxRow(data.subarray(row * width, (row + 1) * width)).reduce(
        (sum, log, i) => sum - log * (wanted.data[(wanted.shape[0] === 1 ? 0 : row * width) + i] as number),
        0,
      );
    const total = Array.from({ length: rows }, (_, row) => loss(row) * (must(weights, 'weights').data[row] as number));
    return { shape: [], data: Float64Array.of(total.reduce((a, b) => a + b, 0)) };
  },
  rmsNorm: ([x, weight], node) => {
    const { shape, data } = must(x, 'x');
    const width = shape.at(-1) as number;
    const scales = Array.from(
      { length: data.length / width },
      (_, row) =>
        1 /
        Math.sqrt(
          data.subarray(row * width, (row + 1) * width).reduce((a, v) => a + v * v, 0) / width +
            (node.attributes['eps'] as number),
        ),
    );
    return {
      shape,
      data: data.map(
        (v, i) => v * (scales[Math.floor(i / width)] as number) * (must(weight, 'weight').data[i % width] as number),
      ),
    };
  },
  // Intermediate results that come as further inputs are left aside: what they say must follow from the first ones.
  gatedSilu: ([gate, up]) => ({
    shape: must(gate, 'gate').shape,
    data: must(gate, 'gate').data.map((x, i) => (x / (1 + Math.exp(-x))) * (must(up, 'up').data[i] as number)),
  }),
  attend: ([scores, values], node) =>
    matmul(rowwise(softmaxRow)([must(scores, 'scores')], node), must(values, 'values')),
  adapted: ([x, , , merged, bias], node) => {
    const product = matmul(must(x, 'x'), transpose(must(merged, 'merged'), [1, 0]));
    return bias ? pairwise((a, b) => a + b)([product, bias], node) : product;
  },
  selectRows: ([x, rows]) => gatherRows(must(x, 'x'), must(rows, 'rows')),
  spreadRows: ([x, , places]) => {
    const width = must(x, 'x').shape[1] as number;
    return plain([must(places, 'places').data.length, width], (i) => {
      const place = must(places, 'places').data[Math.floor(i / width)] as number;
      return place === 0 ? 0 : (must(x, 'x').data[(place - 1) * width + (i % width)] as number);
    });
  },
  rotary,
  packedBias: ([segments]) => packedBias(must(segments, 'segments')),
  cachedAttention,
  grownKey: ([, ...inputs], node) => grown(inputs, 1, node),
  grownValue: ([, ...inputs], node) => grown(inputs, 2, node),
  cachedBias: ([mask, ids]) => cachedBias(must(mask, 'mask'), must(ids, 'ids')),
};

/** Operations that the interpreter knows; every operation of the language should be here. */
export const INTERPRETED: readonly string[] = Object.keys(kernels);

/** The graph's outputs for these inputs. Checks that every result has the shape that the graph declared. */
export function interpret(graph: Graph, inputs: Readonly<Record<string, Plain>>): Record<string, Plain> {
  const known = new Map<number, Plain>();
  for (const { name, value } of graph.inputs) {
    const given = inputs[name];
    if (given) checkShape(name, value.shape, given.shape);
    if (given) known.set(value.id, given);
  }
  for (const { value, data } of graph.constants)
    known.set(value.id, {
      shape: value.shape as readonly number[],
      data: Float64Array.from(data as ArrayLike<number | bigint>, Number),
    });
  for (const node of graph.live()) {
    const kernel = must(kernels[node.op], `kernel of ${node.op}`);
    const out = kernel(
      node.inputs.map((input) => must(known.get(input.id), `an input of ${node.op}`)),
      node,
    );
    checkShape(node.op, node.output.shape, out.shape);
    known.set(node.output.id, out);
  }
  return Object.fromEntries(
    graph.outputs.map(({ name, value }) => [name, must(known.get(value.id), `output ${name}`)]),
  );
}

function checkShape(what: string, declared: readonly Dim[], found: readonly number[]): void {
  const agrees =
    declared.length === found.length && declared.every((dim, i) => typeof dim === 'string' || dim === found[i]);
  assert(agrees, `${what} has the declared shape [${declared.join(',')}], found [${found.join(',')}]`);
}
