// The trainings of a night as curves and as a table, from what is stored of them or, while one is going on, from what it has told so far. Pure.

import type { RowOf } from '../../../db/tables/index.ts';
import { trainingOf } from '../../../db/tables/runs.ts';
import { keptByLevel, type LevelKept, type LevelsKept } from '../../../lib/gauges.ts';
import { epochsOf, type Epoch, type Step, stepsOf, temperatureOf, type Trace } from '../../../lib/trace.ts';
import type { Curve } from '../../curves.ts';
import { LEVEL_NAMES, percentWords, STEPS } from '../../words.ts';

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
  temperature: { title: 'Temperature', series: [{ name: 'Of what the loss compares', of: temperatureOf }] },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof METRICS;
/** What can be shown: measured step by step, or by level between the passes. */
export type Shown = MetricName | 'kept';

/** Those that there is something to show of, in order. */
export function shownOf(
  epochs: readonly Pick<Epoch, 'error' | 'temperature'>[],
  kept: readonly LevelsKept[],
): { name: Shown; title: string }[] {
  const { hasError, hasTemperature } = columnsOf(epochs);
  const names = Object.keys(METRICS) as MetricName[];
  const told = names.filter((name) => (name !== 'error' || hasError) && (name !== 'temperature' || hasTemperature));
  const own = told.map((name) => ({ name, title: METRICS[name].title }));
  return kept.length ? [...own, { name: 'kept', title: 'Kept, by level' }] : own;
}

/** Columns that tell something: most losses compare no distributions, and those that do soften none so far. */
export const columnsOf = (
  epochs: readonly Pick<Epoch, 'error' | 'temperature'>[],
): { hasError: boolean; hasTemperature: boolean } => ({
  hasError: epochs.some(({ error }) => error !== null),
  hasTemperature: epochs.some(({ temperature }) => temperature !== 1),
});

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

/** What every level kept between the passes of a training, where it was measured after one of them at least. */
export function keptOf(steps: readonly RowOf<'steps'>[], runs: readonly RowOf<'runs'>[]): LevelsKept[] {
  const trainings = runs.map((run) => ({ training: trainingOf(run), steps: run.steps }));
  const kept = keptByLevel(steps, trainings);
  return kept.some(({ leg }) => leg > 0) ? kept : [];
}

/** Level by level, a series for each pass. */
export function keptBars(kept: readonly LevelsKept[]): { categories: string[]; series: Series[] } {
  return {
    categories: levelsIn(kept).map((level) => `Level ${level}`),
    series: kept
      .filter(({ leg }) => leg > 0)
      .map(({ leg, step, levels }) => ({
        name: `After pass ${leg} (step ${step})`,
        values: levels.map(({ retention }) => retention),
      })),
  };
}

/** The same in words, and how many tasks it is of. */
export function keptTable(kept: readonly LevelsKept[]): {
  columns: string[];
  rows: { name: string; cells: string[] }[];
} {
  return {
    columns: kept.map(({ leg, step }) => (leg === 0 ? 'Before' : `After pass ${leg} (step ${step})`)),
    rows: levelsIn(kept).map((level, i) => ({
      name: `${level}: ${LEVEL_NAMES[level] ?? ''}`,
      cells: kept.map(({ leg, levels }) => keptWords(leg, levels[i])),
    })),
  };
}

const levelsIn = ([first]: readonly LevelsKept[]): number[] => first?.levels.map(({ level }) => level) ?? [];

function keptWords(leg: number, kept: LevelKept | undefined): string {
  if (!kept) return '–';
  const { passes, total, retention } = kept;
  const right = `${passes} of ${total} right`;
  return leg === 0 || retention === null ? right : `${percentWords(retention)} (${right})`;
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
