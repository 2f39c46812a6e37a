// Imported weights in the browser's private file system, in the folder `models`, each named by its hash. A file gets its name only when it is flushed,
// closed and read back. For workers: only they can write in place and flush.

import { createSHA256 } from 'hash-wasm';
import { AppError } from '../../lib/errors.ts';
import { openInPlace } from '../../lib/in-place.ts';
import type { ImportedFacts } from './facts.ts';
import type { Sink } from './import.ts';
import { openWeightFile, type WeightFile } from './layout.ts';
import { onnxFilesOf, type OnnxIndex } from './onnx-files.ts';
import type { ReadyMade } from '../ready-made.ts';
import { fileIn, type Folder, namesIn, removeFrom, reserve, topFolder, writeAll } from './opfs-folder.ts';

const READ = 8 << 20;
const PART = '.part';
const isHash = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

const folder = (): Promise<Folder> => topFolder('models');

export type ModelWriter = Sink & {
  /** Gives the file its name. @throws AppError storage/corrupt-file when the disk gave back other bytes */
  finish(hash: string): Promise<void>;
  /** Throws away what was written. */
  abandon(): Promise<void>;
};

/** A new file of weights. `name` tells it from others that are being written. */
export async function writeModel(name: string): Promise<ModelWriter> {
  const models = await folder();
  const handle = await models.getFileHandle(name + PART, { create: true });
  const file = await openInPlace(handle);
  file.truncate(0);
  let at = 0;
  return {
    write: async (bytes) => {
      writeAll(file, bytes, at);
      at += bytes.length;
    },
    finish: async (hash) => {
      file.flush();
      file.close();
      const found = await hashOf(await handle.getFile());
      if (found !== hash)
        throw new AppError(
          'storage/corrupt-file',
          'The disk gave back other bytes than were written. Nothing was kept; check the disk, then import again.',
        );
      await removeFrom(models, hash);
      await handle.move(hash);
    },
    abandon: async () => {
      file.close();
      await removeFrom(models, name + PART);
    },
  };
}

async function hashOf(blob: Blob): Promise<string> {
  const hash = await createSHA256();
  for (let at = 0; at < blob.size; at += READ)
    hash.update(new Uint8Array(await blob.slice(at, at + READ).arrayBuffer()));
  return hash.digest('hex');
}

/** What is kept beside a model's weights: what it says of itself, and for a ready-made one what its file is made of. */
type KeptFacts = ImportedFacts & { onnx?: OnnxIndex };

/** What a model says beside its weights, kept under their hash. */
export async function writeFacts(hash: string, facts: KeptFacts): Promise<void> {
  const handle = await (await folder()).getFileHandle(`${hash}.json`, { create: true });
  const file = await openInPlace(handle);
  const bytes = new TextEncoder().encode(JSON.stringify(facts));
  try {
    file.truncate(0);
    writeAll(file, bytes, 0);
    file.flush();
  } finally {
    file.close();
  }
}

/**
 * A model that was imported, by the hash of its weights; they are read when they are asked for.
 * @throws AppError model/missing when this device does not have it, model/no-tokenizer when it cannot be talked to, model/safetensors, model/config
 */
export async function openImported(hash: string): Promise<{ facts: ImportedFacts; weights: WeightFile }> {
  const { file, facts } = await openKept(hash);
  const read = async (start: number, end: number): Promise<Uint8Array> =>
    new Uint8Array(await file.slice(start, end).arrayBuffer());
  return { facts, weights: await openWeightFile(file.size, read) };
}

/** A ready-made model, by the hash of its weights. @throws AppError model/missing, model/no-tokenizer */
export async function openOnnx(hash: string): Promise<ReadyMade> {
  const { file, facts } = await openKept(hash);
  const index = facts.onnx;
  if (!index) throw notHere(hash);
  return { hash, facts, dtype: index.dtype, files: onnxFilesOf(index, file) };
}

async function openKept(hash: string): Promise<{ file: File; facts: KeptFacts }> {
  const models = await folder();
  const [file, facts] = [await fileIn(models, hash), await fileIn(models, `${hash}.json`)];
  if (!file) throw notHere(hash);
  if (!facts)
    throw new AppError(
      'model/no-tokenizer',
      'This model was imported without a tokenizer, so that nobody can talk to it. Import it again from a folder that has its tokenizer files.',
      { hash },
    );
  return { file, facts: JSON.parse(await facts.text()) as KeptFacts };
}

function notHere(hash: string): AppError {
  return new AppError(
    'model/missing',
    `This device has no imported model ${hash.slice(0, 12)}. Import it again, or choose another.`,
    { hash },
  );
}

/** Hashes of the models that are here. */
export async function heldModels(): Promise<string[]> {
  return (await namesIn(await folder())).filter(isHash);
}

/** Removes a model and what it says beside its weights; nothing happens when it is not here. */
export async function removeModel(hash: string): Promise<void> {
  const models = await folder();
  for (const name of [hash, `${hash}.json`]) await removeFrom(models, name);
}

/** Whether so many bytes could be kept beside what is here: tried, for no browser tells it. `name` as in writeModel. @throws AppError storage/quota */
export async function tryRoom(name: string, bytes: number): Promise<void> {
  const models = await folder();
  const file = await openInPlace(await models.getFileHandle(name + PART, { create: true }));
  try {
    reserve(file, bytes);
  } finally {
    file.close();
    await removeFrom(models, name + PART);
  }
}

/** Removes what imports left behind that were killed: unfinished files, and models that no row names. Only while nobody imports. */
export async function sweepModels(isNamed: (hash: string) => boolean): Promise<void> {
  const models = await folder();
  for (const name of await namesIn(models)) {
    const hash = name.replace('.json', '');
    if (!isHash(hash) || !isNamed(hash)) await removeFrom(models, name);
  }
}
