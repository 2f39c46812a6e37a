// `tsx tests/poison/run.ts [--nights N] [--kind KIND] [--seed S] [--device D]`: nights of a build with the hook, each in a profile of its own
// and with a seed of its own. Every one must be rolled back, for the right reason. One JSON object on the last line.

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isMain, ROOT, runMain, runNode, stopSignal } from '../../tools/command.ts';
import { openLab } from '../../tools/lab/browser.ts';
import type { LabDevice } from '../../tools/lab/command.ts';
import { type LabNight, runNight } from '../../tools/lab/night.ts';
import { SAMPLE } from '../../tools/lab/sample.ts';
import { MARK } from './mark.ts';
import { type Kind, KINDS, REASON } from './poison.ts';

const DIST = path.join(ROOT, '.lab', 'dist-poison');

export type Poisoned = Pick<LabNight, 'reason' | 'promoted' | 'gain' | 'retention' | 'status'> & {
  kind: Kind;
  seed: string;
  rolledBack: boolean;
};

/** Builds with the hook. Rejects when the build does not contain it, for then nothing would be proven. */
export async function buildPoisoned(): Promise<string> {
  rmSync(DIST, { recursive: true, force: true });
  const { code, output } = await runNode('vite/bin/vite.js', [
    'build',
    '--mode',
    'poison',
    '--outDir',
    DIST,
    '--emptyOutDir',
  ]);
  if (code !== 0) throw new Error(`The build failed:\n${output}`);
  if (!containsHook(DIST)) throw new Error('The build of mode poison lacks the hook.');
  return DIST;
}

/** Whether any file of a build contains the hook. */
export function containsHook(dist: string): boolean {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(m?js|html)$/.test(entry.name),
  );
  return files.some((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8').includes(MARK));
}

export async function poisonedNight(
  dist: string,
  kind: Kind,
  seed: string,
  device: LabDevice,
  signal: AbortSignal,
): Promise<Poisoned> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const browser = await openLab({ dist, device, query: `poison=${kind}&poisonSeed=${seed}`, signal, say });
  try {
    const report = await runNight(browser, { prompts: SAMPLE, seed, resume: false });
    const { reason, against, promoted, gain, retention, status } = report;
    const rolledBack = status === 'completed' && !promoted && (against ?? []).includes(REASON[kind]);
    return { kind, seed, rolledBack, status, reason, promoted, gain, retention };
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      nights: { type: 'string', default: '10' },
      kind: { type: 'string' },
      seed: { type: 'string', default: 'poison' },
      device: { type: 'string', default: 'auto' },
    },
  });
  const signal = stopSignal();
  const dist = await buildPoisoned();
  const nights: Poisoned[] = [];
  for (const kind of KINDS.filter((one) => values.kind === undefined || one === values.kind))
    for (let i = 0; i < Number(values.nights) && !signal.aborted; i++) {
      const night = await poisonedNight(dist, kind, `${values.seed}-${i}`, values.device as LabDevice, signal);
      process.stderr.write(
        `${kind} ${night.seed}: ${night.rolledBack ? 'rolled back' : 'NOT AS IT SHOULD BE'} (${night.reason}), gain ${night.gain.toFixed(3)}, level 1 kept ${night.retention.level1.toFixed(3)}\n`,
      );
      nights.push(night);
    }
  const rolledBack = nights.filter((night) => night.rolledBack).length;
  process.stdout.write(`${JSON.stringify({ nights: nights.length, rolledBack, each: nights })}\n`);
  process.exitCode ||= rolledBack === nights.length ? 0 : 1;
}

if (isMain(import.meta.url)) runMain(main);
