// From which promotions it is learned how far one night may go.

import { expect, it, onTestFinished } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { BASE, enter, makeWorld } from '../../tests/doubles/world.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import { benign } from './promote.ts';

it('what nights moved is known from nights of this learner alone, and not from merges', async () => {
  const { context, close } = await enter(await makeWorld());
  onTestFinished(close);
  const { store } = context;
  const [night, other] = ['1'.repeat(64), 'e'.repeat(64)];
  const kinds = [
    ...[
      { night, base: BASE },
      { night: null, base: BASE },
    ],
    ...[
      { night, base: other },
      { night, base: BASE },
    ],
  ];
  for (const [i, { night: of, base }] of kinds.entries()) {
    const [row] = await store.append('checkpoints', [{ ...samples.checkpoints, base, at: i }], null);
    const { id } = must(row, 'the row');
    const detail = { manners: { klNight: i / 100 } };
    const move: DraftOf<'moves'> = { at: i, action: 'promote', reason: 'promoted', from: null, to: id, checkpoint: id };
    await store.append('moves', [{ ...move, night: of, detail }], null);
  }
  expect(await benign(context)).toEqual([0, 0.03]);
});
