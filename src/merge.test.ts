// Merging as the user asks for it, on a fake disk: two nights that set out from the same place, and both together. The doubles' adapters are read rank by rank,
// so that what lies side by side adds up, as it does in the real graphs.

import { describe, expect, it } from 'vitest';
import { headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { config, lora } from '../tests/doubles/mind.ts';
import { enter, makeWorld, type Session, sleepThrough, type World } from '../tests/doubles/world.ts';
import { concatLoras } from '../models/concat-lora.ts';
import { loraLayout, loraName } from '../models/lora.ts';
import { unflatten } from '../models/parameters.ts';
import { linears } from '../models/qwen/weights.ts';
import { adopt, readHeads, rollback } from './db/heads.ts';
import { memoryFiles } from './db/memory-files.ts';
import type { RowOf } from './db/tables/index.ts';
import type { Adapter, Engine } from './engine/engine.ts';
import { must } from './lib/assert.ts';
import { codeOf } from './lib/errors.ts';
import { EARLIER, examinedOf, merge, type MergeReport } from './merge.ts';
import { adapterFromBytes } from './team/adapter-file.ts';

const WHOLE = { timeout: 120_000 };

/** One rank of an adapter, as the doubles know adapters. */
function rankOf({ lora: own, flat }: Adapter, rank: number): Float32Array {
  const tensors = unflatten(loraLayout(config, own), flat);
  const out = new Float32Array(loraLayout(config, lora).size);
  const place = unflatten(loraLayout(config, lora), out);
  for (const [module] of linears(config)) {
    const [a, b] = [loraName(0, module, 'A'), loraName(0, module, 'B')];
    const [toA, toB] = [must(place.get(a), a).data, must(place.get(b), b).data];
    toA.forEach((_, i) => (toA[i] = must(tensors.get(a)?.data[rank * toA.length + i], a)));
    toB.forEach((_, i) => (toB[i] = must(tensors.get(b)?.data[i * own.r + rank], b)));
  }
  return out;
}

const summed = (adapter: Adapter): Adapter => {
  const ranks = Array.from({ length: adapter.lora.r }, (_, rank) => rankOf(adapter, rank));
  return {
    ...adapter,
    lora,
    flat: must(ranks[0], 'rank').map((_, i) => ranks.reduce((sum, one) => sum + must(one[i], 'number'), 0)),
  };
};

/** @param seen how the engine sees an adapter of more than one rank */
function wide(engine: Engine, seen: (adapter: Adapter) => Adapter = summed): Partial<Engine> {
  const folded = <T extends { adapter?: Adapter }>(options: T): T =>
    options.adapter && options.adapter.lora.r > 1 ? { ...options, adapter: seen(options.adapter) } : options;
  const { score, likely, generateBatch } = engine;
  return {
    score: (drafts, options, signal) => score(drafts, folded(options), signal),
    likely: (drafts, options, signal) => likely(drafts, folded(options), signal),
    generateBatch: (asked, options, signal) => generateBatch(asked, folded(options), signal),
  };
}

type Learned = { world: World; first: RowOf<'checkpoints'>; second: RowOf<'checkpoints'> };

const newest = async (world: World): Promise<RowOf<'checkpoints'>> => {
  const { to } = must(
    (await rowsOf(world, 'moves')).findLast(({ action }) => action === 'promote'),
    'a promotion',
  );
  return must(
    (await rowsOf(world, 'checkpoints')).find(({ id }) => id === to),
    'its checkpoint',
  );
};

async function inSession<T>(world: World, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await enter(world);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

const goBack = (world: World): Promise<unknown> =>
  inSession(world, ({ context: { store, files, clock } }) =>
    rollback(store, files, 'user', { night: null, at: clock.now() }, null),
  );

/** A night about level 6, and one about level 7 which begins where that one began, or after it. */
async function twoNights(apart = true): Promise<Learned> {
  const world = await makeWorld();
  await sleepThrough(world, { prompts: ['l6-add 17', 'l6-times 5'], seed: 'first' });
  const first = await newest(world);
  if (apart) await goBack(world);
  await sleepThrough(world, { prompts: ['l7-add 17', 'l7-times 5'], seed: 'second' });
  return { world, first, second: await newest(world) };
}

/** What a night about this level made of what answers. */
async function nightAbout(world: World, level: number): Promise<RowOf<'checkpoints'>> {
  await sleepThrough(world, { prompts: [`l${level}-add 17`, `l${level}-times 5`], seed: `night ${level}` });
  return newest(world);
}

const mergeIn = (world: World, parts: readonly [string, string], stop?: number): Promise<MergeReport> =>
  inSession(world, ({ context, controller }) => {
    const report = (): void => void (stop !== undefined && ++told === stop && controller.abort());
    let told = 0;
    return merge(
      { ...context, settings: { ...context.settings, ...(world.settings as typeof context.settings) }, report },
      config,
      { parts, keep: 0.95 },
    );
  });

const all = (world: World): Promise<Record<string, number>> =>
  look(world, async (store) => ({
    ...{ checkpoints: await store.count('checkpoints'), evals: await store.count('evals') },
    ...{ manners: await store.count('manners'), moves: await store.count('moves') },
  }));

describe('two adapters that learned apart from each other', WHOLE, () => {
  it('are one that knows what both knew, and answers from then on', async () => {
    const { world, first, second } = await twoNights();
    Object.assign(world.engine, wide({ ...world.engine }));
    const report = await mergeIn(world, [first.id, second.id]);
    expect(report).toMatchObject({ promoted: true, reason: 'promoted', worseThan: null, r: 2 });
    const merged = await newest(world);
    expect(merged).toMatchObject({ id: report.checkpoint, night: null, base: first.base });
    expect(merged.config).toEqual({
      ...{ r: 2, lora_alpha: 4, parts: [first.id, second.id] },
      skills: expect.arrayContaining(['l6-add', 'l6-times', 'l7-add', 'l7-times']),
    });
    expect(await look(world, headFiles)).toEqual({ active: merged.file, candidate: null, previous: second.file });
    const skills = (await rowsOf(world, 'evals')).filter(
      ({ checkpoint, skill }) => checkpoint === merged.file && skill,
    );
    expect(skills.map(({ skill }) => skill).sort()).toEqual(['l6-add', 'l6-times', 'l7-add', 'l7-times']);
    for (const { skill, passes, total } of skills) expect(passes / total, `${skill}`).toBeGreaterThan(0.6);
  });

  it('are refused with what would be lost, and what answered answers', async () => {
    const { world, first, second } = await twoNights();
    const before = await look(world, headFiles);
    // Together they have forgotten what the first learned.
    const forgetful = (adapter: Adapter): Adapter => ({ ...adapter, lora, flat: rankOf(adapter, 1) });
    Object.assign(world.engine, wide({ ...world.engine }, forgetful));
    const report = await mergeIn(world, [first.id, second.id]);
    expect(report).toMatchObject({ promoted: false, reason: 'retention', worseThan: first.id });
    expect(report.retention.levels['l6-add']).toBeLessThan(0.5);
    expect(await look(world, headFiles)).toEqual(before);
    const last = must((await rowsOf(world, 'moves')).at(-1), 'the decision');
    expect(last).toMatchObject({ action: 'reject', reason: 'retention', checkpoint: report.checkpoint });
  });

  it('change nothing when it is stopped, wherever that is', async () => {
    const { world, first, second } = await twoNights();
    Object.assign(world.engine, wide({ ...world.engine }));
    const [heads, rows, files] = [await look(world, headFiles), await all(world), world.disk.size];
    for (const stop of [1, 9, 40])
      expect(await mergeIn(world, [first.id, second.id], stop).catch(codeOf), `${stop}`).toBe('abort/aborted');
    expect([await look(world, headFiles), await all(world), world.disk.size]).toEqual([heads, rows, files]);
    expect(world.violations).toEqual([]);
  });

  it('are examined on what all nights taught them, and what answers now, and say what they learned themselves', async () => {
    const world = await makeWorld();
    const sibling = await nightAbout(world, 8);
    await goBack(world);
    const [, second, third] = [await nightAbout(world, 6), await nightAbout(world, 7), await nightAbout(world, 5)];
    await inSession(world, ({ context: { store, files, clock } }) =>
      adopt(store, files, second.id, { night: null, at: clock.now() }, null, 'chosen'),
    );
    Object.assign(world.engine, wide({ ...world.engine }));
    const { checkpoint } = await mergeIn(world, [third.id, sibling.id]);
    const { file, config: told } = must(
      (await rowsOf(world, 'checkpoints')).find(({ id }) => id === checkpoint),
      'row',
    );
    const examined = (await rowsOf(world, 'evals')).filter((row) => row.checkpoint === file && row.skill !== null);
    const both = (...levels: number[]): string[] => levels.flatMap((level) => [`l${level}-add`, `l${level}-times`]);
    expect(examined.map(({ skill }) => skill).sort()).toEqual(both(5, 6, 7, 8));
    expect([...(told as { skills: string[] }).skills].sort()).toEqual(both(5, 8));
  });

  it('are left out where the user changed what answers meanwhile', async () => {
    const { world, first, second } = await twoNights();
    const merged = wide({ ...world.engine });
    const choosing: Engine['likely'] = async (...args) => {
      // From another tab: with a connection of its own.
      if ((await look(world, readHeads)).active === second.id)
        await look(world, (store) =>
          adopt(store, memoryFiles(world.clock, world.disk), first.id, { night: null, at: 7 }, null, 'chosen'),
        );
      return must(merged.likely, 'likely')(...args);
    };
    Object.assign(world.engine, merged, { likely: choosing });
    await expect(mergeIn(world, [first.id, second.id])).rejects.toMatchObject({
      ...{ code: 'storage/head-moved', message: expect.stringMatching(/^What answers was changed while this merge/) },
    });
    expect(await look(world, readHeads)).toMatchObject({ active: first.id, previous: second.id });
  });

  it('count once what both carry from the same adapter', async () => {
    const world = await makeWorld();
    const [shared, first] = [await nightAbout(world, 6), await nightAbout(world, 7)];
    await goBack(world);
    const second = await nightAbout(world, 8);
    Object.assign(
      world.engine,
      wide({ ...world.engine }, (adapter) => ({ ...adapter, lora, flat: rankOf(adapter, 0) })),
    );
    const report = await mergeIn(world, [first.id, second.id]);
    expect(report.r).toBe(3);
    const row = must(
      (await rowsOf(world, 'checkpoints')).find(({ id }) => id === report.checkpoint),
      'row',
    );
    const flatOf = ({ file }: RowOf<'checkpoints'>, r = 1): Float32Array =>
      adapterFromBytes(config, { r, lora_alpha: 2 * r }, must(world.disk.get(file), 'file').bytes);
    const parts = [first, second, shared].map((each, i) => ({ lora, flat: flatOf(each), weight: i === 2 ? -1 : 1 }));
    expect(flatOf(row, 3)).toEqual(concatLoras(config, parts).flat);
  });
});

it('all that the parts and what answers now learned is examined, and the newest of what was taught before', () => {
  const before = Array.from({ length: EARLIER + 9 }, (_, i) => `${i}`);
  expect(examinedOf(['a', '1', 'a'], ['b', '1', 'b', ...before.slice(2)])).toEqual([
    ...['a', '1', 'b'],
    ...before.slice(2, EARLIER + 1),
  ]);
  expect(examinedOf(before, [])).toEqual(before);
});

describe('what cannot be merged', WHOLE, () => {
  it('is said in a sentence, and nothing is changed', async () => {
    const { world, first, second } = await twoNights(false);
    const strange = await inSession(world, async ({ context: { store, files, clock } }) => {
      const drafts = [
        { at: 1, file: first.file, bytes: 1, base: 'e'.repeat(64) },
        { at: 2, file: 'd'.repeat(64), bytes: 1, base: first.base },
        { at: 3, file: first.file, bytes: 1, base: first.base, config: { r: 9, lora_alpha: 18 } },
      ];
      const rows = await store.append('checkpoints', drafts, null);
      await adopt(store, files, first.id, { night: null, at: clock.now() }, null, 'chosen');
      return rows.map(({ id }) => id);
    });
    const [other, gone, ranks] = strange as [string, string, string];
    const [heads, rows] = [await look(world, headFiles), await all(world)];
    const expected: [string, string, string][] = [
      [first.id, first.id, 'merge/parts'],
      [first.id, second.id, 'merge/contained'],
      [first.id, other, 'model/other-base'],
      [first.id, '0'.repeat(64), 'model/other-base'],
      [first.id, gone, 'merge/unreadable'],
      [ranks, first.id, 'merge/unreadable'],
    ];
    for (const [one, two, code] of expected) expect(await mergeIn(world, [one, two]).catch(codeOf), code).toBe(code);
    must(world.disk.get(second.file), 'file').bytes.fill(7, 100, 200);
    expect(await mergeIn(world, [gone, second.id]).catch(codeOf)).toBe('merge/unreadable');
    expect([await look(world, headFiles), await all(world)]).toEqual([heads, rows]);
  });
});
