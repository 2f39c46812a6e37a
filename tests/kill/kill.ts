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
import type { Integrity, Tails } from '../../workers/lab-api.ts';
import { isMain, runMain, stopSignal } from '../../tools/command.ts';
import { type LabBrowser, openLab } from '../../tools/lab/browser.ts';
import type { LabDevice } from '../../tools/lab/command.ts';
import { runNight } from '../../tools/lab/night.ts';
import { chromeProcesses } from '../../tools/lab/processes.ts';
import { SAMPLE } from '../../tools/lab/sample.ts';

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

export type KillResult = {
  kills: number;
  faults: readonly string[];
  /** Rows of all tables that had been seen before the last kill. */
  rows: number;
  /** How often the active head was another after a kill than before. */
  headsMoved: number;
  status: string;
  promoted: boolean;
};

const POLL_MS = 60;
const GONE_LIMIT_MS = 10_000;

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

/** What has been seen so far, and what was wrong. */
class History {
  seen: Tails = {};
  #active: string | null = null;
  #moved = 0;
  #faults: string[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  look({ broken, lost, heads, headsAgree, activeReadable }: Integrity): void {
    const faults = [
      ...broken.map((table) => `the chain of ${table} is broken`),
      ...lost.map((table) => `a row of ${table} that had been seen is gone`),
      ...(headsAgree ? [] : ['the heads are not where the last move left them']),
      ...(activeReadable ? [] : ['the active file cannot be read']),
    ];
    for (const fault of faults) this.#say(`FAULT: ${fault}`);
    this.#faults.push(...faults);
    if (heads.active !== this.#active) this.#moved++;
    this.#active = heads.active;
  }

  result(): Pick<KillResult, 'faults' | 'rows' | 'headsMoved'> {
    return {
      faults: this.#faults,
      rows: Object.values(this.seen).reduce((sum, { seq }) => sum + seq, 0),
      headsMoved: this.#moved,
    };
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

/** SIGKILL for every process of this profile, the browser process first. */
async function killChrome(profile: string): Promise<void> {
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
