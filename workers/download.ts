// The download worker: fetches a model's files, or takes those of a folder, converts them to our layout, and says so in a row. Several imports run side by
// side; the page ends each by its signal. It is the only worker that may talk to another origin (src/lib/headers.ts), and only to fetch what was asked for.

import type { OnnxDtype } from '../models/catalog.ts';
import { openStore } from '../src/db/db.ts';
import type { RowOf } from '../src/db/tables/index.ts';
import { chooseDevice, readsHalves } from '../src/engine/executor/adapter.ts';
import { readFacts } from '../src/engine/import/facts.ts';
import { fetchModel } from '../src/engine/import/fetch-model.ts';
import { addressOf, checkRepository, currentRevision } from '../src/engine/import/hub.ts';
import { importModel, type ImportReport, type Sink, type SourceFile } from '../src/engine/import/import.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import {
  chooseOnnx,
  dtypesFor,
  importOnnx,
  type OnnxChoice,
  type OnnxIndex,
  placeInFolder,
} from '../src/engine/import/onnx-files.ts';
import { dropPart, heldModels, removeModel, writeFacts, writeModel } from '../src/engine/import/opfs-models.ts';
import { blobSource, missing, type ModelSource } from '../src/engine/import/source.ts';
import { type Clock, systemClock, systemTimer } from '../src/lib/clock.ts';
import { AppError } from '../src/lib/errors.ts';
import { serve } from './rpc.ts';

/** How far an import is: a file that is being fetched, or all weights that are being converted (`file` is null then). Bytes. */
export type ImportProgress = { file: string | null; done: number; of: number };

type OnProgress = (progress: ImportProgress) => void;
type Origin = { source: string; revision: string | null };
type Model = RowOf<'models'>;

const get = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);

