import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import { HASH_A, HASH_B, samples } from '../../tests/contracts/row-samples.ts';
import { openStore } from '../db/db.ts';
import { adopt, readHeads, rollback } from '../db/heads.ts';
import { memoryFiles } from '../db/memory-files.ts';
import { fakeTime } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import { must } from '../lib/assert.ts';
import { chooseAdapter, type Chooser } from './choose.ts';

async function world(): Promise<
  Chooser & { disk: Map<string, { bytes: Uint8Array; written: number }>; ids: string[] }
> {
  const store = await openStore({ name: 'choose', backend: { indexedDB: new IDBFactory(), IDBKeyRange } });
  const disk = new Map<string, { bytes: Uint8Array; written: number }>();
  const files = memoryFiles(fakeTime(), disk);
  const named = await Promise.all([1, 2].map((byte) => files.write(Uint8Array.of(byte))));
  const rows = await store.append(
    'checkpoints',
    named.map((file) => ({ ...samples.checkpoints, file })),
    null,
  );
  return { store, files, disk, clock: { now: () => 7 }, base: HASH_A, ids: rows.map(({ id }) => id) };
}

describe('an adapter of the library', () => {
  it('answers when it is chosen, by the user’s own word, and one step back is what answered before', async () => {
    const it = await world();
    const [first = '', second = ''] = it.ids;
    await adopt(it.store, it.files, first, { night: null, at: 1 }, null);
    await chooseAdapter(it, second);
    expect(await readHeads(it.store)).toEqual({ active: second, candidate: null, previous: first });
    expect((await it.store.list('moves')).at(-1)).toMatchObject({ action: 'promote', reason: 'chosen', at: 7 });
    await rollback(it.store, it.files, 'user', { night: null, at: 8 }, null);
    expect((await readHeads(it.store)).active).toBe(first);
  });

  it('is refused where it is of another learner, gone, or no longer what was measured', async () => {
    const it = await world();
    const [first = ''] = it.ids;
    expect(await chooseAdapter({ ...it, base: HASH_B }, first).catch(codeOf)).toBe('model/other-base');
    expect(await chooseAdapter(it, HASH_B).catch(codeOf)).toBe('model/other-base');
    const { file } = must(await it.store.get('checkpoints', first), 'row');
    must(it.disk.get(file), 'file').bytes[0] = 9;
    expect(await chooseAdapter(it, first).catch(codeOf)).toBe('storage/corrupt-file');
    it.disk.delete(file);
    expect(await chooseAdapter(it, first).catch(codeOf)).toBe('storage/missing-file');
    expect((await readHeads(it.store)).active).toBeNull();
  });
});
