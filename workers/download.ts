// The download worker: fetches a model's files, or takes those of a folder, converts them to our layout, and says so in a row. Several imports run side by
// side; the page ends each by its signal. It is the only worker that may talk to another origin (src/lib/headers.ts), and only to fetch what was asked for.

import { openStore } from '../src/db/db.ts';
import type { RowOf } from '../src/db/tables/index.ts';
import { readFacts } from '../src/engine/import/facts.ts';
import { fetchModel } from '../src/engine/import/fetch-model.ts';
import { addressOf, checkRepository, currentRevision } from '../src/engine/import/hub.ts';
import { importModel, type ImportReport } from '../src/engine/import/import.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import { dropPart, heldModels, removeModel, writeFacts, writeModel } from '../src/engine/import/opfs-models.ts';
import { blobSource, type ModelSource } from '../src/engine/import/source.ts';
import { systemClock, systemTimer } from '../src/lib/clock.ts';
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
    const named = new Map(files.map((file): [string, Blob] => [file.name, file]));
    return keep(blobSource(source, named), { source, revision: null }, precision, onProgress, signal);
  },

  /** Hashes of the imported models that are on this device. */
  held: (): Promise<string[]> => heldModels(),

  /** Frees a model's place on the disk; its row stays, as what was once here. */
  remove: (hash: string): Promise<void> => removeModel(hash),
};

async function fetchAndKeep(
  base: string,
  origin: Origin,
  precision: Precision,
  onProgress: OnProgress,
  signal: AbortSignal,
  before: Model | null = null,
): Promise<Model> {
  const fetched = await fetchModel(base, {
    ...{ fetch: get, timer: systemTimer, signal },
    onProgress: (file, done, of) => onProgress({ file, done, of }),
  });
  const check = async (report: ImportReport): Promise<void> => {
    const changed = changedFile(before, report);
    if (changed === null) return;
    await dropPart(base + changed);
    throw new AppError(
      'model/changed',
      `The file ${changed} of ${origin.source} is not the one that this device recorded at its first download. It was not used.`,
      { file: changed },
    );
  };
  const row = await keep(fetched.source, origin, precision, onProgress, signal, check);
  await fetched.drop();
  return row;
}

async function keep(
  source: ModelSource,
  origin: Origin,
  precision: Precision,
  onProgress: OnProgress,
  signal: AbortSignal,
  check: (report: ImportReport) => Promise<void> = async () => undefined,
): Promise<Model> {
  // Before the minutes of work: a folder without what it takes is told at once.
  const said = await readFacts(source, signal);
  const output = await writeModel(crypto.randomUUID());
  let report: ImportReport;
  let wasHere: boolean;
  try {
    const read = await importModel(source, {
      ...{ precision, sink: output, clock: systemClock, signal },
      onProgress: (done, of) => onProgress({ file: null, done, of }),
    });
    report = { ...read, sources: [...read.sources, ...(said?.files ?? [])] };
    await check(report);
    wasHere = (await heldModels()).includes(report.hash);
    await output.finish(report.hash);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  try {
    if (said) await writeFacts(report.hash, said.facts);
    return await remember(origin, report);
  } catch (error) {
    // A file that no row names would never be found again.
    if (!wasHere) await removeModel(report.hash);
    throw error;
  }
}

/** The first weight file whose hash is another than it was; null when all are the same, or nothing was recorded. */
function changedFile(before: Model | null, { sources }: ImportReport): string | null {
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

async function remember(origin: Origin, { hash, ...report }: ImportReport): Promise<Model> {
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
