// `tsx tests/kill/kill.ts [--kills N] [--seed S] [--device D] [--finish]`: runs nights in one profile, kills Chrome with SIGKILL at random moments, opens
// the profile again and takes the night up. After every kill: no row that a reader had seen is gone, every chain verifies, the heads are where the
// last move left them, and the active file is whole. One JSON object on the last line. Linux only: processes are found in /proc.
//
// A killed process says nothing about a power cut: what the system had not yet written to the disk survives here.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rng } from '../../src/lib/rng.ts';
import { isMain, runMain, stopSignal } from '../../tools/command.ts';
import { type LabBrowser, openLab } from '../../tools/lab/browser.ts';
import type { LabDevice } from '../../tools/lab/command.ts';
import { runNight } from '../../tools/lab/night.ts';
import { SAMPLE } from '../../tools/lab/sample.ts';
import { killChrome } from './chrome.ts';
import { History, type Seen } from './history.ts';

export type KillOptions = {
  kills: number;
  seed: string;
  device: LabDevice;
  /** Latest moment of a kill, seconds after the night was started or resumed. */
  latest: number;
  /** At the end, run the night to its end. */
  finish: boolean;
  signal: AbortSignal;
  say(line: string): void;
};

export type KillResult = Seen & {
  kills: number;
  status: string;
  promoted: boolean;
};

const POLL_MS = 60;

export async function killNights(options: KillOptions): Promise<KillResult> {
  const { kills, seed, latest, finish } = options;
  const profile = mkdtempSync(path.join(tmpdir(), 'dream-lab-kill-'));
  const random = rng(`${seed}/kills`);
  const history = new History(options.say);
  try {
    let done = 0;
    for (let round = 0; done < kills && !options.signal.aborted; round++) {
      const browser = await openLab({ ...options, profile });
      history.look(await browser.call('check', history.seen));
      const after = 200 + random.next() * (latest * 1000 - 200);
      if (await killedDuringNight(browser, history, { seed: `${seed}/${round}`, after })) done++;
      await browser.close();
    }
    const browser = await openLab({ ...options, profile });
    history.look(await browser.call('check', history.seen));
    const night = finish ? await runNight(browser, { prompts: SAMPLE, seed, resume: true }) : null;
    history.look(await browser.call('check', await browser.call('tails')));
    await browser.close();
    return {
      kills: done,
      ...history.result(),
      status: night?.status ?? 'unfinished',
      promoted: night?.promoted ?? false,
    };
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Starts or resumes a night and kills Chrome `after` ms; false when the night ended before. */
async function killedDuringNight(
  browser: LabBrowser,
  history: History,
  { seed, after }: { seed: string; after: number },
): Promise<boolean> {
  let ended = false;
  await browser.call('ready');
  const night = browser.call('night', { prompts: SAMPLE, seed, resume: true }, false).then(
    () => void (ended = true),
    () => undefined,
  );
  const until = performance.now() + after;
  while (performance.now() < until && !ended) {
    history.seen = await browser.call('tails');
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS, Math.max(0, until - performance.now()))));
  }
  if (!ended) await killChrome(browser.profile);
  await night;
  return !ended;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '3' },
      seed: { type: 'string', default: 'kill' },
      device: { type: 'string', default: 'auto' },
      latest: { type: 'string', default: '25' },
    },
  });
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const result = await killNights({
    kills: Number(values.kills),
    seed: values.seed,
    device: values.device as LabDevice,
    latest: Number(values.latest),
    finish: true,
    signal: stopSignal(),
    say,
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode ||= result.faults.length === 0 && result.status === 'completed' ? 0 : 1;
}

if (isMain(import.meta.url)) runMain(main);
