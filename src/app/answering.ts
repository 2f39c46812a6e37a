// Who answers, in words: the learner with what it learned or as it was shipped, or somebody in its place.

import type { StatusReport } from '../../workers/lab-api.ts';

/** Names of who learns, and of who answers in its place; null where nobody does. */
export type Answering = { learner: string; lead: string | null };

/** Who answers. Without a full stop. */
export function answeringWords({ learner, lead }: Answering, hasLearned: boolean): string {
  const who =
    lead === null
      ? `${learner} answers ${hasLearned ? 'with what it learned' : 'as it was shipped'}`
      : `${lead} answers in place of ${learner}, which ${hasLearned ? 'has learned' : 'is as it was shipped'}`;
  return who.replace(/^the /, 'The ');
}

/** Who answers now. */
export function learnerWords(status: StatusReport | null, names: Answering): string {
  if (!status) return 'The models are starting.';
  const { learner, nights } = status;
  const count =
    nights.total === 0 ? 'no night so far' : nights.total === 1 ? 'one night so far' : `${nights.total} nights so far`;
  return `${answeringWords(names, learner.adapter !== null)}; ${count}.`;
}
