// A page of our own for measuring, because the app holds no peer: built anew, opened in a fresh Chrome.

import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ROOT } from '../command.ts';
import type { BenchCalls } from './bench-page/page.ts';
import { type LabBrowser, openLab } from './browser.ts';
import type { Invocation } from './command.ts';
import { rendererMemory } from './processes.ts';

const DIST = path.join(ROOT, '.lab', 'dist-bench');

export async function buildBenchPage({ say }: Invocation): Promise<void> {
  say('Building the training bench …');
  rmSync(DIST, { recursive: true, force: true });
  const root = path.join(ROOT, 'tools/lab/bench-page');
  const configFile = path.join(ROOT, 'vite.config.ts');
  await build({ root, configFile, publicDir: false, logLevel: 'error', build: { outDir: DIST, emptyOutDir: true } });
}

/** Memory is that of the whole process, so whoever measures it opens a page for each measurement. */
export async function openBenchPage({ device, signal, say }: Invocation): Promise<LabBrowser<BenchCalls>> {
  let profile = '';
  const bindings = {
    benchLine: (line: unknown) => say(`  ${String(line)}`),
    benchMemory: () => rendererMemory(profile),
  };
  const browser = await openLab<BenchCalls>({ device, dist: DIST, bindings, signal, say });
  profile = browser.profile;
  return browser;
}
