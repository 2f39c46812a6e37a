// Imports: rows of other people's files, in quarantine. What was said in the file is kept as it stood; a verdict of this device is a later row that
// takes the place of the first. Nothing here is trained on.

import { isCount, isHash, isLevel, isText, listOf, isData, oneOf, orNull } from './shape.ts';
import { log } from './table.ts';
import type { StoredTest } from './tasks.ts';

/** `quarantined`: not executed here yet. `passed`: passed its tests here, and its tests can tell right from wrong. */
export const IMPORT_STATES = ['quarantined', 'passed', 'failed'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export type Import = {
  at: number;
  /** SHA-256 of the line as it stood in the file: the same line is imported once. */
  line: string;
  /** Name of the file that it came from first. */
  source: string;
  skill: string;
  level: number | null;
  prompt: string;
  code: string;
  entry: string;
  tests: readonly StoredTest[];
  state: ImportState;
  passed: number;
  total: number;
  /** Why it did not pass, one line. */
  reason: string;
  replaces: string | null;
};

export const imports = log<Import>()({
  versions: [{ version: 2, name: 'files of other people', indexes: ['line', 'state'] }],
  shape: {
    at: isCount,
    line: isHash,
    source: isText,
    skill: isText,
    level: orNull(isLevel),
    prompt: isText,
    code: isText,
    entry: isText,
    tests: listOf(isData),
    state: oneOf(IMPORT_STATES),
    passed: isCount,
    total: isCount,
    reason: isText,
    replaces: orNull(isHash),
  },
  defaults: { level: null, state: 'quarantined', passed: 0, total: 0, reason: '', replaces: null },
});
