// A model's files from a server into this device's storage: what there is, one file after the other, each in lanes. What was fetched before, whole or in
// part, is not fetched again. What cannot be used, or has no room, is told before the large files are fetched.

import type { OnnxDtype } from '../../../models/catalog.ts';
import { isModelType } from '../../../models/qwen/config.ts';
import { codeOf } from '../../lib/errors.ts';
import { INDEX, weightFiles } from './checkpoint.ts';
import { beginDownload, download, type DownloadOptions } from './download.ts';
import { FACT_FILES } from './facts.ts';
import type { Download } from './opfs-downloads.ts';
import { chooseOnnx, type OnnxChoice } from './onnx-files.ts';
import { isComplete, type Journal, type PartFile } from './part.ts';
import { blobSource, type ModelSource, readConfigJson } from './source.ts';

/** Small files that tell what a model is. Those after the first may be missing. */
const FACTS = ['config.json', INDEX, ...FACT_FILES] as const;

export type FetchOptions = Omit<DownloadOptions, 'onProgress'> & {
  /** What people call the model. */
  called: string;
  /** Ready-made files that this device runs, the best first: for a model without weights that can be imported. */
  dtypes: readonly OnnxDtype[];
  /** Told when the small files are here: throws when what they say cannot be used. @param onnx the ready-made files that will be fetched; null: weights */
  onFacts(source: ModelSource, onnx: OnnxChoice | null): Promise<void>;
  /** Told when there is room for the large files, of so many bytes: throws when there is none for what they become. */
  onRoom(bytes: number): Promise<void>;
  onProgress(file: string, done: number, of: number): void;
};

export type Fetched = { source: ModelSource; onnx: OnnxChoice | null };

/**
 * @param base the folder's address, with a slash at its end
 * @throws AppError as download, model/shards, model/json, model/no-onnx, storage/file-busy, and what the options throw
 */
export async function fetchModel(base: string, into: Download, options: FetchOptions): Promise<Fetched> {
  const files = new Map<string, Blob>();
  const get = async (file: string): Promise<void> =>
    void files.set(file, await fetchFile(base + file, file, into, options));
  const begin = (file: string): Promise<Journal> =>
    withPart(into, file, (part) => beginDownload(base + file, part, options));
  const ifThere = <T>(file: string, work: Promise<T>): Promise<T | null> =>
    work.catch(async (error: unknown) => {
      if (codeOf(error) !== 'download/missing') throw error;
      await into.dropPart(file);
      return null;
    });
  const source = blobSource(base, files);
  await get(FACTS[0]);
  for (const file of FACTS.slice(1)) await ifThere(file, get(file));
  const isThere = async (file: string): Promise<boolean> => (await ifThere(file, begin(file))) !== null;
  const { model_type: type } = await readConfigJson(source, options.signal);
  const weights = isModelType(type) ? await importable(source, isThere, options.signal) : null;
  const onnx = weights ? null : await chooseOnnx({ name: options.called, type }, options.dtypes, isThere);
  await options.onFacts(source, onnx);
  const large = weights ?? onnx?.files ?? [];
  let bytes = 0;
  for (const file of large) bytes += (await begin(file)).bytes;
  await options.onRoom(bytes);
  for (const file of large) await get(file);
  return { source, onnx };
}

/** Files of weights; null when there are none. @throws AppError model/shards, model/json */
async function importable(
  source: ModelSource,
  isThere: (file: string) => Promise<boolean>,
  signal: AbortSignal,
): Promise<string[] | null> {
  const weights = await weightFiles(source, signal);
  const [first] = weights;
  // Where there is an index there are its files, or it is told which is missing.
  return weights.length > 1 || (first !== undefined && (await isThere(first))) ? weights : null;
}

async function fetchFile(url: string, file: string, into: Download, options: FetchOptions): Promise<Blob> {
  await withPart(into, file, async (part) => {
    const old = await part.readJournal();
    if (old && isComplete(old)) return;
    await download(url, part, { ...options, onProgress: (done, of) => options.onProgress(file, done, of) });
  });
  return into.fetched(file);
}

async function withPart<T>(into: Download, file: string, work: (part: PartFile) => Promise<T>): Promise<T> {
  const part = await into.openPart(file);
  try {
    return await work(part);
  } finally {
    await part.close();
  }
}
