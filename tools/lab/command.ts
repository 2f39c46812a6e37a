// What a subcommand of the command line is, and what it gets. Instances: the sibling files, registered in main.ts.

import type { ParseArgsConfig } from 'node:util';
import type { Mount } from '../serve.ts';
import type { LabBrowser } from './browser.ts';

export const DEVICES = ['auto', 'wasm', 'webgpu', 'node'] as const;
export type LabDevice = (typeof DEVICES)[number];

export type Invocation = {
  positionals: readonly string[];
  /** Options of this command by name. */
  values: Readonly<Record<string, string | boolean | undefined>>;
  device: LabDevice;
  json: boolean;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  /** Results, to stdout. */
  print(line: string): void;
  /** Progress and remarks, to stderr. */
  say(line: string): void;
  /** Builds when needed, serves, opens the page in Chrome. Closed by main when the command ends. `reaches`: as in OpenOptions. */
  open(mounts?: ReadonlyMap<string, Mount>, reaches?: URL): Promise<LabBrowser>;
};

export type Outcome = {
  /** Printed on the last line under --json. */
  json: object;
  /** Exit code; 0 when absent. */
  code?: number;
};

export type Command = {
  /** After the command's name, as in `FILE.jsonl [--model M]`. */
  usage: string;
  /** One line for the list of commands. */
  about: string;
  options?: NonNullable<ParseArgsConfig['options']>;
  /** How many words may follow, at least and at most. */
  words: readonly [least: number, most: number];
  /** Its rows are all that it prints: nothing comes after them under --json. */
  rows?: boolean;
  /** Devices beyond the browser's. */
  node?: boolean;
  run(invocation: Invocation): Promise<Outcome>;
};

/** Bad usage: one sentence, exit code 2. */
export class UsageError extends Error {}
