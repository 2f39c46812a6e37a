// gauge: how far a training is, between two of its legs. The same questions are answered each time: of tonight's skills, and of what the learner knew, all of the
// training split, none of them among what is trained. The exam's items are held out by the domain: nothing here ever sees one, so that what is chosen by
// these answers is examined on others.

import { must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Task } from '../domains/domain.ts';
import type { Context, NightRef } from '../team/context.ts';
import { keptLessons } from '../team/dataset.ts';
import { knownLevels, rateOf } from '../team/known.ts';
import { questionName } from '../team/questions.ts';
import { examinerOf, type Scored, scoreItems } from '../team/score.ts';
import { openStep } from '../team/steps.ts';
import { inSlices } from '../team/stopping.ts';

/**
 * One character an item, 1 = passed, as in evals; of what was asked also the mean −log p of the references, nats a token, null where none can be read. `levels`: of
 * each known item, in order, so that it can be told what every level kept (lib/gauges.ts); absent in gauges of before it was.
 */
export type Gauge = { asked: string; known: string; nll: number | null; levels?: readonly number[] };

export type Questions = { asked: readonly Task[]; known: readonly Task[]; names: ReadonlySet<string> };

/** Skills of few sentences run out of new ones: so many draws for each that is wanted. */
const DRAWS = 4;

/** Tonight's questions to look at, `count` of each kind where there are as many; the same whenever they are drawn. */
export async function questionsOf(ctx: Context, night: NightRef, count: number): Promise<Questions> {
  const { rows } = await keptLessons(ctx, night);
  const levels = await knownLevels(ctx, night);
  const known = ctx.domain.skills.filter(({ level }) => levels.includes(level)).map(({ id }) => id);
  const taken = new Set(rows.map(({ prompt }) => questionName(prompt)));
  const drawn = (skills: readonly string[], kind: string): Promise<Task[]> =>
    inSlices(ctx, newTasks(ctx, skills, count, `${night.seed}/gauge/${kind}`, taken));
  const asked = await drawn([...new Set(rows.map(({ skill }) => skill))], 'asked');
  const kept = await drawn(known, 'known');
  return { asked, known: kept, names: new Set([...asked, ...kept].map(({ prompt }) => questionName(prompt))) };
}

/** Skills in turn; what was taken is not drawn again. */
function* newTasks(
  { domain }: Context,
  skills: readonly string[],
  count: number,
  seed: string,
  taken: Set<string>,
): Generator<Task> {
  if (skills.length === 0) return;
  for (let [draw, found] = [0, 0]; found < count && draw < DRAWS * count; draw++) {
    const task = domain.generate(must(skills[draw % skills.length], 'skill'), 'train', `${seed}/${draw}`);
    const name = questionName(task.prompt);
    if (taken.has(name)) continue;
    taken.add(name);
    found++;
    yield task;
  }
}

/**
 * What is right after this leg, looked at now unless it was before; leg 0 is the learner as it set out.
 * @param adapterOf asked for only when it is needed
 * @throws AppError abort/aborted, sandbox/gone
 */
export async function gaugeOnce(
  ctx: Context,
  night: NightRef,
  leg: number,
  adapterOf: () => Promise<Adapter | null>,
  { asked, known }: Questions,
): Promise<Gauge> {
  const { done, save } = await openStep(ctx, night, `gauge ${leg}`);
  if (done) return done.state as unknown as Gauge;
  const adapter = await adapterOf();
  const scored = (items: readonly Task[]): Promise<Scored> =>
    scoreItems(examinerOf(ctx), ctx.learner.model, adapter, items);
  const { outcomes, nll } = await scored(asked);
  const gauge: Gauge = {
    asked: outcomes,
    known: (await scored(known)).outcomes,
    nll: Number.isFinite(nll) ? nll : null,
    levels: known.map(({ level }) => level),
  };
  await save({ state: gauge as unknown as Json, done: true });
  return gauge;
}

/** Shares of both that are right, added: what is lost of the known weighs like what is gained of the new. */
export const worthOf = ({ asked, known }: Gauge): number => rateOf(asked) + rateOf(known);

/**
 * What the last leg brought: `gain` over the best before it, in worth; and `promise`, what the next may bring: answers become likely long before they become right, so
 * of what still fails as large a share as the last leg took from −log p of the references, which is no less than nothing.
 */
export function progressOf(gauges: readonly Gauge[]): { gain: number; promise: number } {
  const [now, before] = [must(gauges.at(-1), 'a gauge'), must(gauges.at(-2), 'the gauge before')];
  const gain = worthOf(now) - Math.max(...gauges.slice(0, -1).map(worthOf));
  const fallen = now.nll === null || !before.nll ? 0 : 1 - now.nll / before.nll;
  return { gain, promise: Math.max(0, (1 - rateOf(now.asked)) * fallen) };
}

/** Place of the one that is worth most; among equals of that which finds the right answers likeliest, among those of the first. */
export function bestOf(gauges: readonly Gauge[]): number {
  const places = [...gauges.keys()].sort((a, b) => {
    const [one, two] = [must(gauges[a], 'a gauge'), must(gauges[b], 'a gauge')];
    return worthOf(two) - worthOf(one) || (one.nll ?? Infinity) - (two.nll ?? Infinity) || a - b;
  });
  return must(places[0], 'the best');
}
