// train, what the user preferred: episodes -> pairs of answers that may be learned from. What was learned in an earlier night comes again, like lessons that are
// rehearsed: the loss hardly pulls at a pair that the learner tells apart already.

import type { Task } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import type { Context, NightRef } from '../team/context.ts';
import { makeHeldOut } from '../team/held-out.ts';
import { type Pair, pairsOfChat } from '../team/pairs.ts';
import { inSlices } from '../team/stopping.ts';

/** Every item that a night can be measured on, those of these skills, too. */
export type HeldOutOf = (skills: readonly string[]) => Iterable<Task>;

/**
 * The newest `most` pairs, as they were when the night began: what is said while it is stopped is for the next one, or a training that goes on would go on with other
 * rows. Only where the better answer passed its tests, or is the user's own; and no question that is an item of an exam.
 */
export async function pairsSaid(ctx: Context, night: NightRef, most: number, heldOut: HeldOutOf): Promise<Pair[]> {
  if (most === 0) return [];
  const { at: begun } = must(await ctx.store.get('nights', night.id), 'the night');
  const episodes = (await ctx.store.list('episodes')).filter(({ at }) => at <= begun);
  const sure = pairsOfChat(episodes).filter(({ passed, chosenBy }) => passed || chosenBy === 'user');
  const newest = sure.toSorted((a, b) => a.at - b.at).slice(-most);
  if (newest.length === 0) return [];
  const items = makeHeldOut(await inSlices(ctx, promptsOf(heldOut(skillsIn(ctx, newest)))));
  return newest.filter(({ prompt }) => !items.isIn(prompt));
}

/** Skills that are asked for, or may be: the items of all that there are would take half a minute to make. */
function skillsIn({ domain }: Context, pairs: readonly Pair[]): string[] {
  const asked = pairs.flatMap(({ prompt, skill }) =>
    [skill ?? [], domain.rank(prompt).map((each) => each.skill)].flat(),
  );
  const known = new Set(domain.skills.map(({ id }) => id));
  return [...new Set(asked)].filter((skill) => known.has(skill));
}

function* promptsOf(tasks: Iterable<Task>): Generator<string> {
  for (const { prompt } of tasks) yield prompt;
}
