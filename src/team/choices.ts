// Which learning rate and how many epochs a night trains with, where the settings offer several: chosen by what earlier nights of this learner gained
// with each. A night that was rejected gained nothing, whatever it measured; one without a decision says nothing. Once chosen it stays chosen: a night
// that is taken up looks at the nights before it, as it did at first.

import type { RowOf } from '../db/tables/index.ts';
import { thompson } from '../lib/bandit.ts';
import { rng } from '../lib/rng.ts';
import type { Context, NightRef, TrainChoice } from './context.ts';

/** The choice of this night; null when there is nothing to choose from. */
export async function choiceOf(
  ctx: Pick<Context, 'store' | 'learner' | 'settings'>,
  night: NightRef,
): Promise<TrainChoice | null> {
  const { choices = [] } = ctx.settings;
  if (choices.length === 0) return null;
  const gains = await gainsBefore(ctx, night);
  const rewards = choices.map((choice) => gains.filter(({ used }) => isSame(used, choice)).map(({ gain }) => gain));
  return choices[thompson(rewards, rng(`${night.seed}/choice`))] ?? null;
}

/** One a night and way: what else it trained does not count again. */
type Trial = { used: Partial<TrainChoice>; gain: number };

async function gainsBefore({ store, learner }: Pick<Context, 'store' | 'learner'>, night: NightRef): Promise<Trial[]> {
  const decided = new Map((await store.list('moves')).filter(isDecision).map((move) => [move.night, move]));
  const trials = new Map<string, Trial>();
  for await (const run of store.stream('runs')) {
    const move = decided.get(run.night);
    if (!move || run.kind !== 'lora' || run.base !== learner.base || run.night === night.id) continue;
    const used = usedIn(run);
    trials.set(`${move.night} ${used.learningRate} ${used.epochs}`, {
      used,
      gain: move.action === 'promote' ? gainOf(move) : 0,
    });
  }
  return [...trials.values()];
}

/** A training in legs was chosen as a whole, and is one trial. */
function usedIn({ config }: RowOf<'runs'>): Partial<TrainChoice> {
  const { leg, ...own } = config as Partial<TrainChoice> & { leg?: { epochs: number } };
  return { ...own, ...(leg ? { epochs: leg.epochs } : {}) };
}

const isDecision = ({ night, action }: RowOf<'moves'>): boolean =>
  night !== null && (action === 'promote' || action === 'reject');

function gainOf({ detail }: RowOf<'moves'>): number {
  const { gain } = (detail ?? {}) as { gain?: unknown };
  return typeof gain === 'number' ? gain : 0;
}

const isSame = (used: Partial<TrainChoice>, { learningRate, epochs }: TrainChoice): boolean =>
  used.learningRate === learningRate && used.epochs === epochs;
