// export: what was measured of a night -> rows that experiment trackers read (trackio, pandas, W&B): one row for a step, with the names of the log of Hugging Face's
// Trainer (`loss`, `grad_norm`, `learning_rate`, `epoch`, `step`, `num_input_tokens_seen`, `train_runtime`, `train_tokens_per_second`, `eval_…`), and ours where
// it has none. Steps of all trainings of a night are counted through, so that `step` only grows. Pure but for the reading; no time of day leaves the device.
//
// The last entry of an epoch has its means (`loss_epoch`, …); the last of a training its totals (`train_loss`, `train_steps_per_second`); step 0 has the scores of
// before, the last step those of after, with what every level kept. Nights in legs look at a few tasks of every level after each: what was kept of those has the
// name of another set (`eval_gauge_…`), and stands with the step after which it was measured.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { trainingOf } from '../db/tables/runs.ts';
import { lastExam } from '../lib/exams.ts';
import { dropOf, KNOWN_RATE, matrixOf } from '../lib/forgetting.ts';
import { keptByLevel, type LevelsKept } from '../lib/gauges.ts';
import type { Json } from '../lib/json.ts';
import { type Epoch, epochsOf, type Step, stepsOf } from '../lib/trace.ts';

export type MetricRow = Readonly<Record<string, number | string>>;
/** What else is told of a night: its steps, and what its `started` row says that it does. */
type Beside = { steps?: readonly RowOf<'steps'>[]; options?: Json };
export const METRIC_FORMS = ['jsonl', 'csv'] as const;
export type MetricsFile = { name: string; text: string; rows: number };
export type MetricForm = (typeof METRIC_FORMS)[number];

