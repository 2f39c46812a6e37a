// A day before a night, lived through with the product's own chat: some kinds of question were asked again and again, disliked and corrected, others once. So the
// skills of the night differ in salience, as they do for people.

import { converse } from '../../../src/chat/converse.ts';
import { correct, vote } from '../../../src/chat/feedback.ts';
import type { StoredTest } from '../../../src/db/tables/tasks.ts';
import type { Context } from '../../../src/team/context.ts';

type Exchange = { prompt: string; disliked?: true; right?: StoredTest };

const DAY: readonly Exchange[] = [
  { prompt: 'Keep only the numbers that are greater than 12 in the list.', disliked: true },
  { prompt: 'Keep only the words that start with the letter b.' },
  {
    prompt: 'From the list, keep the numbers greater than 250.',
    disliked: true,
    right: { args: [[3, 251, 250, 900]], expected: [251, 900] },
  },
  { prompt: 'Only the even numbers in the list, please.', disliked: true },
  { prompt: 'Keep the words that end with "ed".' },
  { prompt: 'Keep the numbers greater than 7.', disliked: true },
  { prompt: 'Remove the zeros from the list.' },
  { prompt: 'Keep only the even numbers.', disliked: true },
];

/** Skills that were asked about more than once. */
export const SALIENT = ['filter-greater', 'filter-even'];

export async function liveThrough(ctx: Context): Promise<void> {
  const { store, engine, sandbox, domain, learner, clock, settings, signal } = ctx;
  const speaker = { ...learner, told: false };
  const converser = { store, engine, sandbox, domain, speaker, clock, maxNewTokens: settings.maxNewTokens };
  const judge = { store, sandbox, clock, entry: 'solve' };
  for (const { prompt, disliked, right } of DAY) {
    let { episode } = await converse(converser, prompt, () => undefined, signal);
    if (disliked) episode = (await vote(judge, episode, 'down')).id;
    if (right) await correct(judge, episode, right, signal);
  }
}
