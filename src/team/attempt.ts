// One solution that a model wrote for a task, judged by running it: the row that says so.

import type { DraftOf, RowOf } from '../db/tables/index.ts';
import type { ModelName } from '../engine/engine.ts';
import { verify } from '../sandbox/guardian.ts';
import type { Context, NightRef } from './context.ts';

type Tried = {
  task: Pick<RowOf<'tasks'>, 'entry' | 'key' | 'shown' | 'hidden'>;
  /** Of the task's row. */
  id: string;
  model: ModelName;
  /** Checkpoint row that wrote it; null for the model as shipped. */
  checkpoint: string | null;
  code: string;
};

export async function attemptOf(
  ctx: Context,
  night: NightRef,
  { task: { entry, key, shown, hidden }, id, model, checkpoint, code }: Tried,
): Promise<DraftOf<'attempts'>> {
  const { status, passed, total, ms, reason } = await verify(
    { language: 'javascript', entry, solution: code, tests: [...shown, ...hidden] },
    ctx.sandbox,
    { signal: ctx.signal, seed: `${night.seed}/${key}` },
  );
  const judged = { verdict: status, passed, total, ms, reason };
  return { at: ctx.clock.now(), night: night.id, task: id, model, checkpoint, code, ...judged };
}
