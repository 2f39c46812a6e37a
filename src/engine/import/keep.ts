// From a model's files, wherever they lie, to a model that is kept: converted, named by its hash, with what it says beside its weights, and last of all named
// by a row. What fails, or is stopped, leaves nothing behind; what is killed is swept away when somebody looks next.

import type { OnnxDtype } from '../../../models/catalog.ts';
import type { Clock } from '../../lib/clock.ts';
import { readFacts } from './facts.ts';
import { importModel, type ImportReport, type Sink } from './import.ts';
import type { Precision } from './layout.ts';
import { importOnnx, type OnnxChoice, type OnnxIndex, type OnnxReport } from './onnx-files.ts';
import { heldModels, removeModel, writeFacts, writeModel } from './opfs-models.ts';
import { missing, type ModelSource } from './source.ts';

/** What is kept: weights in a precision of ours, or the files of a ready-made model as they are. */
export type Form = Precision | OnnxChoice;

/** What came of it, as rows say it; `index` of a ready-made model. */
export type KeepReport = Omit<ImportReport, 'config' | 'precision'> &
  Pick<OnnxReport, 'config'> & { precision: Precision | OnnxDtype; index?: OnnxIndex };

export type KeepOptions<Row> = {
  form: Form;
  /** Of the unfinished file: tells it from others. */
  name: string;
  clock: Clock;
  signal: AbortSignal;
  /** Source bytes done, of all. */
  onProgress(done: number, of: number): void;
  /** Throws when what was read must not be used. */
  check(report: KeepReport): void;
  /** Writes the row that names the model. */
  remember(report: Omit<KeepReport, 'index'>): Promise<Row>;
};

/** @throws AppError as importModel, readFacts, storage/…, and what the options throw */
export async function keepModel<Row>(source: ModelSource, options: KeepOptions<Row>): Promise<Row> {
  // Before the minutes of work: a folder without what it takes is told at once.
  const said = await readFacts(source, options.signal);
  if (!said && typeof options.form !== 'string') throw missing(source.name, 'tokenizer.json');
  const output = await writeModel(options.name);
  let report: KeepReport;
  let wasHere: boolean;
  try {
    const read = await convert(source, output, options);
    report = { ...read, sources: [...read.sources, ...(said?.files ?? [])] };
    options.check(report);
    wasHere = (await heldModels()).includes(report.hash);
    await output.finish(report.hash);
  } catch (error) {
    await output.abandon();
    throw error;
  }
  const { index, ...row } = report;
  try {
    if (said) await writeFacts(report.hash, { ...said.facts, ...(index ? { onnx: index } : {}) });
    return await options.remember(row);
  } catch (error) {
    // A file that no row names would never be found again.
    if (!wasHere) await removeModel(report.hash);
    throw error;
  }
}

async function convert<Row>(source: ModelSource, sink: Sink, options: KeepOptions<Row>): Promise<KeepReport> {
  const { form } = options;
  if (typeof form === 'string') return importModel(source, { ...options, sink, precision: form });
  return { ...(await importOnnx(source, form, { ...options, sink })), unused: [], losses: {} };
}
