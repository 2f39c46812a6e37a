// Learning in rounds: before each the learner is looked at, as it is by now. A round after which it has collapsed is not kept, and ends the learning. Used by
// reflect and reinforce, which differ in what they look at and learn.

import { must } from '../lib/assert.ts';
import type { TrainedState } from '../team/training.ts';

type Rounds<Look> = {
  rounds: number;
  /** @param round from 0 on; one more than is learned in, for what the last one left */
  look(round: number, now: TrainedState): Promise<Look>;
  /** Whether nothing can be learned from it. */
  isEmpty(look: Look): boolean;
  /** Why what the round before left is not kept, said by whoever looks; false while all is well. */
  hasCollapsed(first: Look, look: Look, round: number): boolean;
  /** @param round from 1 on */
  learn(round: number, look: Look, now: TrainedState): Promise<TrainedState>;
};

/** What the last round left that was kept. */
export async function inRounds<Look>(
  trained: TrainedState,
  { rounds, look, isEmpty, hasCollapsed, learn }: Rounds<Look>,
): Promise<TrainedState> {
  const states = [trained];
  let first: Look | null = null;
  for (let round = 0; ; round++) {
    const now = must(states.at(-1), 'a checkpoint');
    const seen = await look(round, now);
    if (hasCollapsed((first ??= seen), seen, round)) return states.at(-2) ?? now;
    if (round === rounds || isEmpty(seen)) return now;
    states.push(await learn(round + 1, seen, now));
  }
}
