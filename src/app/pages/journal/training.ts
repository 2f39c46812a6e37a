// The trainings of a night as curves and as a table, from what is stored of them or, while one is going on, from what it has told so far. Pure.

import type { RowOf } from '../../../db/tables/index.ts';
import { emptyTrace, epochsOf, type Epoch, type Step, stepsOf, type Trace } from '../../../lib/trace.ts';

export type Part = { stage: 'train' | 'consolidate'; trace: Trace };

/** @param told by the night that is going on; what is stored counts more */
export function partsOf(runs: readonly RowOf<'runs'>[], told: Readonly<Record<Part['stage'], Trace>> | null): Part[] {
  const stages = ['train', 'consolidate'] as const;
  return stages
    .map((stage) => {
      const run = runs.findLast(({ kind }) => (kind === 'consolidate') === (stage === 'consolidate'));
      return { stage, trace: run?.trace ?? told?.[stage] ?? emptyTrace() };
    })
    .filter(({ trace }) => trace.step.length > 0);
}

type Series = { name: string; values: (number | null)[] };
type Metric = {
  title: string;
  series: readonly { name: string; of(step: Step, before: Step | undefined): number | null }[];
};

export const METRICS = {
  loss: {
    title: 'Loss',
    series: [
      { name: 'Total', of: ({ loss, consolidation }) => loss + consolidation },
      { name: 'Supervised', of: ({ loss }) => loss },
      { name: 'Consolidation', of: ({ consolidation }) => consolidation },
    ],
  },
  error: { title: 'Reconstruction error', series: [{ name: 'Mean squared error', of: ({ error }) => error }] },
  norm: { title: 'Gradient norm', series: [{ name: 'Before clipping', of: ({ norm }) => norm }] },
  rate: { title: 'Learning rate', series: [{ name: 'Rate', of: ({ rate }) => rate }] },
  speed: { title: 'Speed', series: [{ name: 'Tokens a second', of: speedOf }] },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof METRICS;

function speedOf({ tokens, seconds }: Step, before: Step | undefined): number | null {
  const spent = seconds - (before?.seconds ?? 0);
  return spent > 0 ? (tokens - (before?.tokens ?? 0)) / spent : null;
}

/** One curve for each series, over the steps of both trainings, counted through. A series that is zero all along is left out. */
export function curvesOf(parts: readonly Part[], name: MetricName): { categories: string[]; series: Series[] } {
  const { series }: Metric = METRICS[name];
  let offset = 0;
  const places = parts.flatMap(({ trace }) => {
    const steps = stepsOf(trace);
    const own = steps.map((step, i) => ({ at: offset + step.step, step, before: steps[i - 1] }));
    offset += steps.at(-1)?.step ?? 0;
    return own;
  });
  const drawn = series.map((one) => ({
    name: one.name,
    values: places.map(({ step, before }) => one.of(step, before)),
  }));
  return {
    categories: places.map(({ at }) => String(at)),
    series: drawn.filter(({ values }, i) => i === 0 || values.some((value) => value !== 0)),
  };
}

/** Epochs of both trainings. */
export function epochRows(parts: readonly Part[]): (Epoch & { stage: Part['stage'] })[] {
  return parts.flatMap(({ stage, trace }) => epochsOf(trace).map((epoch) => ({ stage, ...epoch })));
}

/** Three digits that tell something, as people write them. */
export function numberWords(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
