// Lessons of a night whose records went bad: before the night was decided about, and after.

import { describe, expect, it } from 'vitest';
import { counts, look } from '../../tests/doubles/look.ts';
import {
  enter,
  makeWorld,
  nightIn,
  type Outcome,
  type Session,
  sleepThrough,
  type World,
} from '../../tests/doubles/world.ts';
import type { Store } from '../db/db.ts';
import { readHeads } from '../db/heads.ts';
import { keptLessons, nameOf } from './dataset.ts';

const NIGHT = { id: 'night' };
const IDS = ['one', 'two', 'three'];

/** Tables of a night that chose three lessons, of which the second cannot be read. */
async function storeOf(...actions: string[]): Promise<Store> {
  const dataset = { version: await nameOf(IDS, null), ids: IDS, recipe: null, part: 0 };
  const list = (table: string): Promise<object[]> =>
    Promise.resolve(table === 'datasets' ? [dataset] : actions.map((action) => ({ action })));
  const getMany = (_: string, ids: readonly string[]): Promise<(object | null)[]> =>
    Promise.resolve(ids.map((id) => (id === 'two' ? null : { id })));
  return { list, getMany } as never;
}

describe('lessons of which one cannot be read', () => {
  it('are not learned from', async () => {
    for (const actions of [[], ['propose']])
      await expect(keptLessons({ store: await storeOf(...actions) }, NIGHT)).rejects.toMatchObject({
        code: 'dataset/damaged',
        message: expect.stringMatching(/^1 of the 3 lessons .* the next night is a new one\.$/) as string,
        facts: { night: 'night', lost: 1, of: 3 },
      });
  });

  it('are what is left of them once their night was decided about', async () => {
    for (const action of ['promote', 'reject']) {
      const { rows } = await keptLessons({ store: await storeOf('propose', action) }, NIGHT);
      expect(rows.map(({ id }) => id)).toEqual(['one', 'three']);
    }
  });
});

/** In a profile where the first lesson of all cannot be read any more. */
function without(session: Session): Session {
  const { store } = session.context;
  const getMany: Store['getMany'] = async (table, ids) => {
    const lost = table === 'lessons' ? (await store.list('lessons', { limit: 1 }))[0]?.id : undefined;
    return (await store.getMany(table, ids)).map((row) => (row?.id === lost ? null : row));
  };
  return { ...session, context: { ...session.context, store: { ...store, getMany } } };
}

async function sleepWithout(world: World, request: Parameters<typeof nightIn>[2]): Promise<Outcome> {
  const session = await enter(world);
  try {
    return await nightIn(world, without(session), request);
  } finally {
    session.close();
  }
}

describe('a night', { timeout: 60_000 }, () => {
  it('that cannot read one of its lessons ends before it trains, twice and then for good', async () => {
    const world = await makeWorld();
    const first = await sleepWithout(world, {});
    expect(first).toMatchObject({ end: 'error', report: { promoted: false, givenUp: false } });
    expect(first.report.detail).toMatch(/^1 of the 24 lessons that this night learns from cannot be read\./);
    const second = await sleepWithout(world, { resume: true });
    expect(second).toMatchObject({ id: first.id, end: 'error', report: { givenUp: true } });
    expect(await counts(world)).toMatchObject({ runs: 0, checkpoints: 0, moves: 0 });
    expect((await look(world, readHeads)).active).toBeNull();
    expect(await sleepWithout(world, { resume: true, seed: 'other' })).toMatchObject({
      ...{ resumed: false, end: 'completed', report: { promoted: true } },
    });
  });

  it('goes on where a lesson of an earlier one cannot be read', async () => {
    const world = await makeWorld();
    await sleepThrough(world, { prompts: ['l6-add 17'] });
    const later = await sleepWithout(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    expect(later).toMatchObject({ end: 'completed', report: { promoted: true } });
  });
});
