// Imported weights in the browser's private file system, in the folder `models`, each named by its hash; and unfinished downloads in `downloads`. A file gets
// its name only when it is flushed, closed and read back. For workers: only they can write in place and flush.

import { createSHA256 } from 'hash-wasm';
import { AppError } from '../../lib/errors.ts';
import { sha256 } from '../../lib/hash.ts';
import type { ImportedFacts } from './facts.ts';
import type { Sink } from './import.ts';
import { openWeightFile, type WeightFile } from './layout.ts';
import { onnxFilesOf, type OnnxIndex } from './onnx-files.ts';
import { partOver, type SyncFile } from './opfs-part.ts';
import type { PartFile } from './part.ts';
import type { ReadyMade } from '../ready-made.ts';

const MODELS = 'models';
const DOWNLOADS = 'downloads';
const READ = 8 << 20;

/** What is used of a file handle in a worker; the platform's types know only half of it. */
type Handle = FileSystemFileHandle & {
  createSyncAccessHandle(): Promise<SyncFile>;
  move(name: string): Promise<void>;
};

const folder = async (name: string): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });

export type ModelWriter = Sink & {
  /** Gives the file its name. @throws AppError storage/corrupt-file when the disk gave back other bytes */
  finish(hash: string): Promise<void>;
  /** Throws away what was written. */
  abandon(): Promise<void>;
};

/** A new file of weights. `name` tells it from others that are being written. */
export async function writeModel(name: string): Promise<ModelWriter> {
  const models = await folder(MODELS);
  const handle = (await models.getFileHandle(`${name}.part`, { create: true })) as Handle;
  const file = await handle.createSyncAccessHandle();
  file.truncate(0);
  let at = 0;
  return {
    write: async (bytes) => {
      for (let done = 0; done < bytes.length;) {
        const count = file.write(bytes.subarray(done), { at });
        if (count === 0) throw new DOMException('The disk took no more bytes.', 'QuotaExceededError');
        done += count;
        at += count;
      }
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
      await models.removeEntry(hash).catch(() => undefined);
      await handle.move(hash);
    },
    abandon: async () => {
      file.close();
      await models.removeEntry(`${name}.part`).catch(() => undefined);
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
  const handle = (await (await folder(MODELS)).getFileHandle(`${hash}.json`, { create: true })) as Handle;
  const file = await handle.createSyncAccessHandle();
  const bytes = new TextEncoder().encode(JSON.stringify(facts));
  file.truncate(0);
  file.write(bytes, { at: 0 });
  file.flush();
  file.close();
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
  const models = await folder(MODELS);
  const get = (name: string): Promise<File | null> =>
    models.getFileHandle(name).then(
      (handle) => handle.getFile(),
      () => null,
    );
  const [file, facts] = [await get(hash), await get(`${hash}.json`)];
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
  const names: string[] = [];
  for await (const name of ((await folder(MODELS)) as unknown as { keys(): AsyncIterable<string> }).keys())
    if (/^[0-9a-f]{64}$/.test(name)) names.push(name);
  return names;
}

/** Removes a model and what it says beside its weights; nothing happens when it is not here. */
export async function removeModel(hash: string): Promise<void> {
  const models = await folder(MODELS);
  for (const name of [hash, `${hash}.json`]) await models.removeEntry(name).catch(() => undefined);
}

/** The unfinished download of an address; another tab may have it open. @throws AppError storage/file-busy */
export async function openPart(url: string): Promise<PartFile> {
  const downloads = await folder(DOWNLOADS);
  const name = await sha256(url);
  const open = async (end: string): Promise<SyncFile> =>
    ((await downloads.getFileHandle(name + end, { create: true })) as Handle).createSyncAccessHandle();
  try {
    const data = await open('.part');
    try {
      return partOver(data, await open('.journal'));
    } catch (error) {
      data.close();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'NoModificationAllowedError')) throw error;
    throw new AppError(
      'storage/file-busy',
      'Another tab is fetching the same file. Let it finish, or close it.',
      {},
      error,
    );
  }
}

/** A finished download, read from the disk piece by piece. */
export async function fetchedFile(url: string): Promise<Blob> {
  return (await (await folder(DOWNLOADS)).getFileHandle(`${await sha256(url)}.part`)).getFile();
}

/** Removes a download, finished or not. */
export async function dropPart(url: string): Promise<void> {
  const [downloads, name] = [await folder(DOWNLOADS), await sha256(url)];
  for (const end of ['.part', '.journal']) await downloads.removeEntry(name + end).catch(() => undefined);
}