const api = {
  /**
   * The model at an address (a folder with a slash at its end), kept in this precision. `source`: what people call it.
   * @throws AppError as fetchModel, importModel, readFacts, storage/…
   */
  importFrom: (
    base: string,
    source: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> => fetchAndKeep(base, { source, revision: null }, precision, onProgress, signal),

  /**
   * A repository of the Hugging Face Hub, in the version that this device had before, else the newest, which is then held to.
   * @throws AppError model/repository, model/changed when it is no longer what it was, and as importFrom
   */
  async importRepository(
    name: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> {
    const repo = checkRepository(name);
    const before = await newestOf(repo);
    const revision = before?.revision ?? (await currentRevision(repo, { fetch: get, signal }));
    const base = addressOf(repo, revision ?? 'main');
    return fetchAndKeep(base, { source: repo, revision }, precision, onProgress, signal, before);
  },

  /** A model's files as the user gave them. @throws AppError as importModel, readFacts, storage/… */
  importFiles: (
    files: readonly File[],
    source: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> => {
    const named = new Map(files.map((file): [string, Blob] => [placeInFolder(file.name), file]));
    return takeFolder(blobSource(source, named), { source, revision: null }, precision, onProgress, signal);
  },

  /** Hashes of the imported models that are on this device. */
  held: (): Promise<string[]> => heldModels(),

  /** Frees a model's place on the disk; its row stays, as what was once here. */
  remove: (hash: string): Promise<void> => removeModel(hash),
};

/** Ready-made files that this device runs, the nearest to the wish first. */
const runnable = async (precision: Precision): Promise<readonly OnnxDtype[]> =>
  dtypesFor(precision, (await chooseDevice('auto')) === 'webgpu' && (await readsHalves()));

async function fetchAndKeep(
  base: string,
  origin: Origin,
  precision: Precision,
  onProgress: OnProgress,
  signal: AbortSignal,
  before: Model | null = null,
): Promise<Model> {
  const fetched = await fetchModel(base, await runnable(precision), {
    ...{ fetch: get, timer: systemTimer, signal },
    onProgress: (file, done, of) => onProgress({ file, done, of }),
  });
  const check = async (sources: readonly SourceFile[]): Promise<void> => {
    const changed = changedFile(before, sources);
    if (changed === null) return;
    await dropPart(base + changed);
    throw new AppError(
      'model/changed',
      `The file ${changed} of ${origin.source} is not the one that this device recorded at its first download. It was not used.`,
      { file: changed },
    );
  };
  const row = await keep(fetched.source, origin, fetched.onnx ?? precision, onProgress, signal, check);
  await fetched.drop();
  return row;
}

/** What lies in a folder: weights that can be imported, else ready-made ones. */
async function takeFolder(
  source: ModelSource,
  origin: Origin,
  precision: Precision,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Model> {
  const has = async (file: string): Promise<boolean> => (await source.size(file, signal)) !== null;
  const choice =
    (await hasWeights(has)) || !(await has('config.json'))
      ? null
      : await chooseOnnx(source.name, await runnable(precision), has);
  return keep(source, origin, choice ?? precision, onProgress, signal);
}

const hasWeights = async (has: (file: string) => Promise<boolean>): Promise<boolean> =>
  (await has('model.safetensors')) || (await has('model.safetensors.index.json'));

type Report = Omit<ImportReport, 'config' | 'precision'> & Pick<Model, 'config' | 'precision'> & { index?: OnnxIndex };

/** The model of a folder, written as it will be kept. @param form a precision of our layout, or the files of a ready-made one */
async function convert(
  source: ModelSource,
  form: Precision | OnnxChoice,
  options: { sink: Sink; clock: Clock; signal: AbortSignal; onProgress(done: number, of: number): void },
): Promise<Report> {
  if (typeof form === 'string') return importModel(source, { ...options, precision: form });
  return { ...(await importOnnx(source, form, options)), unused: [], losses: {} };
}

async function keep(
  source: ModelSource,
  origin: Origin,
  form: Precision | OnnxChoice,
  onProgress: OnProgress,
  signal: AbortSignal,
  check: (sources: readonly SourceFile[]) => Promise<void> = async () => undefined,
): Promise<Model> {
  // Before the minutes of work: a folder without what it takes is told at once.
  const said = await readFacts(source, signal);
  if (!said && typeof form !== 'string') throw missing(source.name, 'tokenizer.json');
  const output = await writeModel(crypto.randomUUID());
  let report: Report;
  let wasHere: boolean;
  try {
    const onDone = (done: number, of: number): void => onProgress({ file: null, done, of });
    const read = await convert(source, form, { sink: output, clock: systemClock, signal, onProgress: onDone });
    report = { ...read, sources: [...read.sources, ...(said?.files ?? [])] };
    await check(report.sources);
    wasHere = (await heldModels()).includes(report.hash);
    await output.finish(report.hash);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  const { index, ...row } = report;
  try {
    if (said) await writeFacts(report.hash, { ...said.facts, ...(index ? { onnx: index } : {}) });
    return await remember(origin, row);
  } catch (error) {
    // A file that no row names would never be found again.
    if (!wasHere) await removeModel(report.hash);
    throw error;
  }
}

/** The first weight file whose hash is another than it was; null when all are the same, or nothing was recorded. */
function changedFile(before: Model | null, sources: readonly SourceFile[]): string | null {
  const known = new Map(before?.sources.map(({ file, sha256 }) => [file, sha256]));
  return sources.find(({ file, sha256 }) => known.has(file) && known.get(file) !== sha256)?.file ?? null;
}

async function newestOf(repo: string): Promise<Model | null> {
  const store = await openStore();
  try {
    const rows = await store.list('models', { newest: true });
    return rows.find(({ source, revision }) => source === repo && revision !== null) ?? null;
  } finally {
    store.close();
  }
}

async function remember(origin: Origin, { hash, ...report }: Omit<Report, 'index'>): Promise<Model> {
  const store = await openStore();
  try {
    const [row] = await store.append('models', [{ at: systemClock.now(), ...origin, file: hash, ...report }], null);
    return row as Model;
  } finally {
    store.close();
  }
}

serve(api);
export type DownloadApi = typeof api;
