// The download worker: fetches a model's files, or takes those of a folder, converts them to our layout, and says so in a row. Several imports run side by
// side; the page ends each by its signal. It is the only worker that may talk to another origin (src/lib/headers.ts), and only to fetch what was asked for.

import { ONNX_DTYPES, type OnnxDtype, repositoryOf } from '../models/catalog.ts';
import { openStore, type Store } from '../src/db/db.ts';
import type { RowOf } from '../src/db/tables/index.ts';
import { chooseDevice, readsHalves } from '../src/engine/executor/adapter.ts';
import { readFacts } from '../src/engine/import/facts.ts';
import { type Fetched, fetchModel } from '../src/engine/import/fetch-model.ts';
import { addressOf, checkRepository, currentRevision } from '../src/engine/import/hub.ts';
import { importedBytes, readConfig } from '../src/engine/import/import.ts';
import { type Form, keepModel, type KeepReport } from '../src/engine/import/keep.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import {
  type Begun,
  begunDownloads,
  dropDownload,
  openDownload,
  sweepDownloads,
  type Wish,
} from '../src/engine/import/opfs-downloads.ts';
import { heldModels, removeModel, sweepModels, tryRoom } from '../src/engine/import/opfs-models.ts';
import { chooseOnnx, dtypesFor, placeInFolder } from '../src/engine/import/onnx-files.ts';
import { blobSource, missing, type ModelSource, readConfigJson } from '../src/engine/import/source.ts';
import { alone, busyDownloads, importing, unlessImporting } from '../src/engine/import/locks.ts';
import { systemClock, systemTimer } from '../src/lib/clock.ts';
import { AppError, codeOf } from '../src/lib/errors.ts';
import { serve } from './rpc.ts';

/** How far an import is: a file that is being fetched, or all weights that are being converted (`file` is null then). Bytes. */
export type ImportProgress = { file: string | null; done: number; of: number };

type OnProgress = (progress: ImportProgress) => void;
type Origin = Pick<Wish, 'source' | 'revision'>;
type Model = RowOf<'models'>;

const get = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);

