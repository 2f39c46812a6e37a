// Ready-made models: which of a folder's ONNX files is taken, and how it is kept: the graph and its weights one after the other in one file, named by its hash
// like every model's.

import { isTextAutoencoder, ONNX_DTYPES, type OnnxDtype } from '../../../models/catalog.ts';
import { isModelType } from '../../../models/qwen/config.ts';
import { createSHA256 } from 'hash-wasm';
import { throwIfAborted } from '../../lib/abort.ts';
import { must } from '../../lib/assert.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import type { Json } from '../../lib/json.ts';
import { hashingSink, type Sink, type SourceFile } from './import.ts';
import type { Precision } from './layout.ts';
import { type ModelSource, readConfigJson } from './source.ts';

/** The graph first, then the files of its weights, as transformers.js names them. */
export type OnnxChoice = { dtype: OnnxDtype; files: readonly string[] };

/** What the kept file is made of, in order. */
export type OnnxIndex = { dtype: OnnxDtype; files: readonly { name: string; bytes: number }[] };

export type OnnxReport = {
  config: { readonly [name: string]: Json };
  precision: OnnxDtype;
  hash: string;
  bytes: number;
  sources: readonly SourceFile[];
  index: OnnxIndex;
  seconds: number;
};

/** Files of weights beside a graph, at most. */
const MOST_PIECES = 100;
const PIECE = 8 << 20;

/** Kinds of file that this device runs, the nearest to the wish first. @param halves whether it computes in half precision */
export function dtypesFor(precision: Precision, halves: boolean): readonly OnnxDtype[] {
  if (precision === 'f32') return ['fp32'];
  if (precision === 'f16') return halves ? ['fp16', 'fp32'] : ['fp32'];
  return [...(halves ? (['q4f16'] as const) : []), 'q4', 'q8', 'int8', 'uint8', ...dtypesFor('f16', halves)];
}

/**
 * The first kind that is there. @param where what people call the folder, and of what type its model says it is @throws AppError model/no-onnx
 */
export async function chooseOnnx(
  { name, type }: { name: string; type: unknown },
  dtypes: readonly OnnxDtype[],
  isThere: (file: string) => Promise<boolean>,
): Promise<OnnxChoice> {
  for (const dtype of dtypes) {
    const graph = graphName(type, dtype);
    if (!(await isThere(graph))) continue;
    const files = [graph];
    while (files.length <= MOST_PIECES && (await isThere(pieceName(graph, files.length - 1))))
      files.push(pieceName(graph, files.length - 1));
    return { dtype, files };
  }
  const graph = graphName(type, must(dtypes[0], 'a kind'));
  if (isTextAutoencoder(type))
    throw new AppError(
      'model/no-onnx',
      `${name} is a text autoencoder without an encoder as ONNX (${graph}). Look on its page for what it has.`,
      { dtypes },
    );
  throw new AppError(
    'model/no-onnx',
    isModelType(type)
      ? `${name} has no file model.safetensors there, and none of a ready-made model (${graph}). Look on its page for what it has.`
      : `${name} is a ${String(type)} model: only qwen2 and qwen3 are read from their weights, and it has no file of a ready-made model (${graph}).`,
    { dtypes },
  );
}

/** Of a text autoencoder the encoder is all that is used. */
const graphName = (type: unknown, dtype: OnnxDtype): string =>
  `onnx/${isTextAutoencoder(type) ? 'encoder_model' : 'model'}${ONNX_DTYPES[dtype]}.onnx`;
const pieceName = (graph: string, piece: number): string => `${graph}_data${piece === 0 ? '' : `_${piece}`}`;

/** Where a file of this name stands in a model's folder, for those who were given files without their folder. */
export const placeInFolder = (name: string): string => (/\.onnx(_data(_\d+)?)?$/.test(name) ? `onnx/${name}` : name);

export type OnnxImport = {
  sink: Sink;
  clock: Clock;
  signal: AbortSignal;
  onProgress(done: number, of: number): void;
};

/** Copies what was chosen, byte for byte, into one file. @throws AppError model/missing, model/short, model/json, abort/aborted, and what the sink throws */
export async function importOnnx(
  source: ModelSource,
  { dtype, files: names }: OnnxChoice,
  { sink, clock, signal, onProgress }: OnnxImport,
): Promise<OnnxReport> {
  const start = clock.now();
  const config = await readConfigJson(source, signal);
  const sizes = await Promise.all(names.map((name) => source.size(name, signal)));
  const files = names.map((name, i) => ({ name, bytes: must(sizes[i], name) as number }));
  const of = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const output = await hashingSink(sink);
  const sources: SourceFile[] = [];
  let done = 0;
  for (const { name, bytes } of files) {
    const hash = await createSHA256();
    for (let at = 0; at < bytes; at += PIECE) {
      throwIfAborted(signal);
      const part = await source.read(name, at, Math.min(at + PIECE, bytes), signal);
      hash.update(part);
      await output.write(part);
      onProgress((done += part.length), of);
    }
    sources.push({ file: name, bytes, sha256: hash.digest('hex') });
  }
  const seconds = (clock.now() - start) / 1000;
  return { config: plainFacts(config), precision: dtype, ...output.end(), sources, index: { dtype, files }, seconds };
}

/** What a row says of a model: the words and numbers of its config.json. */
function plainFacts(config: object): { readonly [name: string]: Json } {
  const plain = Object.entries(config).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  return Object.fromEntries(plain) as { readonly [name: string]: Json };
}

/** The files again, out of the one that was kept. */
export function onnxFilesOf({ files }: OnnxIndex, kept: Blob): ReadonlyMap<string, Blob> {
  let at = 0;
  return new Map(files.map(({ name, bytes }) => [name, kept.slice(at, (at += bytes))]));
}