/** Everything that was measured of a night, as a file; of no rows when it came to no training. @throws AppError storage/… */
export async function exportMetrics(store: Store, night: string, form: MetricForm): Promise<MetricsFile> {
  const where = ['night', night] as const;
  const beside = {
    steps: await store.list('steps', { where }),
    options: (await store.get('nights', night))?.options ?? null,
  };
  const rows = metricRows(await store.list('runs', { where }), await store.list('evals', { where }), beside);
  const text = form === 'csv' ? csvOf(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  return { name: `dream-lab-metrics-${night.slice(0, 8)}.${form}`, text, rows: rows.length };
}

export function metricRows(
  runs: readonly RowOf<'runs'>[],
  all: readonly RowOf<'evals'>[],
  { steps: stored = [], options = null }: Beside = {},
): MetricRow[] {
  const evals = lastExam(all);
  const steps: MetricRow[] = [];
  let offset = 0;
  for (const run of runs) {
    steps.push(...runRows(run, offset, options));
    offset += run.steps;
  }
  const gauged = gaugedBy(stored, runs);
  const [before, after] = [{ ...scoresOf(evals, 'before'), ...gauged.get(0) }, scoresOf(evals, 'after')];
  return [
    ...(hasAny(before) ? [{ step: 0, ...before }] : []),
    ...steps.map((row) => ({ ...row, ...gauged.get(row['step']) })),
    ...(hasAny(after) ? [{ step: offset, ...after, ...keptOf(evals) }] : []),
  ];
}

const hasAny = (row: object): boolean => Object.keys(row).length > 0;

/** What gauges measured of every level, by the step that it belongs to. */
function gaugedBy(stored: readonly RowOf<'steps'>[], runs: readonly RowOf<'runs'>[]): ReadonlyMap<unknown, MetricRow> {
  const trainings = runs.map((run) => ({ training: trainingOf(run), steps: run.steps }));
  return new Map(keptByLevel(stored, trainings).map((kept) => [kept.step, gaugeRow(kept)]));
}

const gaugeRow = ({ levels }: LevelsKept): MetricRow =>
  Object.fromEntries(
    levels.flatMap(({ level, total, passes, retention }) => [
      [`eval_gauge_level_${level}_pass_rate`, passes / total] as const,
      ...(retention === null ? [] : [[`eval_gauge_level_${level}_retention`, retention] as const]),
    ]),
  );

function runRows(run: RowOf<'runs'>, offset: number, options: Json): MetricRow[] {
  const [steps, epochs] = [stepsOf(run.trace), epochsOf(run.trace)];
  const stage = trainingOf(run);
  const told = { stage, ...learnedBy(run.config), ...drawnAt(stage, options) };
  return steps.map((step, i) => {
    const epoch = epochs.find(({ to }) => to === step.step);
    const isLast = i === steps.length - 1;
    return {
      ...stepRow(step, steps[i - 1], offset),
      temperature: step.temperature ?? softnessOf(run.config),
      ...(epoch ? epochRow(epoch) : {}),
      ...(isLast ? totals(run, epochs) : {}),
      ...told,
    };
  });
}

function stepRow(at: Step, before: Step | undefined, offset: number): Record<string, number> {
  const { step, epoch, loss, consolidation, error, rate, norm, tokens, seconds } = at;
  const spent = seconds - (before?.seconds ?? 0);
  return {
    ...{ step: offset + step, epoch, loss: loss + consolidation, grad_norm: norm, learning_rate: rate },
    ...{ num_input_tokens_seen: tokens, train_runtime: seconds },
    ...(seconds > 0 ? { train_tokens_per_second: tokens / seconds } : {}),
    ...(spent > 0 ? { tokens_per_second: (tokens - (before?.tokens ?? 0)) / spent } : {}),
    ...{ supervised_loss: loss, consolidation_loss: consolidation },
    ...(error === null ? {} : { reconstruction_mse: error }),
  };
}

function epochRow({ loss, consolidation, error, norm, tokensPerSecond }: Epoch): Record<string, number> {
  return {
    ...{ loss_epoch: loss + consolidation, supervised_loss_epoch: loss, consolidation_loss_epoch: consolidation },
    ...{ grad_norm_epoch: norm },
    ...(error === null ? {} : { reconstruction_mse_epoch: error }),
    ...(tokensPerSecond === null ? {} : { tokens_per_second_epoch: tokensPerSecond }),
  };
}

/** What Trainer logs when a training ends. */
function totals({ steps, seconds }: RowOf<'runs'>, epochs: readonly Epoch[]): Record<string, number> {
  const sum = epochs.reduce(
    (all, { loss, consolidation, from, to }) => all + (loss + consolidation) * (to - from + 1),
    0,
  );
  const last = epochs.at(-1)?.to ?? 0;
  return {
    ...(last > 0 ? { train_loss: sum / last } : {}),
    ...(seconds > 0 ? { train_steps_per_second: steps / seconds } : {}),
  };
}

/** By which loss, under the name that it has in TRL's settings, where a training says so. */
function learnedBy(config: Json): Record<string, string> {
  const loss = inside(config, 'loss');
  return typeof loss === 'string' ? { loss_type: loss } : {};
}

/** What distributions were softened by, in runs whose steps do not tell; 1 where the loss compares none. */
function softnessOf(config: Json): number {
  const temperature = inside(config, 'temperature') ?? inside(inside(config, 'lossOptions'), 'temperature');
  return typeof temperature === 'number' ? temperature : 1;
}

/** What draws the answers that a training learns from, where some are drawn: another temperature than that of a loss. */
const DRAWN: Readonly<Record<string, string>> = { reflect: 'reflect', reinforce: 'reinforce', consolidate: 'creative' };

function drawnAt(stage: string, options: Json): Record<string, number> {
  const method = DRAWN[stage.split(' ')[0] ?? stage];
  const temperature = method && inside(inside(inside(options, 'settings'), method), 'temperature');
  return typeof temperature === 'number' ? { sampling_temperature: temperature } : {};
}

const inside = (value: Json | undefined, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)[name]
    : undefined;

/** Pass rate and NLL of every level, and how fast they were measured. */
function scoresOf(evals: readonly RowOf<'evals'>[], phase: 'before' | 'after'): Record<string, number> {
  const own = evals.filter((row) => row.phase === phase && row.level !== null && row.total > 0);
  const levels = own.flatMap(({ level, passes, total, nll }) => [
    [`eval_level_${level}_pass_rate`, passes / total] as const,
    ...(nll === null ? [] : [[`eval_level_${level}_nll`, nll] as const]),
  ]);
  const [items, seconds] = [sumOf(own.map(({ total }) => total)), sumOf(own.map((row) => row.seconds))];
  return {
    ...Object.fromEntries(levels),
    ...(own.length ? { eval_pass_rate: sumOf(own.map(({ passes, total }) => passes / total)) / own.length } : {}),
    // Scores that were known beforehand take no time.
    ...(seconds > 0 ? { eval_runtime: seconds, eval_samples_per_second: items / seconds } : {}),
  };
}

/** After / before on the same items, of levels that were known; and the mean drop, in fractions. */
function keptOf(evals: readonly RowOf<'evals'>[]): Record<string, number> {
  const of = (phase: string): readonly RowOf<'evals'>[] =>
    evals.filter((row) => row.phase === phase && row.level !== null);
  const kept = of('after').flatMap(({ level, items, passes }): [string, number][] => {
    const was = of('before').find((row) => row.items === items && row.passes / row.total >= KNOWN_RATE);
    return was ? [[`eval_level_${level}_retention`, passes / was.passes]] : [];
  });
  const [before, after] = [of('before')[0]?.checkpoint ?? '', of('after')[0]?.checkpoint ?? ''];
  const levels = [...new Set(of('after').map(({ level }) => level as number))];
  const [was = [], is = []] = matrixOf(evals, [before, after], levels);
  const drop = dropOf(was, is);
  return {
    ...Object.fromEntries(kept),
    ...(kept.length ? { eval_average_retention: sumOf(kept.map(([, value]) => value)) / kept.length } : {}),
    ...(drop === null ? {} : { eval_forgetting: drop }),
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** One wide table: a header with `step` first, empty where a row does not tell. */
export function csvOf(rows: readonly MetricRow[]): string {
  if (rows.length === 0) return '';
  const names = [...new Set(['step', 'epoch', ...rows.flatMap((row) => Object.keys(row))])];
  const lines = rows.map((row) => names.map((name) => row[name] ?? '').join(','));
  return [names.join(','), ...lines].map((line) => `${line}\n`).join('');
}
