// One training of the night, whatever its kind: goes on from its last stored point, stores points while it runs, and ends with a checkpoint and a
// run in the tables. Used by train, prefer and consolidate, which differ only in their plan.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { rowId } from '../db/rows.ts';
import type { DraftOf, RowOf } from '../db/tables/index.ts';
import { AppError, codeOf } from '../lib/errors.ts';
import type { Json } from '../lib/json.ts';
import { atTemperature, emptyTrace, rounded, type Step, stepsOf } from '../lib/trace.ts';
import { isFamily } from '../engine/engine.ts';
import { beginAt } from '../engine/trainer-parts.ts';
import type { TrainingPlan, TrainingPoint, TrainingProgress, TrainingResult } from '../engine/trainer.ts';
import { adapterBytes } from './adapter-file.ts';
import type { Context, NightRef } from './context.ts';
import { assertFinite, pointBytes, pointFromBytes } from './point-file.ts';
import { openStep, type OpenStep, type StepName } from './steps.ts';
import { assertGoing } from './stopping.ts';
import type { Weighing } from './weights.ts';

/** What the next step goes on from: checkpoint row and file of the adapter. */
export type TrainedState = { checkpoint: string; file: string };

type TrainingStep = Extract<
  StepName,
  'train' | `train ${number}` | `reflect ${number}` | `reinforce ${number}` | 'prefer' | 'consolidate'
>;

export type TrainingSpec = {
  plan: TrainingPlan;
  /** Adapter to start from; null for a fresh one. */
  from: { flat: Float32Array; checkpoint: string } | null;
  /** Name of the dataset version that the lessons are. */
  dataset: string | null;
  /** Lesson rows, and names of replay rows, in order. */
  data: readonly string[];
  /** How the lessons among them were weighed, where they were. */
  weighing?: Weighing;
  /** Which part of a training it is that goes in legs, and the epochs that the whole was meant to have. */
  leg?: { number: number; of: number; epochs: number };
  /** What of the trained adapter is kept; all of it, unless said. */
  kept?(trained: Float32Array): Float32Array;
  /** Part of the way from where the night set out that is kept, for the run's record. */
  way?: number;
};

type Job = { ctx: Context; night: NightRef; config: QwenConfig; step: TrainingStep; spec: TrainingSpec };

/** The trained state of this night's step, made now unless it was made before. @throws AppError abort/aborted when stopped; what was done is stored. */
export async function trainOnce(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  step: TrainingStep,
  specOf: () => Promise<TrainingSpec>,
): Promise<TrainedState> {
  const { done, parts, save } = await openStep(ctx, night, step);
  if (done) return done.state as TrainedState;
  const job: Job = { ctx, night, config, step, spec: await specOf() };
  const points = parts.map(pointOf);
  const result = await run(job, parts, save, points);
  const { state, rows } = await finished(job, result);
  await save({ rows, state, done: true });
  await discard(ctx, points);
  return state;
}

/** Points of one training that are kept while it goes on: the newest, and one more, for a file may go bad. */
const POINTS = 2;

const pointOf = ({ state }: Pick<RowOf<'steps'>, 'state'>): string => (state as { point: string }).point;

/** Points are as large as three adapters and come every ten seconds: what a later one stands in for is removed at once. Where that fails, the sweep does it. */
async function discard({ files, log }: Context, points: readonly string[]): Promise<void> {
  try {
    if (points.length) await files.discard(points);
  } catch (error) {
    log.error('training: points that nothing needs any more could not be removed', { code: codeOf(error) });
  }
}

