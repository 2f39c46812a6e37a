// Ending Chrome as a crash, an impatient user or the system does. Linux only: processes are found in /proc.

import { chromeProcesses } from '../../tools/lab/processes.ts';

const GONE_LIMIT_MS = 10_000;

/** SIGKILL for every process of this profile, the browser process first. */
export async function killChrome(profile: string): Promise<void> {
  const kill = (pid: number): void => {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended with its parent.
    }
  };
  const [browser] = chromeProcesses(profile);
  if (browser === undefined) throw new Error(`No Chrome with the profile ${profile} was found to kill.`);
  kill(browser);
  for (const start = performance.now(); performance.now() - start < GONE_LIMIT_MS;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const left = chromeProcesses(profile);
    if (left.length === 0) return;
    left.forEach(kill);
  }
  throw new Error('Chrome did not end when it was killed.');
}
