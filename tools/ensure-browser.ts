// Makes sure that a browser is there before the browser suites run.
//
// Chrome, Chromium or CHROME_PATH when found; else Playwright's own download, tried for 60 s; else, as root on a
// Debian-like system, the distribution's chromium package; else one sentence and exit code 1.
import { existsSync } from 'node:fs';
import { lookForChrome, NO_BROWSER } from './chrome.ts';
import { isMain, run, runMain } from './command.ts';

const DOWNLOAD_LIMIT_MS = 60_000;
const PACKAGE_LIMIT_MS = 600_000;

type Say = (line: string) => void;

/** Path of a browser, installed now if need be. Rejects with one clear sentence when every way failed. */
export async function ensureBrowser(say: Say): Promise<string> {
  const ready = lookForChrome();
  if (ready !== undefined) return ready;
  for (const way of [download, debianPackage]) {
    await way(say);
    const found = lookForChrome();
    if (found !== undefined) return found;
  }
  throw new Error(NO_BROWSER);
}

async function download(say: Say): Promise<void> {
  say('No browser found; trying the Playwright download for at most 60 s.');
  const cli = 'node_modules/playwright/cli.js';
  await attempt(say, DOWNLOAD_LIMIT_MS, process.execPath, [cli, 'install', 'chromium']);
}

async function debianPackage(say: Say): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say('No download; installing the chromium package with apt-get (once).');
  await attempt(say, PACKAGE_LIMIT_MS, 'apt-get', ['update']);
  await attempt(say, PACKAGE_LIMIT_MS, 'apt-get', ['install', '-y', '--no-install-recommends', 'chromium']);
}

// Output is shown for a failure only: a download's progress bar would bury the test report.
async function attempt(say: Say, limitMs: number, command: string, args: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run(command, args, { env, signal: AbortSignal.timeout(limitMs) });
  if (code === 0) return;
  const why = code === null ? `stopped after ${limitMs / 1000} s` : `exit code ${code}`;
  say(`${[command, ...args].join(' ')}: ${why}\n${output.trim().split('\n').slice(-3).join('\n')}`);
}

if (isMain(import.meta.url)) runMain(async () => void (await ensureBrowser((line) => console.error(line))));
