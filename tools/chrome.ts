// Which browser the tools and tests drive, and with which flags.
//
// Order: CHROME_PATH, Google Chrome, Chromium, then a Chromium that Playwright downloaded.
// Finding only; tools/ensure-browser.ts is what installs one when there is none.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

const CHROME_PLACES = [
  '/opt/google/chrome/chrome',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
  'C:/Program Files (x86)/Google/Chrome/Application/chrome.exe',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Says what to do when there is no browser; one sentence, for people. */
export const NO_BROWSER =
  'No Chrome or Chromium was found: install Google Chrome, or run "apt-get install chromium", or set CHROME_PATH to the browser\'s file.';

const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/**
 * Flags for a browser with WebGPU. SwiftShader (a CPU adapter that Chromium ships) unless GPU_ADAPTER=default, which
 * takes the machine's own GPU; any other value is passed on as the adapter's name.
 */
export function gpuArgs(adapter: string = process.env.GPU_ADAPTER ?? 'swiftshader'): string[] {
  const webgpu = ['--enable-unsafe-webgpu'];
  if (adapter !== 'default') webgpu.push(`--use-webgpu-adapter=${adapter}`);
  return [...rootArgs(), ...webgpu, ...quiet];
}

/** Flags for a browser without any GPU setting of ours: what a user's machine would offer. */
export function plainArgs(): string[] {
  return [...rootArgs(), ...quiet];
}

/** Path of an installed browser, or undefined. A CHROME_PATH that does not exist is an error, not a hint. */
export function lookForChrome(): string | undefined {
  const named = process.env.CHROME_PATH;
  if (named !== undefined && named !== '') {
    if (!existsSync(named))
      throw new Error(`CHROME_PATH names ${named}, which does not exist: correct it or unset it.`);
    return named;
  }
  return [...CHROME_PLACES, downloadedByPlaywright()].find((place) => place !== '' && existsSync(place));
}

/** Path of an installed browser. Throws with the install instruction when there is none. */
export function findChrome(): string {
  const found = lookForChrome();
  if (found === undefined) throw new Error(NO_BROWSER);
  return found;
}

function downloadedByPlaywright(): string {
  try {
    return chromium.executablePath();
  } catch {
    return '';
  }
}

// Chromium refuses to start its own sandbox for root.
function rootArgs(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
