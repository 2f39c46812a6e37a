// The weights of a model folder as one list of tensors, whether they lie in one file or in several: which file holds each, and where. Headers are read,
// checked and compared with what the model's geometry asks for; no weights are touched.

import type { QwenConfig } from '../../../models/qwen/config.ts';
import { weightShapes } from '../../../models/qwen/weights.ts';
import { headerLength, PREFIX, readIndex, type TensorInfo } from '../../../models/safetensors.ts';
import { AppError } from '../../lib/errors.ts';
import { missing, type ModelSource, readJson } from './source.ts';

const SINGLE = 'model.safetensors';
export const INDEX = 'model.safetensors.index.json';
const LARGEST_INDEX = 16 << 20;
/** Files of one model. More is not a model but an attack or a mistake. */
const MOST_SHARDS = 200;

/** One file: its header's bytes (the length in front included), and its tensors in the order in which they lie. */
export type Shard = {
  readonly file: string;
  readonly bytes: number;
  readonly head: Uint8Array;
  readonly tensors: readonly TensorInfo[];
};
export type Checkpoint = {
  readonly shards: readonly Shard[];
  /** Tensors that the model does not have, by name: read over, so that the file's hash is right, and left out. */
  readonly unused: readonly string[];
};

/**
 * @throws AppError model/missing, model/shards (an index that names other files or tensors than there are), model/tensor (one is missing or has another
 * shape than config.json says), model/safetensors, model/short
 */
export async function openCheckpoint(
  source: ModelSource,
  config: QwenConfig,
  signal: AbortSignal,
): Promise<Checkpoint> {
  const map = await weightMap(source, signal);
  const shards: Shard[] = [];
  for (const file of filesOf(map)) shards.push(await openShard(source, file, signal));
  if (map) mustAgree(map, shards);
  return { shards, unused: unusedOf(config, shards) };
}

/** Names of the weight files, as far as the index is here. @throws AppError model/shards, model/json */
export async function weightFiles(source: ModelSource, signal: AbortSignal): Promise<string[]> {
  return filesOf(await weightMap(source, signal));
}

const filesOf = (map: ReadonlyMap<string, string> | null): string[] =>
  map === null ? [SINGLE] : [...new Set(map.values())].sort();

/** File by tensor, from the index; null where the weights are one file. */
async function weightMap(source: ModelSource, signal: AbortSignal): Promise<ReadonlyMap<string, string> | null> {
  if ((await source.size(INDEX, signal)) === null) return null;
  const { weight_map: raw } = (await readJson(source, INDEX, LARGEST_INDEX, signal)) as { weight_map?: unknown };
  if (typeof raw !== 'object' || raw === null) throw wrongIndex('has no weight_map');
  const map = new Map(Object.entries(raw as Record<string, unknown>));
  for (const file of map.values())
    // A name and not a path: nothing outside the folder can be asked for.
    if (typeof file !== 'string' || !/^[\w-][\w.-]{0,120}\.safetensors$/.test(file))
      throw wrongIndex(`names the file ${JSON.stringify(file)}, which is no weight file of this folder`);
  if (new Set(map.values()).size > MOST_SHARDS) throw wrongIndex(`names more than ${MOST_SHARDS} files`);
  return map as ReadonlyMap<string, string>;
}

async function openShard(source: ModelSource, file: string, signal: AbortSignal): Promise<Shard> {
  const bytes = await source.size(file, signal);
  if (bytes === null) throw missing(source.name, file);
  const prefix = await source.read(file, 0, Math.min(PREFIX, bytes), signal);
  mustBeWeights(source, file, prefix);
  const length = headerLength(prefix, bytes);
  const head = await source.read(file, 0, PREFIX + length, signal);
  return { file, bytes, head, tensors: readIndex(head.subarray(PREFIX), bytes - head.length).tensors };
}

/** What other files begin with, by their first bytes. */
const OTHERS: readonly (readonly [what: string, first: readonly number[]])[] = [
  ['a web page', [0x3c]],
  ['a ZIP archive, perhaps a PyTorch file', [0x50, 0x4b, 0x03, 0x04]],
  ['a Python pickle', [0x80, 0x02]],
  ['a GGUF file', [0x47, 0x47, 0x55, 0x46]],
  ['a Git LFS pointer instead of the file', [0x76, 0x65, 0x72, 0x73]],
];

function mustBeWeights(source: ModelSource, file: string, prefix: Uint8Array): void {
  const other = OTHERS.find(([, first]) => first.every((byte, i) => prefix[i] === byte) && prefix[7] !== 0);
  if (!other) return;
  throw new AppError(
    'model/safetensors',
    `The file ${file} of ${source.name} is ${other[0]}, not safetensors. Fetch the model's safetensors files.`,
    { file },
  );
}

function mustAgree(map: ReadonlyMap<string, string>, shards: readonly Shard[]): void {
  for (const { file, tensors } of shards)
    for (const { name } of tensors)
      if (map.get(name) !== file) throw wrongIndex(`places ${name} elsewhere than in ${file}, where it is`);
  const held = new Set(shards.flatMap(({ tensors }) => tensors.map(({ name }) => name)));
  const lost = [...map.keys()].find((name) => !held.has(name));
  if (lost !== undefined) throw wrongIndex(`names ${lost}, which no file holds`);
}

/** @throws AppError model/tensor when a tensor of the model is missing, stands twice, or has another shape */
function unusedOf(config: QwenConfig, shards: readonly Shard[]): string[] {
  const found = new Map<string, TensorInfo>();
  for (const info of shards.flatMap(({ tensors }) => tensors)) {
    if (found.has(info.name)) throw wrongTensor(info.name, 'stands in two files');
    found.set(info.name, info);
  }
  for (const [name, shape] of weightShapes(config)) {
    const info = found.get(name);
    if (!info) throw wrongTensor(name, 'is missing');
    if (info.shape.join() !== shape.join())
      throw wrongTensor(
        name,
        `has the shape [${info.shape.join(', ')}] where config.json asks for [${shape.join(', ')}]`,
      );
    found.delete(name);
  }
  return [...found.keys()];
}

function wrongIndex(why: string): AppError {
  return new AppError('model/shards', `The file ${INDEX} ${why}. Fetch the model's files again.`);
}

function wrongTensor(name: string, why: string): AppError {
  return new AppError(
    'model/tensor',
    `The tensor ${name} ${why}. The weights and config.json belong to different models, or a file is incomplete.`,
    { name },
  );
}
