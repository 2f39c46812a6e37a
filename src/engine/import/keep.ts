// From a model's files, wherever they lie, to a model that is kept: converted, named by its hash, with what it says beside its weights, and last of all named
// by a row. What fails, or is stopped, leaves nothing behind; what is killed is swept away when somebody looks next.

import type { Clock } from '../../lib/clock.ts';
import { readFacts } from './facts.ts';
import { importModel, type ImportReport } from './import.ts';
import type { Precision } from './layout.ts';
import { heldModels, removeModel, writeFacts, writeModel } from './opfs-models.ts';
import type { ModelSource } from './source.ts';

export type KeepOptions<Row> = {
  precision: Precision;
  /** Of the unfinished file: tells it from others. */
  name: string;
  clock: Clock;
  signal: AbortSignal;
  /** Source bytes done, of all. */
  onProgress(done: number, of: number): void;
  /** Throws when what was read must not be used. */
  check(report: ImportReport): void;
  /** Writes the row that names the model. */
  remember(report: ImportReport): Promise<Row>;
};

/** @throws AppError as importModel, readFacts, storage/…, and what the options throw */
export async function keepModel<Row>(source: ModelSource, options: KeepOptions<Row>): Promise<Row> {
  // Before the minutes of work: a folder without what it takes is told at once.
  const said = await readFacts(source, options.signal);
  const output = await writeModel(options.name);
  let report: ImportReport;
  let wasHere: boolean;
  try {
    const read = await importModel(source, { ...options, sink: output });
    report = { ...read, sources: [...read.sources, ...(said?.files ?? [])] };
    options.check(report);
    wasHere = (await heldModels()).includes(report.hash);
    await output.finish(report.hash);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  try {
    if (said) await writeFacts(report.hash, said.facts);
    return await options.remember(report);
  } catch (error) {
    // A file that no row names would never be found again.
    if (!wasHere) await removeModel(report.hash);
    throw error;
  }
}
