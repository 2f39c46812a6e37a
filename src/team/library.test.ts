import { describe, expect, it } from 'vitest';
import { domain } from '../../tests/doubles/domain.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { enter, makeWorld, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import { type Entry, makeLog } from '../lib/log.ts';
import { chooseAdapter } from './choose.ts';
import type { Learner, NightSettings } from './context.ts';
import { learnerFor, openLibrary } from './library.ts';

const WHOLE = { timeout: 60_000 };

async function twoNights(settings: Partial<NightSettings> = SETTINGS): Promise<World> {
  const world = await makeWorld({ settings });
  await sleepThrough(world, { prompts: ['l6-add 17', 'l6-times 5'], seed: 'first' });
  await sleepThrough(world, { prompts: ['l7-add 17', 'l7-times 5'], seed: 'second' });
  return world;
}

/** Who answers these questions; `at` is done before. */
async function answering(
  world: World,
  prompts: readonly string[],
  at: (session: Awaited<ReturnType<typeof enter>>, found: readonly Learner[]) => Promise<void> = async () => undefined,
): Promise<{ found: Learner[]; active: Learner; told: Entry[] }> {
  const session = await enter(world);
  const { store, files, learner, clock } = session.context;
  const told: Entry[] = [];
  const log = makeLog((entry) => told.push(entry), clock, 'debug');
  const it = { library: openLibrary(store), domain, learner: async () => learner, log, files, config, usual: lora };
  const ask = async (): Promise<Learner[]> => {
    const found: Learner[] = [];
    for (const prompt of prompts) found.push(await learnerFor(it, prompt));
    return found;
  };
  await at(session, await ask());
  const found = await ask();
  session.close();
  return { found, active: learner, told };
}

describe('who answers a question', WHOLE, () => {
  it('is the adapter that learned what is asked, by its very bytes, else what answers now', async () => {
    const world = await twoNights();
    const { found, active } = await answering(world, ['l6-add 3', 'l7-times 3', 'l1-add 3', 'what is love']);
    const [older, ...others] = found;
    expect(older?.checkpoint).not.toBe(active.checkpoint);
    expect(older).toMatchObject({ model: active.model, base: active.base, adapter: { lora } });
    expect(world.disk.has(must(older?.adapter, 'adapter').hash)).toBe(true);
    expect(older?.adapter?.flat).not.toEqual(active.adapter?.flat);
    for (const learner of others) expect(learner).toBe(active);
  });

  it('is what answers now where it kept what the other learned, as its night measured', async () => {
    const keeping = { rehearse: { share: 0.5 }, items: { known: 40, weak: 20, skill: 60, earlier: 60 } };
    const world = await twoNights({ ...SETTINGS, ...keeping });
    const { found, active } = await answering(world, ['l6-add 3', 'l7-add 3']);
    for (const learner of found) expect(learner).toBe(active);
  });

  it('is known anew when something is added', async () => {
    const world = await twoNights();
    const { found, active } = await answering(world, ['l6-add 3'], async ({ context }, before) => {
      const { store, files, clock, learner } = context;
      const older = must(before[0]?.checkpoint, 'the older one');
      expect(older).not.toBe(learner.checkpoint);
      await store.append(
        'moves',
        [{ at: clock.now(), action: 'rollback', reason: 'user', from: older, to: null, checkpoint: older }],
        null,
      );
      await expect(chooseAdapter({ store, files, clock, base: 'another' }, older)).rejects.toMatchObject({
        code: 'model/other-base',
      });
    });
    expect(found[0]).toBe(active);
  });

  it('is what answers now where the file of the other is damaged or gone, and the log is told', async () => {
    for (const harm of ['damaged', 'gone']) {
      const world = await twoNights();
      const { found, active, told } = await answering(world, ['l6-add 3'], async (_, before) => {
        const file = must(before[0]?.adapter, 'adapter').hash;
        if (harm === 'gone') world.disk.delete(file);
        else must(world.disk.get(file), 'file').bytes.fill(1, 200, 240);
      });
      expect(found[0], harm).toBe(active);
      expect(told.map(({ level }) => level)).toEqual(['error']);
    }
  });
});
