// Whose scores a page shows: hashes of the learner's base weights, and of the adapter that answers.

import type { StatusReport } from '../../workers/lab-api.ts';
import type { RowOf } from '../db/tables/index.ts';

/** As the team says; until it has started, as the tables have it. @param active the active checkpoint, null when the base answers */
export function learnerShown(
  status: StatusReport | null,
  active: RowOf<'checkpoints'> | null,
  evals: readonly RowOf<'evals'>[],
): { base: string; adapter: string | null } {
  if (status) return status.learner;
  const first = evals.find(({ phase }) => phase === 'before');
  return { base: active?.base ?? first?.checkpoint ?? '', adapter: active?.file ?? null };
}
