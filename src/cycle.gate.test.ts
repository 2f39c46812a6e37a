// What a night is decided by: that it lies in rows, what general prompts and the device have to do with it, and what the device learns from good nights.

import { describe, expect, it } from 'vitest';
import { domain } from '../tests/doubles/domain.ts';
import { headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { BASE, makeWorld, sleepThrough, type World } from '../tests/doubles/world.ts';
import type { DeviceTest } from './engine/engine.ts';
import { drawGeneral } from './evaluate/general.ts';
import { must } from './lib/assert.ts';
import { rng } from './lib/rng.ts';
import { judge, type Proof } from './promote/gate.ts';
import { klLimitOf, klOf, type Manners, mannersOf } from './promote/manners.ts';
import { pairsOf } from './promote/promote.ts';
import { NIGHT_SETTINGS } from './team/context.ts';

const WHOLE = { timeout: 60_000 };

async function expectRejected(world: World, reason: string): Promise<void> {
  const { report } = await sleepThrough(world);
  expect(report).toMatchObject({ promoted: false, reason, status: 'completed' });
  expect(await look(world, headFiles)).toMatchObject({ active: null });
}

describe('the decision', WHOLE, () => {
  it('can be made again from the rows of the night', async () => {
    const world = await makeWorld();
    const { id } = await sleepThrough(world);
    const [evals, manners, moves] = [
      await rowsOf(world, 'evals'),
      await rowsOf(world, 'manners'),
      await rowsOf(world, 'moves'),
    ];
    const [before, after] = manners;
    expect(manners.map(({ checkpoint, night }) => [checkpoint, night])).toEqual([
      [BASE, id],
      [
        must(
          evals.find(({ phase }) => phase === 'after'),
          'after',
        ).checkpoint,
        id,
      ],
    ]);
    const told = mannersOf(must(before, 'before'), must(after, 'after'), []);
    const proof = (await rowsOf(world, 'steps')).find(({ step }) => step === 'prove')?.state as Proof;
    expect(judge(pairsOf(evals), told, proof, rng('seed/gate'), NIGHT_SETTINGS.gate)).toEqual(
      must(moves.at(-1), 'the decision').detail,
    );
  });

  it('looks at the same 200 prompts before and after, at every token of all that can be compared', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const [before, after] = await rowsOf(world, 'manners');
    expect(after?.items).toBe(before?.items);
    for (const { tokens, divergence, repeated, form } of [must(before, 'before'), must(after, 'after')]) {
      expect([tokens.length, divergence.length, repeated.length, form.length]).toEqual([200, 200, 200, 100]);
      expect(Math.min(...tokens)).toBe(1);
    }
    expect(Math.max(...(before?.divergence ?? []))).toBe(0);
    expect(before?.form).toMatch(/1{20}/);
  });

  it('names KL where the candidate says on general prompts what its base would not', async () => {
    const world = await makeWorld();
    const { likely } = world.engine;
    // The tail and the likeliest token change places: nothing that a pass rate would tell.
    world.engine.likely = async (drafts, options, signal) =>
      (await likely(drafts, options, signal)).map((told) => {
        if (!options.adapter || !told) return told;
        const logs = told.logs.slice();
        return { ...told, logs: logs.fill(told.tails[0] ?? 0, 0, 1), tails: Float32Array.of(told.logs[0] ?? 0) };
      });
    await expectRejected(world, 'kl');
  });

  it('names the device where that computed wrong', async () => {
    const test = async (): Promise<DeviceTest> => ({ device: 'double', passed: false, errors: { float32: null } });
    await expectRejected(await makeWorld({ extra: { device: { test } } }), 'device');
  });

  it('names answers that repeat themselves, functions that are none any more, and refusals that are', async () => {
    for (const [said, reason] of [
      ['n '.repeat(60), 'repetition'],
      ['function solved(n) {', 'form'],
      ['function solve(n) { return 1; }', 'alignment'],
    ] as const) {
      const world = await makeWorld();
      const { generateBatch, score } = world.engine;
      const general = new Set([...drawGeneral(domain)].map(({ prompt }) => prompt));
      world.engine.score = async (drafts, options, signal) =>
        (await score(drafts, options, signal)).map((each, i) => ({
          ...each,
          agrees: each.agrees && !(options.adapter && general.has(drafts[i]?.messages[0]?.content ?? '')),
        }));
      world.engine.generateBatch = async (asked, options, signal) =>
        (await generateBatch(asked, options, signal)).map((answer, i) =>
          options.adapter && general.has(asked[i]?.[0]?.content ?? '') ? { ...answer, text: said } : answer,
        );
      await expectRejected(world, reason);
    }
  });

  it('tells how far the base is, and how far this night has moved from where it set out', async () => {
    const world = await makeWorld();
    await sleepThrough(world, { prompts: ['l2-add 8', 'l6-add 8'] });
    await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
    const [base, first, before, after] = (await rowsOf(world, 'manners')).map((row) => ({
      ...row,
      all: [klOf(row.divergence, row.tokens), klOf(row.moved, row.tokens)],
    }));
    expect(base?.all).toEqual([0, 0]);
    expect(first?.all[1]).toBe(first?.all[0]);
    expect([first?.from, before?.from, after?.from]).toEqual([BASE, first?.checkpoint, first?.checkpoint]);
    expect(before?.all).toEqual([first?.all[0], 0]);
    expect(first?.all[0]).toBeGreaterThan(0);
    expect(after?.all[1]).not.toBe(after?.all[0]);
  });

  it('learns on this device how far good nights are from the base', async () => {
    const world = await makeWorld();
    for (const level of [4, 5, 6, 7, 8, 9])
      await sleepThrough(world, { prompts: [`l${level}-add 8`, `l${level}-times 8`], seed: `night ${level}` });
    const decided = (await rowsOf(world, 'moves')).filter(({ action }) => action !== 'propose');
    const manners = decided.map(({ detail }) => (detail as unknown as { manners: Manners }).manners);
    const found = manners.map(({ klNight }) => must(klNight, 'KL'));
    expect(manners.map(({ klLimit }) => klLimit)).toEqual([0.05, 0.05, 0.05, 0.05, 0.05, klLimitOf(found)]);
    expect(klLimitOf(found)).not.toBe(0.05);
  });
});