const api = {
  /**
   * The model at an address (a folder with a slash at its end), kept in this precision. `source`: what people call it.
   * @throws AppError as fetchModel, keepModel, storage/…
   */
  importFrom: (
    base: string,
    source: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> => fetchAndKeep({ base, source, revision: null, precision }, onProgress, signal),

  /**
   * A repository of the Hugging Face Hub, in the version that this device had before or has begun to fetch, else the newest, which is then held to.
   * Whatever else was begun under this name is gone on with, too.
   * @throws AppError model/repository, model/changed when it is no longer what it was, and as importFrom
   */
  async importRepository(
    name: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> {
    const [begun] = await begunAs(name);
    return fetchAndKeep(begun ? { ...begun, precision } : await wishFor(name, precision, signal), onProgress, signal);
  },

  /** A model's files as the user gave them. @throws AppError as keepModel, storage/… */
  importFiles: (
    files: readonly File[],
    source: string,
    precision: Precision,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<Model> => {
    const named = new Map(files.map((file): [string, Blob] => [placeInFolder(file.name), file]));
    const folder = blobSource(source, named);
    return importing(async () => {
      const form = await formOf(folder, precision, signal);
      return keep(folder, { source, revision: null, form }, onProgress, signal);
    });
  },

  /**
   * What is on this device: hashes of the imported models, and downloads that were begun and are not done; `busy` while somebody fetches one.
   * What killed imports left is swept first.
   */
  async here(): Promise<{ held: string[]; begun: (Begun & { busy: boolean })[] }> {
    await sweep();
    const busy = await busyDownloads();
    const begun = await begunDownloads();
    return { held: await heldModels(), begun: begun.map((each) => ({ ...each, busy: busy.has(each.base) })) };
  },

  /** Frees a model's place on the disk; its row stays, as what was once here. */
  remove: (hash: string): Promise<void> => removeModel(hash),

  /** Throws away what came of a download. @throws AppError storage/file-busy while it is being fetched */
  async discard(name: string): Promise<void> {
    for (const wish of await begunAs(name))
      await alone(wish, new AbortController().signal, () => dropDownload(wish.base));
  },
};

/** Ready-made files that this device runs, the nearest to the wish first. */
const runnable = async (precision: Precision): Promise<readonly OnnxDtype[]> =>
  dtypesFor(precision, (await chooseDevice('auto')) === 'webgpu' && (await readsHalves()));

/** What a folder is taken as: weights that can be imported, else ready-made. @throws AppError model/no-onnx */
async function formOf(source: ModelSource, precision: Precision, signal: AbortSignal): Promise<Form> {
  const has = async (file: string): Promise<boolean> => (await source.size(file, signal)) !== null;
  const weights = (await has('model.safetensors')) || (await has('model.safetensors.index.json'));
  // What is no model at all is told by what it lacks first.
  if (weights || !(await has('config.json'))) return precision;
  const { model_type: type } = await readConfigJson(source, signal);
  return chooseOnnx({ name: source.name, type }, await runnable(precision), has);
}

const begunAs = async (name: string): Promise<Begun[]> =>
  (await begunDownloads()).filter(({ source }) => source === repositoryOf(name));

async function wishFor(name: string, precision: Precision, signal: AbortSignal): Promise<Wish> {
  const source = checkRepository(name);
  const before = await withStore((store) => newest(store, (row) => row.source === source && row.revision !== null));
  const revision = before?.revision ?? (await currentRevision(source, { fetch: get, timer: systemTimer, signal }));
  return { base: addressOf(source, revision ?? 'main'), source, revision, precision };
}

async function fetchAndKeep(wish: Wish, onProgress: OnProgress, signal: AbortSignal): Promise<Model> {
  await sweep();
  return importing(() =>
    alone(wish, signal, async () => {
      try {
        const { source, onnx } = await fetched(wish, onProgress, signal);
        const row = await keep(source, { ...wish, form: onnx ?? wish.precision }, onProgress, signal);
        await dropDownload(wish.base);
        return row;
      } catch (error) {
        // What is no good is not kept to be tried again; nor is a name for nothing.
        const came = (await begunDownloads()).find(({ base }) => base === wish.base)?.done ?? 0;
        if (came === 0 || codeOf(error).startsWith('model/')) await dropDownload(wish.base);
        throw error;
      }
    }),
  );
}

async function fetched(wish: Wish, onProgress: OnProgress, signal: AbortSignal): Promise<Fetched> {
  /** Of what is made of it; a ready-made model is kept as it comes. */
  let made: number | null = null;
  return fetchModel(wish.base, await openDownload(wish), {
    ...{ fetch: get, timer: systemTimer, signal, called: wish.source, dtypes: await runnable(wish.precision) },
    onFacts: async (source, onnx) => {
      if (!onnx) made = importedBytes(await readConfig(source, signal), wish.precision);
      if (!(await readFacts(source, signal)) && onnx) throw missing(wish.source, 'tokenizer.json');
    },
    onRoom: (bytes) => tryRoom(crypto.randomUUID(), made ?? bytes),
    onProgress: (file, done, of) => onProgress({ file, done, of }),
  });
}

async function keep(
  source: ModelSource,
  { form, ...origin }: Origin & { form: Form },
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Model> {
  const before = await withStore((store) =>
    newest(store, (row) => row.source === origin.source && row.revision !== null && row.revision === origin.revision),
  );
  return keepModel(source, {
    ...{ form, name: crypto.randomUUID(), clock: systemClock, signal },
    onProgress: (done, of) => onProgress({ file: null, done, of }),
    check: (report) => mustBeAsBefore(before, report, origin),
    remember: (report) => remember(origin, report),
  });
}

/** @throws AppError model/changed for the first file whose hash is another than it was */
function mustBeAsBefore(before: Model | null, { sources }: Pick<KeepReport, 'sources'>, { source }: Origin): void {
  const known = new Map(before?.sources.map(({ file, sha256 }) => [file, sha256]));
  const changed = sources.find(({ file, sha256 }) => known.has(file) && known.get(file) !== sha256)?.file;
  if (changed === undefined) return;
  throw new AppError(
    'model/changed',
    `The file ${changed} of ${source} is not the one that this device recorded at its first download. It was not used.`,
    { file: changed },
  );
}

/** Removes what killed imports left: files that no row names, and what came of models that are here as it would make them. */
async function sweep(): Promise<void> {
  await unlessImporting(async () => {
    const { rows, known } = await withStore(async (store) => {
      const rows = await store.list('models');
      // Where rows are damaged or gone, nobody knows whose a file is: it stays.
      return { rows, known: rows.length > 0 && store.damaged().length === 0 };
    });
    await sweepModels((hash) => !known || rows.some(({ file }) => file === hash));
    const held = await heldModels();
    const isHere = ({ source, revision, precision }: Wish): boolean =>
      rows.some(
        (row) =>
          row.source === source &&
          row.revision === revision &&
          (row.precision === precision || Object.hasOwn(ONNX_DTYPES, row.precision)) &&
          held.includes(row.file),
      );
    await sweepDownloads((begun) => begun.done === begun.of && begun.revision !== null && isHere(begun));
  });
}

const newest = async (store: Store, fits: (row: Model) => boolean): Promise<Model | null> =>
  (await store.list('models', { newest: true })).find(fits) ?? null;

async function remember({ source, revision }: Origin, { hash, ...report }: Omit<KeepReport, 'index'>): Promise<Model> {
  return withStore(async (store) => {
    const row = { at: systemClock.now(), source, revision, file: hash, ...report };
    return (await store.append('models', [row], null))[0] as Model;
  });
}

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore();
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

serve(api);
export type DownloadApi = typeof api;
