// A model's files from a server into this device's storage: what there is, one file after the other, each in lanes. What was fetched before, whole or in
// part, is not fetched again.

import { AppError } from '../../lib/errors.ts';
import { download, type DownloadOptions } from './download.ts';
import { FACT_FILES } from './facts.ts';
import { dropPart, fetchedFile, openPart } from './opfs-models.ts';
import { isComplete } from './part.ts';
import { blobSource, type ModelSource, readJson } from './source.ts';

const INDEX = 'model.safetensors.index.json';
/** Small files that tell what a model is. Those after the first may be missing. */
const FACTS = ['config.json', INDEX, ...FACT_FILES] as const;
const LARGEST_INDEX = 16 << 20;

export type FetchOptions = Omit<DownloadOptions, 'onProgress'> & {
  onProgress(file: string, done: number, of: number): void;
};

export type Fetched = {
  readonly source: ModelSource;
  /** Removes the fetched files: the import has its own. */
  drop(): Promise<void>;
};

/**
 * @param base the folder's address, with a slash at its end
 * @throws AppError as download, model/json, storage/file-busy
 */
export async function fetchModel(base: string, options: FetchOptions): Promise<Fetched> {
  const files = new Map<string, Blob>();
  const get = async (file: string): Promise<void> => void files.set(file, await fetchFile(base, file, options));
  const source = blobSource(base, files);
  for (const file of FACTS)
    await get(file).catch(async (error: unknown) => {
      const isAbsent = error instanceof AppError && error.code === 'download/missing';
      if (file === FACTS[0] || !isAbsent) throw error;
      await dropPart(base + file);
    });
  for (const file of await weightFiles(source, options.signal)) await get(file);
  return {
    source,
    drop: async () => {
      for (const file of files.keys()) await dropPart(base + file);
    },
  };
}

async function weightFiles(source: ModelSource, signal: AbortSignal): Promise<string[]> {
  if ((await source.size(INDEX, signal)) === null) return ['model.safetensors'];
  const { weight_map: map } = (await readJson(source, INDEX, LARGEST_INDEX, signal)) as { weight_map?: unknown };
  // Only names are asked for; whether the index is right is checked when it is imported.
  const names = Object.values((map ?? {}) as Record<string, unknown>).filter((name) => typeof name === 'string');
  return [...new Set(names)].filter((name) => /^[\w-][\w.-]*$/.test(name)).sort();
}

async function fetchFile(base: string, file: string, options: FetchOptions): Promise<Blob> {
  const url = base + file;
  const part = await openPart(url);
  try {
    const old = await part.readJournal();
    if (!old || !isComplete(old))
      await download(url, part, { ...options, onProgress: (done, of) => options.onProgress(file, done, of) });
  } finally {
    await part.close();
  }
  return fetchedFile(url);
}
