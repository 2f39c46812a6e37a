// Watching what nights promoted where several learners take turns: the heads are shared by all of them, and each is watched by its own answers.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, HASH_B, samples } from '../../tests/contracts/row-samples.ts';
import { resolveActive } from '../db/active.ts';
import { openStore, type Store } from '../db/db.ts';
import { promote, readHeads } from '../db/heads.ts';
import { memoryFiles } from '../db/memory-files.ts';
import { takenBackBy } from '../db/taken-back.ts';
import { fakeTime } from '../lib/clock.ts';
import { must } from '../lib/assert.ts';
import { watchPromotion } from './watch.ts';

const BASES = { 'dream-s': HASH_A, 'dream-m': HASH_B } as const;
type Model = keyof typeof BASES;

let now = 0;

/** Two learners on one disk. */
async function world() {
  const store: Store = await openStore({
    ...{ name: 'learners', backend: { indexedDB: new IDBFactory(), IDBKeyRange } },
  });
  const files = memoryFiles(fakeTime());
  const resolved = async (model: Model): Promise<string | null> =>
    (await resolveActive(store, files, ({ base }) => base === BASES[model])).checkpoint?.id ?? null;
  return {
    store,
    resolved,
    /** A night of this learner, on top of what it answers with, is promoted. */
    learn: async (model: Model): Promise<string> => {
      const file = await files.write(Uint8Array.of(++now));
      const draft = { ...samples.checkpoints, file, base: BASES[model], parent: await resolved(model) };
      const [row] = await store.append('checkpoints', [draft], null);
      const [score] = await store.append('evals', [{ ...samples.evals, checkpoint: file }], null);
      const { id } = must(row, 'row');
      await promote(store, files, id, { night: null, at: ++now, evals: [must(score, 'score').id] }, null);
      return id;
    },
    /** It answers the user with what it has by now. */
    answer: async (model: Model, verdicts: string): Promise<void> => {
      const checkpoint = await resolved(model);
      const rows = [...verdicts].map((bit) => ({
        ...{ ...samples.episodes, at: ++now, prompt: `add ${now}`, model, checkpoint },
        verdict: bit === '1' ? ('pass' as const) : ('fail' as const),
      }));
      await store.append('episodes', rows, null);
    },
    look: (model: Model) => watchPromotion({ store, files, clock: { now: () => ++now }, model }),
  };
}

describe('what a night of one learner promoted', () => {
  it('is watched from the first on, though another learner has learned before', async () => {
    const it = await world();
    const foreign = await it.learn('dream-s');
    await it.answer('dream-m', '1'.repeat(40));
    const bad = await it.learn('dream-m');
    await it.answer('dream-m', '0'.repeat(10));
    expect(await it.look('dream-m')).toMatchObject({
      ...{ action: 'rollback', reason: 'watch', from: bad, to: foreign },
      detail: { before: '1'.repeat(40), after: '0'.repeat(10), below: [] },
    });
    expect(await it.resolved('dream-m')).toBeNull();
    expect(await it.resolved('dream-s')).toBe(foreign);
  });

  it('is compared with what it was learned on top of, by its own learner, behind what another has', async () => {
    const it = await world();
    await it.answer('dream-m', '1'.repeat(20));
    const good = await it.learn('dream-m');
    await it.answer('dream-m', '1'.repeat(20));
    const foreign = await it.learn('dream-s');
    await it.answer('dream-s', '0'.repeat(60));
    await it.answer('dream-m', '1'.repeat(20));
    await it.learn('dream-m');
    await it.answer('dream-m', '0'.repeat(10));
    expect((await it.look('dream-m'))?.detail).toMatchObject({ before: '1'.repeat(60), after: '0'.repeat(10) });
    expect((await readHeads(it.store)).active).toBe(foreign);
    expect(await it.resolved('dream-m')).toBe(good);
  });

  it('goes with what was learned on top of it, and without what another learner learned since', async () => {
    const it = await world();
    await it.answer('dream-m', '1'.repeat(40));
    const bad = await it.learn('dream-m');
    await it.answer('dream-m', '0'.repeat(8));
    const foreign = await it.learn('dream-s');
    await it.answer('dream-m', '00');
    // Nothing could take it back now without taking back what the other one learned.
    expect(await it.look('dream-m')).toBeNull();
    const above = await it.learn('dream-m');
    await it.answer('dream-m', '1');
    const move = must(await it.look('dream-m'), 'a move');
    expect(move).toMatchObject({ from: above, to: foreign, detail: { after: '0'.repeat(10) } });
    expect(takenBackBy(move)).toEqual([above, bad]);
    expect([await it.resolved('dream-m'), await it.resolved('dream-s')]).toEqual([null, foreign]);
  });

  it('is not judged by answers of another learner', async () => {
    const it = await world();
    await it.answer('dream-m', '1'.repeat(40));
    await it.learn('dream-m');
    await it.answer('dream-s', '0'.repeat(60));
    await it.answer('dream-m', '1'.repeat(30));
    expect([await it.look('dream-m'), await it.look('dream-s')]).toEqual([null, null]);
  });
});
