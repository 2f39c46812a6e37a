// legs: a training cut into passes over its lessons, each with a fresh warm-up and its own cool-down (warm restarts, Loshchilov and Hutter 2017), so that what every
// leg leaves is fit to be kept. Between two legs is a gauge (gauge.ts). Training ends when a second of it brings less than a second of a night does on the average: then
// another night is the better use of time (the marginal value theorem, Charnov 1976). The leg with the most answers right is kept, be it not the last.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import { mean, sum } from '../lib/stats.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Context, NightRef } from '../team/context.ts';
import { courseOf } from '../team/course.ts';
import { gainsBefore } from '../team/gains.ts';
import { studentOf } from '../team/student.ts';
import { type TrainedState, trainOnce, type TrainingSpec } from '../team/training.ts';
import { bestOf, type Gauge, gaugeOnce, progressOf, questionsOf, worthOf } from './gauge.ts';

/** `from`: what the leg before left; null for the first. `without`: names of questions that it must not see. */
export type Leg = { number: number; of: number; from: TrainedState | null; without: ReadonlySet<string> };

/** After one leg nobody knows yet how fast it goes: skills that begin at nothing take a while to begin at all. */
const LEAST_LEGS = 2;

/** Seconds; nothing takes less. */
const SHORT = 1e-3;

/** Share of a night that is training, where no night was measured yet. */
const TRAINING = 0.2;

/** Trains in at most as many legs as the night's course has passes over its lessons. @param specOf the training of one leg */
export async function trainInLegs(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  items: number,
  specOf: (leg: Leg) => Promise<TrainingSpec>,
): Promise<TrainedState> {
  const { repeat, epochs } = (await courseOf(ctx, night)).train;
  const of = repeat * epochs;
  const questions = await questionsOf(ctx, night, items);
  const gauges = [await gaugeOnce(ctx, night, 0, () => Promise.resolve(ctx.learner.adapter), questions)];
  const states: TrainedState[] = [];
  for (let number = 1; number <= of; number++) {
    const leg: Leg = { number, of, from: states.at(-1) ?? null, without: questions.names };
    const telling = { ...ctx, report: inLegs(ctx, leg) };
    const state = await trainOnce(telling, night, config, `train ${number}`, () => specOf(leg));
    states.push(state);
    const student = async (): Promise<Adapter> => (await studentOf(ctx, config, state)).adapter;
    gauges.push(await gaugeOnce(ctx, night, number, student, questions));
    if (number < of && number >= LEAST_LEGS && !(await goesOn(ctx, night, gauges, of))) break;
  }
  const kept = bestOf(gauges.slice(1));
  ctx.log.info('train: the best leg is kept', { kept: kept + 1, of, worths: gauges.map(worthOf) });
  return must(states[kept], 'a leg');
}

/** Whether the last leg brought as much a second as is to be expected of a night, or promises to. */
async function goesOn(ctx: Context, night: NightRef, gauges: readonly Gauge[], of: number): Promise<boolean> {
  const seconds = (await legsBefore(ctx, night, gauges.length)).map((run) => run.seconds);
  const { gain, promise } = progressOf(gauges);
  const rate = Math.max(gain, promise) / Math.max(SHORT, must(seconds.at(-1), 'a leg'));
  const expected = await expectedRate(ctx, night, gauges, mean(seconds) * of);
  ctx.log.info('train: what the last leg brought', { leg: seconds.length, gain, promise, rate, expected });
  return isWorthwhile(rate, expected);
}

/** What brings nothing is not worth its time, whatever others brought. */
export const isWorthwhile = (rate: number, expected: number): boolean => rate > 0 && rate >= expected;

/**
 * Gain a second over earlier nights; before there are any, what this one gained so far over the time that it will have taken.
 * @param seconds of all its legs
 */
async function expectedRate(ctx: Context, night: NightRef, gauges: readonly Gauge[], seconds: number): Promise<number> {
  const past = await gainsBefore(ctx, night);
  const spent = sum(past.map((each) => each.seconds));
  if (spent > 0) return Math.max(0, sum(past.map(({ gain }) => gain)) / spent);
  const [first, ...later] = gauges.map(worthOf);
  return (Math.max(...later) - must(first, 'the first gauge')) / Math.max(SHORT, seconds / TRAINING);
}

/** The runs of this night's legs before that number, in order. */
async function legsBefore({ store }: Context, night: NightRef, number: number): Promise<readonly RowOf<'runs'>[]> {
  const numberOf = ({ config }: RowOf<'runs'>): number => (config as { leg?: Leg }).leg?.number ?? Infinity;
  return (await store.list('runs', { where: ['night', night.id] })).filter((run) => numberOf(run) < number);
}

/** Progress of a leg as part of the whole: it does not begin anew with each. Its steps are told as its run will have them. */
const inLegs =
  (ctx: Context, { number, of }: Leg): Context['report'] =>
  (progress) => {
    const [done, all] = [progress.done + (number - 1) * progress.of, of * progress.of];
    ctx.report({ ...progress, done, of: all });
  };
