// legs: a training cut into passes over its lessons, each with a fresh warm-up and its own cool-down (warm restarts, Loshchilov and Hutter 2017), so that what every
// leg leaves is fit to be kept. Between two legs is a gauge (gauge.ts). Training ends when a second of it brings less than a second of a night does on the average: then
// another night is the better use of time (the marginal value theorem, Charnov 1976). The leg with the most answers right is kept, not the last.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { RowOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import { mean, sum } from '../lib/stats.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Context, NightRef } from '../team/context.ts';
import { courseOf } from '../team/course.ts';
import { gainsBefore } from '../team/gains.ts';
import { type TrainedState, trainOnce, type TrainingSpec } from '../team/training.ts';
import { gaugeOnce, questionsOf, worthOf } from './gauge.ts';
import { studentOf } from './reflect.ts';

/** `from`: what the leg before left; null for the first. `without`: names of questions that it must not see. */
export type Leg = { number: number; of: number; from: TrainedState | null; without: ReadonlySet<string> };

/** After one leg nobody knows yet how fast it goes: skills that begin at nothing take a while to begin at all. */
const LEAST_LEGS = 2;

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
  const worths = [worthOf(await gaugeOnce(ctx, night, 0, () => Promise.resolve(ctx.learner.adapter), questions))];
  const states: TrainedState[] = [];
  for (let number = 1; number <= of; number++) {
    const leg: Leg = { number, of, from: states.at(-1) ?? null, without: questions.names };
    const telling = { ...ctx, report: await inLegs(ctx, night, leg) };
    const state = await trainOnce(telling, night, config, `train ${number}`, () => specOf(leg));
    states.push(state);
    const student = async (): Promise<Adapter> => (await studentOf(ctx, config, state)).adapter;
    worths.push(worthOf(await gaugeOnce(ctx, night, number, student, questions)));
    if (number < of && number >= LEAST_LEGS && !(await goesOn(ctx, night, worths, of))) break;
  }
  const [, ...left] = worths;
  const kept = left.indexOf(Math.max(...left));
  ctx.log.info('train: the best leg is kept', { kept: kept + 1, of, worths });
  return must(states[kept], 'a leg');
}

/** Whether the last leg brought something, and as much a second as is to be expected of a night. */
async function goesOn(ctx: Context, night: NightRef, worths: readonly number[], of: number): Promise<boolean> {
  const seconds = (await legsBefore(ctx, night, worths.length)).map((run) => run.seconds);
  const last = lastOf(worths, seconds);
  const expected = await expectedRate(ctx, night, worths, mean(seconds) * of);
  ctx.log.info('train: what the last leg brought a second', { leg: seconds.length, ...last, expected });
  return isWorthwhile(last, expected);
}

/** What the last leg has over the best before it, and that for each second that it took. */
export function lastOf(worths: readonly number[], seconds: readonly number[]): { gain: number; rate: number } {
  const gain = must(worths.at(-1), 'a gauge') - Math.max(...worths.slice(0, -1));
  return { gain, rate: gain / Math.max(1e-9, must(seconds.at(-1), 'a leg')) };
}

export const isWorthwhile = ({ gain, rate }: { gain: number; rate: number }, expected: number): boolean =>
  gain > 0 && rate >= expected;

/**
 * Gain a second over earlier nights; before there are any, what this one gained so far over the time that it will have taken.
 * @param seconds of all its legs
 */
async function expectedRate(
  ctx: Context,
  night: NightRef,
  worths: readonly number[],
  seconds: number,
): Promise<number> {
  const past = await gainsBefore(ctx, night);
  const spent = sum(past.map((each) => each.seconds));
  if (spent > 0) return Math.max(0, sum(past.map(({ gain }) => gain)) / spent);
  const gained = Math.max(...worths) - must(worths[0], 'the first gauge');
  return gained / Math.max(1e-9, seconds / TRAINING);
}

/** The runs of this night's legs before that number, in order. */
async function legsBefore({ store }: Context, night: NightRef, number: number): Promise<readonly RowOf<'runs'>[]> {
  const numberOf = ({ config }: RowOf<'runs'>): number => (config as { leg?: Leg }).leg?.number ?? Infinity;
  return (await store.list('runs', { where: ['night', night.id] })).filter((run) => numberOf(run) < number);
}

/** Progress of a leg as part of the whole: it does not begin anew with each, and neither do its steps. */
async function inLegs(ctx: Context, night: NightRef, { number, of }: Leg): Promise<Context['report']> {
  const before = sum((await legsBefore(ctx, night, number)).map(({ steps }) => steps));
  return (progress) => {
    const steps = progress.steps?.map((step) => ({
      ...step,
      step: step.step + before,
      epoch: step.epoch + number - 1,
    }));
    const [done, all] = [progress.done + (number - 1) * progress.of, of * progress.of];
    ctx.report({ ...progress, done, of: all, ...(steps ? { steps } : {}) });
  };
}
