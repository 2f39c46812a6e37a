// A model's files from a server into this device's storage: what there is, one file after the other, each in lanes. What was fetched before, whole or in
// part, is not fetched again.

import type { OnnxDtype } from '../../../models/catalog.ts';
import { isModelType } from '../../../models/qwen/config.ts';
import { codeOf } from '../../lib/errors.ts';
import { download, type DownloadOptions } from './download.ts';
import { FACT_FILES } from './facts.ts';
import { dropPart, fetchedFile, openPart } from './opfs-models.ts';
import { chooseOnnx, type OnnxChoice } from './onnx-files.ts';
import { isComplete } from './part.ts';
import { blobSource, type ModelSource, readJson } from './source.ts';

const CONFIG = 'config.json';
const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
const LARGEST_INDEX = 16 << 20;

export type FetchOptions = Omit<DownloadOptions, 'onProgress'> & {
  onProgress(file: string, done: number, of: number): void;
};

export type Fetched = {
  readonly source: ModelSource;
  /** Which ready-made file was fetched; null for weights as safetensors. */
  readonly onnx: OnnxChoice | null;
  /** Removes the fetched files: the import has its own. */
  drop(): Promise<void>;
};

/**
 * A model's weights as safetensors if it is one that can be read so, else ready-made.
 * @param base the folder's address, with a slash at its end
 * @param dtypes ready-made files that this device runs, the best first
 * @throws AppError as download, model/json, model/no-onnx, storage/file-busy
 */
export async function fetchModel(base: string, dtypes: readonly OnnxDtype[], options: FetchOptions): Promise<Fetched> {
  const files = new Map<string, Blob>();
  const get = async (file: string): Promise<void> => void files.set(file, await fetchFile(base, file, options));
  const getIfThere = (file: string): Promise<boolean> =>
    get(file).then(
      () => true,
      async (error: unknown) => {
        if (codeOf(error) !== 'download/missing') throw error;
        await dropPart(base + file);
        return false;
      },
    );
  const source = blobSource(base, files);
  await get(CONFIG);
  for (const file of FACT_FILES) await getIfThere(file);
  const onnx = (await getWeights(source, { get, getIfThere }, options.signal))
    ? null
    : await chooseOnnx(base, dtypes, getIfThere);
  return {
    ...{ source, onnx },
    drop: async () => {
      for (const file of files.keys()) await dropPart(base + file);
    },
  };
}

type Getting = { get(file: string): Promise<void>; getIfThere(file: string): Promise<boolean> };

/** Whether there are weights that can be imported; then they were fetched. */
async function getWeights(source: ModelSource, { get, getIfThere }: Getting, signal: AbortSignal): Promise<boolean> {
  const { model_type } = (await readJson(source, CONFIG, LARGEST_INDEX, signal)) as { model_type?: unknown };
  if (!isModelType(model_type)) return false;
  if (!(await getIfThere(INDEX))) return getIfThere(SINGLE);
  for (const file of await weightFiles(source, signal)) await get(file);
  return true;
}

async function weightFiles(source: ModelSource, signal: AbortSignal): Promise<string[]> {
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