/** Trains to the end, from where the parts of an earlier try left it. @param stored the points that there are, which this keeps up to date */
async function run(
  { ctx, night, step, spec: { plan, from } }: Job,
  parts: readonly RowOf<'steps'>[],
  save: OpenStep['save'],
  stored: string[],
): Promise<TrainingResult> {
  const start = (await lastPoint(ctx, parts)) ?? (from ? beginAt(from.flat) : null);
  const savePoint = async (point: TrainingPoint): Promise<void> => {
    const { file, bytes } = await writeFile(ctx, pointBytes(point));
    const common = { at: ctx.clock.now(), night: night.id, base: ctx.learner.base, config: plan.lora };
    const row: DraftOf<'checkpoints'> = { ...common, kind: 'resume', file, bytes, parent: from?.checkpoint ?? null };
    await save({ rows: { checkpoints: [row] }, state: { point: file }, done: false });
    stored.push(file);
    const past = stored.splice(0, stored.length - POINTS);
    await discard(
      ctx,
      past.filter((point) => !stored.includes(point)),
    );
  };
  const temperature = temperatureIn(plan);
  const told = (made: Step): Step => ({ ...made, temperature });
  let untold = start?.trace ? stepsOf(start.trace).map(told) : [];
  const tell = ({ steps: of, ...made }: TrainingProgress): void => {
    const note = `loss ${made.loss.toFixed(3)}`;
    const where = { step: step.split(' ')[0] ?? step, training: step };
    ctx.report({ ...where, done: made.step, of, note, steps: [...untold, told(made)] });
    untold = [];
  };
  // One copy of large weights at a time: that which answers makes room for that which trains, and is there again when it is asked for.
  const { learner, teacher, expert } = ctx;
  if ([learner.model, teacher, expert].some((model) => model !== null && !isFamily(model))) await ctx.engine.dispose();
  const result = await ctx.trainer.train(plan, start, tell, savePoint, ctx.signal);
  if (result.status === 'completed') return result;
  throw new AppError('abort/aborted', 'Training was stopped; its last stored point is kept.', { step });
}

/** One and the same all through a training: the loss's, or 1 where it compares no distributions. */
const temperatureIn = ({ lossOptions }: TrainingPlan): number => lossOptions?.temperature ?? 1;

/** The newest stored point that can still be read: one whose file has gone bad costs time, not the night. */
async function lastPoint(ctx: Context, parts: readonly RowOf<'steps'>[]): Promise<TrainingPoint | null> {
  for (const part of parts.toReversed()) {
    try {
      return pointFromBytes(await ctx.files.read(pointOf(part)));
    } catch (error) {
      ctx.log.error('training: a stored point cannot be used, an earlier one is', { code: codeOf(error) });
    }
  }
  return null;
}

async function finished(
  job: Job,
  result: TrainingResult,
): Promise<{ state: TrainedState; rows: { runs: DraftOf<'runs'>[]; checkpoints: DraftOf<'checkpoints'>[] } }> {
  const { ctx, night, config, step, spec } = job;
  const { lora } = spec.plan;
  assertFinite(result);
  const kept = spec.kept?.(result.parameters) ?? result.parameters;
  const flat = ctx.poison && step === 'consolidate' ? ctx.poison.adapter(kept) : kept;
  const { file, bytes } = await writeFile(ctx, adapterBytes(config, lora, flat));
  const run = runRow(job, result, (await ctx.engine.load(ctx.learner.model, ctx.signal)).device);
  const checkpoint: DraftOf<'checkpoints'> = {
    at: ctx.clock.now(),
    night: night.id,
    run: await rowId('runs', run),
    kind: 'lora',
    file,
    bytes,
    base: ctx.learner.base,
    parent: spec.from?.checkpoint ?? null,
    config: lora,
  };
  return {
    state: { checkpoint: await rowId('checkpoints', checkpoint), file },
    rows: { runs: [run], checkpoints: [checkpoint] },
  };
}

function runRow({ ctx, night, step, spec }: Job, result: TrainingResult, device: string): DraftOf<'runs'> {
  const { lessons, ...settings } = spec.plan;
  const { losses, trace = emptyTrace(), aeLoss, aeError, steps, tokens, seconds, selfCheck, unit, mapping } = result;
  return {
    at: ctx.clock.now(),
    night: night.id,
    kind: step === 'consolidate' ? 'consolidate' : 'lora',
    base: ctx.learner.base,
    parent: spec.from?.checkpoint ?? null,
    config: {
      ...settings,
      step,
      rows: lessons.length,
      ...(spec.weighing ? { weighing: spec.weighing } : {}),
      ...(spec.leg ? { leg: spec.leg } : {}),
      selfCheck,
      unit,
      ...(mapping ? { mapping } : {}),
      ...(spec.way === undefined ? {} : { way: spec.way }),
    } as Json,
    dataset: spec.dataset,
    data: [...spec.data],
    losses: [...losses],
    trace: rounded(atTemperature(trace, temperatureIn(spec.plan))),
    aeLoss,
    aeError,
    steps,
    tokens,
    seconds,
    tokensPerSecond: seconds > 0 ? tokens / seconds : 0,
    device,
  };
}

async function writeFile(ctx: Context, bytes: Uint8Array): Promise<{ file: string; bytes: number }> {
  assertGoing(ctx);
  return { file: await ctx.files.write(bytes), bytes: bytes.length };
}
