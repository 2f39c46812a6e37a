// Importing a model: its weights are read once, in pieces of a few megabytes in the order in which they lie, hashed, converted and written, so that
// memory holds pieces and never a tensor, however large. What comes out is one file in our layout, and an account of what was read and lost.

import { createSHA256 } from 'hash-wasm';
import { toHalves } from '../../../models/halves.ts';
import { BLOCK, quantise } from '../../../models/quant.ts';
import { parseConfig, type QwenConfig } from '../../../models/qwen/config.ts';
import { weightShapes } from '../../../models/qwen/weights.ts';
import { entryBytes, type TensorInfo, toFloat32 } from '../../../models/safetensors.ts';
import { throwIfAborted } from '../../lib/abort.ts';
import { must } from '../../lib/assert.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { type Checkpoint, openCheckpoint, type Shard } from './checkpoint.ts';
import { type Entry, entriesOf, headOf, type Precision } from './layout.ts';
import { type ModelSource, readConfigJson } from './source.ts';

/** Where the new file goes, piece by piece. */
export type Sink = { write(bytes: Uint8Array): Promise<void> };

export type ImportOptions = {
  precision: Precision;
  sink: Sink;
  clock: Clock;
  signal: AbortSignal;
  /** Source bytes that are worked on at once. */
  piece?: number;
  /** Source bytes done, of all. */
  onProgress(done: number, of: number): void;
};

export type SourceFile = { file: string; bytes: number; sha256: string };
export type ImportReport = {
  config: QwenConfig;
  precision: Precision;
  /** SHA-256 and length of the file that was written. */
  hash: string;
  bytes: number;
  sources: readonly SourceFile[];
  /** Tensors of the files that the model does not have. */
  unused: readonly string[];
  /** ‖stored − read‖ / ‖read‖ over the matrices of a layer; `embeddings` and `head` beside the layers' numbers. */
  losses: Readonly<Record<string, number>>;
  seconds: number;
};

/** Source bytes of a piece, unless said otherwise. */
const PIECE = 8 << 20;

/**
 * Writes the model of `source` to the sink. Nothing is undone on an error: what the sink holds is then worthless.
 * @throws AppError model/missing, model/short, model/config, model/json, model/shards, model/tensor, model/safetensors, model/not-finite,
 * abort/aborted, and what source and sink throw
 */
export async function importModel(source: ModelSource, options: ImportOptions): Promise<ImportReport> {
  const { precision, sink, clock, signal } = options;
  const start = clock.now();
  const config = await readConfig(source, signal);
  const checkpoint = await openCheckpoint(source, config, signal);
  const output = await hashingSink(sink);
  const entries = entriesFor(config, checkpoint, precision);
  await output.write(headOf([...entries.values()].flat()));
  const losses = lossTable();
  const sources: SourceFile[] = [];
  const report = progressOf(checkpoint, options.onProgress);
  for (const shard of checkpoint.shards) {
    const pieces = piecesOf(source, shard, options.piece ?? PIECE, signal, report);
    sources.push(await convertShard(shard, pieces, entries, output, losses.add));
  }
  return {
    ...{ config, precision, ...output.end(), sources, unused: checkpoint.unused, losses: losses.relative() },
    seconds: (clock.now() - start) / 1000,
  };
}

/** Its geometry. @throws AppError model/config, model/json, model/missing, model/too-large */
export async function readConfig(source: ModelSource, signal: AbortSignal): Promise<QwenConfig> {
  return parseConfig(await readConfigJson(source, signal));
}

/** Bytes of the new file, to within a kilobyte. */
export function importedBytes(config: QwenConfig, precision: Precision): number {
  const entries = weightShapes(config).flatMap(([name, shape]) => entriesOf(name, shape, precision));
  return headOf(entries).length + entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
}

/** Entries of the new file by tensor, in the order in which tensors come. */
function entriesFor(
  config: QwenConfig,
  { shards }: Checkpoint,
  precision: Precision,
): ReadonlyMap<string, readonly Entry[]> {
  const wanted = new Set(weightShapes(config).map(([name]) => name));
  const infos = shards.flatMap(({ tensors }) => tensors).filter(({ name }) => wanted.has(name));
  return new Map(infos.map(({ name, shape }) => [name, entriesOf(name, shape, precision)]));
}

type Piece = { info: TensorInfo; bytes: Uint8Array; last: boolean };

