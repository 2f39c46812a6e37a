// Where a model's files are read from: a folder that the user gave, a server, memory. Files are read in pieces, so that none is ever whole in memory.

import { throwIfAborted } from '../../lib/abort.ts';
import { AppError } from '../../lib/errors.ts';

export type ModelSource = {
  /** What people call it: a folder's name, or an address. */
  readonly name: string;
  /** Length of a file, bytes; null when it is not there. */
  size(file: string, signal: AbortSignal): Promise<number | null>;
  /** Exactly the bytes from `start` to before `end`. @throws AppError model/missing, model/short, abort/aborted */
  read(file: string, start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
};

/** Blobs by file name: what drag and drop, a file picker and tests give. */
export function blobSource(name: string, files: ReadonlyMap<string, Blob>): ModelSource {
  return {
    name,
    size: async (file) => files.get(file)?.size ?? null,
    read: async (file, start, end, signal) => {
      throwIfAborted(signal);
      const blob = files.get(file);
      if (!blob) throw missing(name, file);
      const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
      if (bytes.length !== end - start) throw short(name, file, start + bytes.length, end);
      return bytes;
    },
  };
}

/** A whole file. @throws AppError model/missing, model/too-large */
export async function readWhole(
  source: ModelSource,
  file: string,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await source.size(file, signal);
  if (bytes === null) throw missing(source.name, file);
  if (bytes > most)
    throw new AppError(
      'model/too-large',
      `The file ${file} of ${source.name} has ${bytes} bytes; at most ${most} are read. This is no model that can be imported.`,
      { file, bytes, most },
    );
  return source.read(file, 0, bytes, signal);
}

const LARGEST_CONFIG = 1 << 20;

/** What a model says of its geometry. @throws AppError model/missing, model/too-large, model/json */
export const readConfigJson = (source: ModelSource, signal: AbortSignal): Promise<{ model_type?: unknown }> =>
  readJson(source, 'config.json', LARGEST_CONFIG, signal);

/** @throws AppError model/missing, model/too-large, model/json */
export async function readJson(source: ModelSource, file: string, most: number, signal: AbortSignal): Promise<object> {
  return jsonOf(source.name, file, await readWhole(source, file, most, signal));
}

/** @throws AppError model/json */
export function jsonOf(source: string, file: string, bytes: Uint8Array): object {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  const html = bytes[0] === 0x3c;
  throw new AppError(
    'model/json',
    `The file ${file} of ${source} is ${html ? 'a web page' : 'not a JSON object'}. Check the address or the folder, then fetch it again.`,
    { file },
  );
}

export function missing(source: string, file: string): AppError {
  return new AppError(
    'model/missing',
    `${source} has no file ${file}. Name a complete model: config.json, the weights as safetensors, and the tokenizer's files.`,
    { source, file },
  );
}

export function short(source: string, file: string, bytes: number, expected: number): AppError {
  return new AppError(
    'model/short',
    `The file ${file} of ${source} ended after ${bytes} bytes, ${expected} were announced. Nothing of it is used; fetch it again.`,
    { file, bytes, expected },
  );
}
