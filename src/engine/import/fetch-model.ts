// A model's files from a server into this device's storage: what there is, one file after the other, each in lanes. What was fetched before, whole or in
// part, is not fetched again. What cannot be used, or has no room, is told before the large files are fetched.

import { codeOf } from '../../lib/errors.ts';
import { INDEX, weightFiles } from './checkpoint.ts';
import { beginDownload, download, type DownloadOptions } from './download.ts';
import { FACT_FILES } from './facts.ts';
import type { Download } from './opfs-downloads.ts';
import { isComplete, type PartFile } from './part.ts';
import { blobSource, type ModelSource } from './source.ts';

/** Small files that tell what a model is. Those after the first may be missing. */
const FACTS = ['config.json', INDEX, ...FACT_FILES] as const;

export type FetchOptions = Omit<DownloadOptions, 'onProgress'> & {
  /** Told when the small files are here: throws when what they say cannot be used. */
  onFacts(source: ModelSource): Promise<void>;
  /** Told when there is room for the large files: throws when there is none for what they become. */
  onRoom(): Promise<void>;
  onProgress(file: string, done: number, of: number): void;
};

/**
 * @param base the folder's address, with a slash at its end
 * @throws AppError as download, model/shards, model/json, storage/file-busy, and what the options throw
 */
export async function fetchModel(base: string, into: Download, options: FetchOptions): Promise<ModelSource> {
  const files = new Map<string, Blob>();
  const get = async (file: string): Promise<void> =>
    void files.set(file, await fetchFile(base + file, file, into, options));
  const source = blobSource(base, files);
  for (const file of FACTS)
    await get(file).catch(async (error: unknown) => {
      if (file === FACTS[0] || codeOf(error) !== 'download/missing') throw error;
      await into.dropPart(file);
    });
  await options.onFacts(source);
  const weights = await weightFiles(source, options.signal);
  for (const file of weights) await withPart(into, file, (part) => beginDownload(base + file, part, options));
  await options.onRoom();
  for (const file of weights) await get(file);
  return source;
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
