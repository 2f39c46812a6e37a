// Builds the app. As a function, only when dist/ is missing or older than a source (by modification time).
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMain, ROOT, runMain, runNode } from './command.ts';

const DIST = path.join(ROOT, 'dist');
const STAMP = path.join(DIST, '.built');
/** What the build reads. */
const SOURCES = [
  'src',
  'models',
  'workers',
  'public',
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'svelte.config.js',
];

/** Path of an up-to-date dist/. Rejects with the build's own output when the build fails. */
export async function ensureBuilt(say: (line: string) => void): Promise<string> {
  const built = modified(STAMP);
  const newest = Math.max(...SOURCES.map((source) => newestIn(path.join(ROOT, source))));
  if (built > newest) return DIST;
  say(built === 0 ? 'Building …' : 'Sources changed; building …');
  await build();
  return DIST;
}

// Beside dist/ first, then in its place: who serves dist/ meanwhile never sees half a build.
async function build(): Promise<string> {
  const started = new Date();
  const next = path.join(ROOT, '.lab', `build-${process.pid}`);
  mkdirSync(path.dirname(next), { recursive: true });
  const { code, output } = await runNode('vite/bin/vite.js', ['build', '--outDir', next, '--emptyOutDir']);
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(next, DIST);
  writeFileSync(STAMP, `${started.toISOString()}\n`);
  // As old as its beginning: a file saved while it ran makes the next call build again.
  utimesSync(STAMP, started, started);
  return output;
}

// Times in milliseconds; 0 for what does not exist.
function newestIn(file: string): number {
  const own = modified(file);
  if (own === 0 || !statSync(file).isDirectory()) return own;
  return readdirSync(file).reduce((newest, name) => Math.max(newest, newestIn(path.join(file, name))), own);
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (isMain(import.meta.url)) runMain(async () => console.log(await build()));
