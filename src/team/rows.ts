// Rows that several stages write in the same form.

import type { DraftOf } from '../db/tables/index.ts';
import type { Split, Task } from '../domains/domain.ts';
import type { Context, NightRef } from './context.ts';

export function taskRow(
  ctx: Context,
  night: NightRef,
  task: Task,
  split: Split,
  seeds: readonly string[],
): DraftOf<'tasks'> {
  return { at: ctx.clock.now(), night: night.id, ...task, split, seeds: [...seeds] };
}
