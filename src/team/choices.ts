// Which learning rate and how many epochs a night trains with, where the settings offer several: chosen by what earlier nights of this learner gained
// with each in the time that training took: twice over the lessons has to bring more than once, as much more as it takes longer. A night that was rejected gained nothing, whatever it measured; one without a decision says nothing. Once chosen it stays chosen: a night
// that is taken up looks at the nights before it, as it did at first.

import type { LoraConfig } from '../../models/lora.ts';
import type { RowOf } from '../db/tables/index.ts';
import { thompson } from '../lib/bandit.ts';
import { rng } from '../lib/rng.ts';
import { type Context, loraOf, type NightRef, type TrainChoice } from './context.ts';

/** The choice of this night; null when there is nothing to choose from. */
export async function choiceOf(
  ctx: Pick<Context, 'store' | 'learner' | 'settings'>,
  night: NightRef,
): Promise<TrainChoice | null> {
  const { choices = [], later } = ctx.settings;
  // A first night trains otherwise than those that follow, and is the only one of its kind: there is nothing to learn from.
  if (choices.length === 0 || (later && !ctx.learner.adapter)) return null;
  const least = Math.min(...choices.map(({ epochs }) => epochs));
  const trials = await trialsBefore(ctx, night, least);
  const rewards = choices.map((choice) => trials.filter(({ used }) => isSame(used, choice)).map(({ worth }) => worth));
  return choices[thompson(rewards, rng(`${night.seed}/choice`))] ?? null;
}

/** One a night and way: what else it trained does not count again. `worth`: its gain, less as its trainings took longer than with the fewest passes. */
type Trial = { used: Partial<TrainChoice>; worth: number };

/** What a night trained in one way: in legs each is a part of it. */
type Way = { used: Partial<TrainChoice>; passes: number; seconds: number };
type Past = { gain: number; seconds: number; ways: Map<string, Way> };

async function trialsBefore(
  { store, learner, settings }: Pick<Context, 'store' | 'learner' | 'settings'>,
  night: NightRef,
  least: number,
): Promise<Trial[]> {
  const shape = loraOf({ learner, settings });
  const decided = new Map((await store.list('moves')).filter(isDecision).map((move) => [move.night, move]));
  const nights = new Map<string, Past>();
  for await (const run of store.stream('runs')) {
    const move = decided.get(run.night);
    if (!move?.night || run.base !== learner.base || run.night === night.id || !hasShape(run, shape)) continue;
    const gain = move.action === 'promote' ? gainOf(move) : 0;
    const past = nights.get(move.night) ?? { gain, seconds: 0, ways: new Map<string, Way>() };
    nights.set(move.night, past);
    past.seconds += run.seconds;
    if (run.kind === 'lora') addTo(past.ways, run);
  }
  return [...nights.values()].flatMap((past) =>
    [...past.ways.values()].map((way) => ({ used: way.used, worth: past.gain * thrift(past, way, least) })),
  );
}

function addTo(ways: Map<string, Way>, run: RowOf<'runs'>): void {
  const used = usedIn(run);
  const name = `${used.learningRate} ${used.epochs}`;
  const way = ways.get(name) ?? { used, passes: 0, seconds: 0 };
  ways.set(name, { used, passes: way.passes + passesIn(run), seconds: way.seconds + run.seconds });
}

/**
 * How long the trainings of a night would have taken with so many passes, as a share of how long they took. Within one night, because nights differ in their lessons and
 * devices in their speed; over all its trainings, because what was learned has to be consolidated however it was.
 */
function thrift({ seconds }: Past, way: Way, least: number): number {
  const saved = way.seconds * (1 - Math.min(1, least / way.passes));
  return seconds > 0 ? 1 - saved / seconds : 1;
}

/** A training in legs was chosen as a whole, and is one trial. */
function usedIn({ config }: RowOf<'runs'>): Partial<TrainChoice> {
  const { leg, ...own } = config as Partial<TrainChoice> & { leg?: { epochs: number } };
  return { ...own, ...(leg ? { epochs: leg.epochs } : {}) };
}

/** Times that a run went over the lessons: a leg goes over a part of them. */
function passesIn({ config }: RowOf<'runs'>): number {
  const { leg, epochs = 1 } = config as Partial<TrainChoice> & { leg?: { of: number; epochs: number } };
  return leg ? leg.epochs / leg.of : epochs;
}

const isDecision = ({ night, action }: RowOf<'moves'>): boolean =>
  night !== null && (action === 'promote' || action === 'reject');

function gainOf({ detail }: RowOf<'moves'>): number {
  const { gain } = (detail ?? {}) as { gain?: unknown };
  return typeof gain === 'number' ? gain : 0;
}

/** The same rate is another way in an adapter of another rank or scale. */
function hasShape({ config }: RowOf<'runs'>, { r, lora_alpha }: LoraConfig): boolean {
  const { lora } = config as { lora?: Partial<LoraConfig> };
  return lora?.r === r && lora.lora_alpha === lora_alpha;
}

const isSame = (used: Partial<TrainChoice>, { learningRate, epochs }: TrainChoice): boolean =>
  used.learningRate === learningRate && used.epochs === epochs;
