// The trainings of a night as curves and as a table, from what is stored of them or, while one is going on, from what it has told so far. Pure.

import type { RowOf } from '../../../db/tables/index.ts';
import { trainingOf } from '../../../db/tables/runs.ts';
import { epochsOf, type Epoch, type Step, stepsOf, type Trace } from '../../../lib/trace.ts';
import type { Curve } from '../../curves.ts';
import { STEPS } from '../../words.ts';

/** One training, by its name in plain words. */
export type Part = { name: string; trace: Trace };

/** What is stored, in order, and then what is only told so far. @param told by the night that is going on; none of another */
export function partsOf(runs: readonly RowOf<'runs'>[], told: readonly Curve[]): Part[] {
  const stored = runs.map((run): Curve => ({ training: trainingOf(run), trace: run.trace }));
  const names = new Set(stored.map(({ training }) => training));
  return [...stored, ...told.filter(({ training }) => !names.has(training))]
    .filter(({ trace }) => trace.step.length > 0)
    .map(({ training, trace }) => ({ name: trainingWords(training), trace }));
}

function trainingWords(training: string): string {
  const [step = '', number] = training.split(' ');
  const part = number === undefined ? '' : ` (${step === 'train' ? 'pass' : 'round'} ${number})`;
  return `${STEPS[step] ?? step}${part}`;
}

/** Which steps of the curve are whose, where there is more than one training. */
export function placesWords(parts: readonly Part[]): string {
  if (parts.length < 2) return '';
  let before = 0;
  const places = parts.map(({ name, trace }) => {
    const from = before + 1;
    before += trace.step.at(-1) ?? 0;
    return `${from === before ? '' : `${from}–`}${before} ${name}`;
  });
  return `Steps: ${places.join(', ')}.`;
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

/** One curve for each series, over the steps of all trainings, counted through. A series that is zero all along is left out. */
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

/** Epochs of all trainings. */
export function epochRows(parts: readonly Part[]): (Epoch & { name: string })[] {
  return parts.flatMap(({ name, trace }) => epochsOf(trace).map((epoch) => ({ name, ...epoch })));
}

/** Three digits that tell something, as people write them. */
export function numberWords(value: number | null): string {
  if (value === null) return '–';
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) < 0.001 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
