// import: a file -> rows in quarantine -> verdicts of this device. Every line is checked, executed on its own tests in the sandbox, and its tests must
// tell the solution from wrong ones. Nothing that was imported is trained on or shown as ours; reading the same file twice changes nothing.

import type { Store } from '../db/db.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError, codeOf, messageOf } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { acceptable, verify } from '../sandbox/guardian.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { claimOf, LONGEST_LINE } from './lines.ts';
import { LONGEST_FILE, readLines } from './read-lines.ts';

export type Importer = { store: Store; sandbox: Sandbox; clock: Clock };

export type ImportSummary = {
  /** Lines that are not empty. */
  lines: number;
  /** Were here already. */
  known: number;
  passed: number;
  failed: number;
  /** Lines that were not taken, with why; the first of them. */
  refused: number;
  faults: readonly { line: number; why: string }[];
};

/** Rows of one file at most. */
const MOST_ROWS = 10_000;
const TOLD_FAULTS = 20;
const LEAST_TESTS = 3;

/** @throws AppError import/too-large, storage/…, abort/aborted; what was judged before stays. */
export async function importFile(
  importer: Importer,
  file: File,
  onProgress: (done: ImportSummary) => void,
  signal: AbortSignal,
): Promise<ImportSummary> {
  if (file.size > LONGEST_FILE)
    throw new AppError(
      'import/too-large',
      `${file.name} has ${Math.round(file.size / 1e6)} MB; at most ${LONGEST_FILE / 2 ** 20} MiB are read. Split it into smaller files.`,
      { bytes: file.size },
    );
  const sum = { lines: 0, known: 0, passed: 0, failed: 0, refused: 0, faults: [] as { line: number; why: string }[] };
  for await (const line of readLines(file.stream(), LONGEST_LINE, signal)) {
    if (++sum.lines > MOST_ROWS)
      throw new AppError(
        'import/too-large',
        `${file.name} has more than ${MOST_ROWS} rows. Split it into smaller files.`,
        {},
      );
    const result = 'fault' in line ? line.fault : await importLine(importer, file.name, line.text, signal);
    if (result === 'known' || result === 'passed' || result === 'failed') sum[result] += 1;
    else {
      sum.refused += 1;
      if (sum.faults.length < TOLD_FAULTS) sum.faults.push({ line: line.number, why: result });
    }
    onProgress({ ...sum, faults: [...sum.faults] });
  }
  return sum;
}

/** `known`, `passed`, `failed`, or why the line was not taken. */
async function importLine(importer: Importer, source: string, text: string, signal: AbortSignal): Promise<string> {
  const { store } = importer;
  const line = await sha256(text);
  const known = await store.list('imports', { where: ['line', line] });
  if (known.some(({ state }) => state !== 'quarantined')) return 'known';
  const kept = known[0] ?? (await stored(importer, line, source, text));
  return typeof kept === 'string' ? kept : judge(importer, kept, signal);
}

/** What a line can be that no row can hold: numbers beyond all bounds, lists a thousand deep, megabytes of tests. */
const UNHELD: readonly string[] = ['json/not-plain', 'storage/row-too-large'];

/** The line as a row in quarantine, or why it was not taken. */
async function stored(
  { store, clock }: Importer,
  line: string,
  source: string,
  text: string,
): Promise<RowOf<'imports'> | string> {
  let draft: DraftOf<'imports'>;
  try {
    draft = { at: clock.now(), line, source: source.slice(0, 200), ...claimOf(text) };
  } catch (error) {
    return messageOf(error);
  }
  try {
    return must((await store.append('imports', [draft], null))[0], 'the imported row');
  } catch (error) {
    if (!UNHELD.includes(codeOf(error))) throw error;
    return messageOf(error);
  }
}

/** Executes a row in quarantine and writes what came of it. */
async function judge({ store, sandbox, clock }: Importer, row: RowOf<'imports'>, signal: AbortSignal): Promise<string> {
  const { id, seq: _, previous: __, ...content } = row;
  const { entry, code, tests, line } = content;
  const claim = { language: 'javascript', entry, solution: code, tests };
  const verdict = await verify(claim, sandbox, { signal, seed: line });
  const weak = verdict.status === 'pass' ? await weakness(claim, sandbox, line, signal) : null;
  const state = verdict.status === 'pass' && weak === null ? ('passed' as const) : ('failed' as const);
  const judged = { state, passed: verdict.passed, total: verdict.total, reason: weak ?? verdict.reason };
  await store.append('imports', [{ ...content, ...judged, at: clock.now(), replaces: id }], null);
  return state;
}

/** Why its tests prove nothing; null when they do. */
async function weakness(
  claim: Parameters<typeof acceptable>[0],
  sandbox: Sandbox,
  seed: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (claim.tests.length < LEAST_TESTS) return `fewer than ${LEAST_TESTS} tests`;
  const gate = await acceptable(claim, sandbox, { signal, seed });
  return gate.accepted ? null : gate.reason;
}
