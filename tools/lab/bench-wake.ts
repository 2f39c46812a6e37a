// Stop times: milliseconds from a sign of life on the page to stopped, in each phase of a night, at random moments.

import type { WakeRequest, WakeSample } from '../../workers/lab-api.ts';
import { type BenchPart, markdownTable } from './bench-part.ts';
import { UsageError } from './command.ts';
import { SAMPLE } from './sample.ts';

/** Latest moment in the phase at which a sign of life may come, ms: about as long as the phase lasts without a stop. */
const PHASES = {
  solve: 1500,
  verify: 40,
  train: 4000,
  consolidate: 4000,
  evaluate: 1500,
  save: 6,
} as const satisfies Record<WakeRequest['phase'], number>;
/** Small batches come to their end soon, so that a night that is stopped again and again still gets through its phases. */
const SETTINGS = { tasks: 96, batch: 32 };

/** Stops that took longer are told one by one. */
const SLOW_MS = 100;

const describe = ({ ms, into, parts }: WakeSample): string =>
  `${ms.toFixed(0)} ms, ${into.toFixed(0)} ms into the phase; ${Object.entries(parts)
    .map(([part, time]) => `${part} ${time.toFixed(0)}`)
    .join(', ')}`;

export type Quantiles = { n: number; p50: number; p95: number; max: number };

export const wakeBench: BenchPart = {
  title: 'Stop on return',
  measure: async ({ open, say, values }) => {
    const count = Number(values['count'] ?? 100);
    if (!Number.isInteger(count) || count < 1)
      throw new UsageError(`--count is a whole number above 0, not ${String(values['count'])}.`);
    const seed = String(values['seed'] ?? '1');
    const only = values['phase'];
    const chosen = Object.entries(PHASES).filter(([name]) => only === undefined || name === only);
    if (chosen.length === 0)
      throw new UsageError(`--phase is one of ${Object.keys(PHASES).join(', ')}, not ${String(only)}.`);
    const browser = await open();
    const { device } = await browser.call('ready');
    const phases: Record<string, Quantiles> = {};
    const all: number[] = [];
    browser.onEvent((event) => {
      if (event.kind === 'sample' && event.sample.ms > SLOW_MS) say(`    slow: ${describe(event.sample)}`);
    });
    for (const [phase, latestMs] of chosen as [WakeRequest['phase'], number][]) {
      const night = { prompts: SAMPLE, seed, settings: SETTINGS };
      const samples = (await browser.call('wake', { phase, count, seed, night, latestMs })).map(({ ms }) => ms);
      const found = quantiles(samples);
      all.push(...samples);
      phases[phase] = found;
      say(
        `  ${phase.padEnd(12)} n ${found.n}, p50 ${found.p50.toFixed(1)} ms, p95 ${found.p95.toFixed(1)} ms, max ${found.max.toFixed(1)} ms`,
      );
    }
    const rows = [...Object.entries(phases), ['all', quantiles(all)] as const].map(([name, { n, p50, p95, max }]) => [
      name,
      n,
      p50.toFixed(1),
      p95.toFixed(1),
      max.toFixed(1),
    ]);
    return {
      json: { ...quantiles(all), phases, device },
      table: markdownTable(['phase', 'stops', 'p50, ms', 'p95, ms', 'max, ms'], rows),
    };
  },
};

/** Nearest-rank quantiles. */
export function quantiles(samples: readonly number[]): Quantiles {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
