// The user takes an adapter from the library: it answers from the next question on, by the very bytes that were measured (files are read by their hash), and
// without loading anything else: adapters are inputs of the graphs.

import { adopt } from '../db/heads.ts';
import type { Files } from '../db/files.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';

export type Chooser = { store: Store; files: Files; clock: Clock; base: string };

/** @param base of the learner @throws AppError model/other-base, storage/missing-file, storage/corrupt-file, storage/… */
export async function chooseAdapter({ store, files, clock, base }: Chooser, checkpoint: string): Promise<void> {
  await ownCheckpoint(store, base, checkpoint);
  await adopt(store, files, checkpoint, { night: null, at: clock.now() }, null, 'chosen');
}

/** The row of an adapter on this base. @throws AppError model/other-base */
export async function ownCheckpoint(store: Store, base: string, checkpoint: string): Promise<RowOf<'checkpoints'>> {
  const row = await store.get('checkpoints', checkpoint);
  if (row?.kind === 'lora' && row.base === base) return row;
  throw new AppError(
    'model/other-base',
    'This adapter belongs to another learner, or its record cannot be read. Choose the learner that it was made for first.',
    { checkpoint, base },
  );
}
