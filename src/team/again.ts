// What a night asked again after its promotion: which answer was there before, and which came after. Written by the chat, read by the report.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Json } from '../lib/json.ts';

/** Episode rows of both answers to each question. */
export type AgainState = {
  /** `preference`: how likely the teacher finds the answer after to be the better one; null where tests tell, or it is not to be trusted. */
  asked: readonly { before: string; after: string; preference: number | null }[];
  /** How often the teacher was right where tests could tell; null when it was not asked. */
  teacher: { cases: number; right: number } | null;
};

export const asAgain = (state: Json): AgainState => state as unknown as AgainState;

export type Answered = Pick<
  RowOf<'episodes'>,
  'answer' | 'verdict' | 'passed' | 'total' | 'author' | 'model' | 'checkpoint'
>;

/** One question with both answers. */
export type AskedAgain = {
  prompt: string;
  before: Answered;
  after: Answered;
  preference: number | null;
  teacher: AgainState['teacher'];
};

/** Of this night's steps; one whose record went bad is left out. @returns with the ids of the rows that were asked again */
export async function askedAgain(
  store: Store,
  steps: readonly RowOf<'steps'>[],
): Promise<{ again: AskedAgain[]; rows: ReadonlySet<string> }> {
  const asked = steps
    .filter(({ step, done }) => step === 'again' && done)
    .map(({ state }) => asAgain(state))
    .flatMap(({ asked, teacher }) => asked.map((each) => ({ ...each, teacher })));
  const again: AskedAgain[] = [];
  for (const { before, after, preference, teacher } of asked) {
    const [was, is] = [await store.get('episodes', before), await store.get('episodes', after)];
    if (was && is)
      again.push({ prompt: is.prompt, before: answeredOf(was), after: answeredOf(is), preference, teacher });
  }
  return { again, rows: new Set(asked.map(({ after }) => after)) };
}

function answeredOf({ answer, verdict, passed, total, author, model, checkpoint }: RowOf<'episodes'>): Answered {
  return { answer, verdict, passed, total, author, model, checkpoint };
}
