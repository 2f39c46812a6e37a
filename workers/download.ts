// The download worker: fetches a model's files, converts them to our layout, and says so in a row. One import at a time; the page ends it by its signal.

import { openStore } from '../src/db/db.ts';
import type { RowOf } from '../src/db/tables/index.ts';
import { readFacts } from '../src/engine/import/facts.ts';
import { fetchModel } from '../src/engine/import/fetch-model.ts';
import { importModel } from '../src/engine/import/import.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import { writeFacts, writeModel } from '../src/engine/import/opfs-models.ts';
import { systemClock, systemTimer } from '../src/lib/clock.ts';
import { serve } from './rpc.ts';

/** How far an import is: a file that is being fetched, or all weights that are being converted (`file` is null then). Bytes. */
export type ImportProgress = { file: string | null; done: number; of: number };

const api = {
  /**
   * The model at an address (a folder with a slash at its end), kept in this precision. `source`: what people call it.
   * @throws AppError as fetchModel, importModel, readFacts, storage/…
   */
  async importFrom(
    base: string,
    source: string,
    precision: Precision,
    onProgress: (progress: ImportProgress) => void,
    signal: AbortSignal,
  ): Promise<RowOf<'models'>> {
    const fetched = await fetchModel(base, {
      fetch: (url, init) => fetch(url, init),
      timer: systemTimer,
      signal,
      onProgress: (file, done, of) => onProgress({ file, done, of }),
    });
    // Before the hour of work: a folder without what it takes is told at once.
    const facts = await readFacts(fetched.source, signal);
    const output = await writeModel(crypto.randomUUID());
    try {
      const report = await importModel(fetched.source, {
        ...{ precision, sink: output, clock: systemClock, signal },
        onProgress: (done, of) => onProgress({ file: null, done, of }),
      });
      await output.finish(report.hash);
      if (facts) await writeFacts(report.hash, facts);
      const row = await remember(source, report);
      await fetched.drop();
      return row;
    } catch (error) {
      await output.abandon();
      throw error;
    }
  },
};

async function remember(
  source: string,
  { hash, ...report }: Awaited<ReturnType<typeof importModel>>,
): Promise<RowOf<'models'>> {
  const store = await openStore();
  try {
    const [row] = await store.append('models', [{ at: systemClock.now(), source, file: hash, ...report }], null);
    return row as RowOf<'models'>;
  } finally {
    store.close();
  }
}

serve(api);
export type DownloadApi = typeof api;