/** A file's bytes after its header, tensor by tensor; the next piece is on its way while one is worked on. */
async function* piecesOf(
  source: ModelSource,
  { file, head, tensors }: Shard,
  piece: number,
  signal: AbortSignal,
  report: (bytes: number) => void,
): AsyncGenerator<Piece> {
  report(head.length);
  const plan = tensors.flatMap((info) => cutsOf(info, piece));
  const fetch = ({ from, to }: Cut): Promise<Uint8Array> =>
    source.read(file, head.length + from, head.length + to, signal);
  let next = plan[0] ? fetch(plan[0]) : null;
  for (const [i, cut] of plan.entries()) {
    const bytes = await must(next, 'the next piece');
    const after = plan[i + 1];
    next = after ? fetch(after) : null;
    // It is awaited in its turn; until then a failure is not unhandled.
    next?.catch(() => undefined);
    throwIfAborted(signal);
    yield { info: cut.info, bytes, last: cut.to === cut.info.end };
    report(bytes.length);
  }
}

type Cut = { info: TensorInfo; from: number; to: number };

/** Pieces of a tensor: whole blocks of float32 at least, so that each can be quantised by itself. */
function cutsOf(info: TensorInfo, piece: number): Cut[] {
  const step = Math.max(1, Math.floor(piece / (BLOCK * 4))) * BLOCK * 4;
  const count = Math.ceil((info.end - info.start) / step);
  return Array.from({ length: count }, (_, i) => {
    const from = info.start + i * step;
    return { info, from, to: Math.min(from + step, info.end) };
  });
}

async function convertShard(
  { file, bytes, head }: Shard,
  pieces: AsyncIterable<Piece>,
  entries: ReadonlyMap<string, readonly Entry[]>,
  output: Sink,
  onLoss: (name: string, lost: number, total: number) => void,
): Promise<SourceFile> {
  const hash = await createSHA256();
  hash.update(head);
  let scales: Uint16Array[] = [];
  for await (const { info, bytes: raw, last } of pieces) {
    hash.update(raw);
    const into = entries.get(info.name);
    if (!into) continue;
    const values = toFloat32(raw, info.dtype);
    if (into.length === 1) {
      mustBeFinite(info.name, sumOfZeroes(values));
      await output.write(plainBytes(values, must(into[0], 'an entry').dtype));
    } else {
      const quantised = quantise(values);
      mustBeFinite(info.name, quantised.total);
      onLoss(info.name, quantised.lost, quantised.total);
      await output.write(quantised.codes);
      scales.push(quantised.scales);
    }
    if (!last) continue;
    // A tensor's scales stand behind all of its codes.
    for (const part of scales) await output.write(new Uint8Array(part.buffer));
    scales = [];
  }
  return { file, bytes, sha256: hash.digest('hex') };
}

function plainBytes(values: Float32Array, dtype: Entry['dtype']): Uint8Array {
  return new Uint8Array(dtype === 'F32' ? values.buffer : toHalves(values).buffer);
}

/** 0, or NaN when one of the values is not finite: a sum is not when one of its parts is not. One pass without a branch. */
function sumOfZeroes(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) * 0;
  return sum;
}

/** @param sum over a piece of the tensor, of what is finite when its values are */
function mustBeFinite(name: string, sum: number): void {
  if (Number.isFinite(sum)) return;
  throw new AppError(
    'model/not-finite',
    `The tensor ${name} holds values that are not numbers. The file is damaged or was saved after a failed training; fetch it again.`,
    { name },
  );
}

export type HashingSink = Sink & { end(): { hash: string; bytes: number } };

/** A sink that knows the hash and the length of what went into it. */
export async function hashingSink(sink: Sink): Promise<HashingSink> {
  const hash = await createSHA256();
  let bytes = 0;
  return {
    write: async (part) => {
      hash.update(part);
      bytes += part.length;
      await sink.write(part);
    },
    end: () => ({ hash: hash.digest('hex'), bytes }),
  };
}

function lossTable(): {
  add: (name: string, lost: number, total: number) => void;
  relative: () => Record<string, number>;
} {
  const sums = new Map<string, { lost: number; total: number }>();
  return {
    add: (name, lost, total) => {
      const key = /^model\.layers\.(\d+)\./.exec(name)?.[1] ?? (name === 'lm_head.weight' ? 'head' : 'embeddings');
      const sum = sums.get(key) ?? { lost: 0, total: 0 };
      sums.set(key, { lost: sum.lost + lost, total: sum.total + total });
    },
    relative: () =>
      Object.fromEntries([...sums].map(([key, { lost, total }]) => [key, total > 0 ? Math.sqrt(lost / total) : 0])),
  };
}

function progressOf({ shards }: Checkpoint, tell: (done: number, of: number) => void): (bytes: number) => void {
  const of = shards.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return (bytes) => tell((done += bytes), of);
}
