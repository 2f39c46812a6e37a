// What a night leaves on the disk is removed by a later one, once it is a week old and nobody needs it; what answers, or may answer again, stays.

import { expect, it } from 'vitest';
import { look, rowsOf } from '../tests/doubles/look.ts';
import { makeWorld, sleepThrough } from '../tests/doubles/world.ts';
import { collectFiles } from './db/active.ts';
import { GRACE_MS } from './db/files.ts';
import { memoryFiles } from './db/memory-files.ts';
import { AppError } from './lib/errors.ts';

const WEEKS = 2 * GRACE_MS;

it('a night removes what earlier nights left, and nothing that is needed', { timeout: 60_000 }, async () => {
  const world = await makeWorld();
  const first = await sleepThrough(world);
  expect(first.report.promoted).toBe(true);
  const left = new Set(world.disk.keys());
  const { now } = world.clock;
  world.clock = { now: () => now() + WEEKS };
  await sleepThrough(world, { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' });
  const gone = [...left].filter((file) => !world.disk.has(file));
  const rows = (await rowsOf(world, 'checkpoints')).filter(({ night }) => night === first.id);
  const moves = await rowsOf(world, 'moves');
  const answered = moves.filter(({ action }) => action === 'promote').map(({ to }) => to);
  expect(gone.length).toBeGreaterThan(0);
  for (const { id, file } of rows) expect(world.disk.has(file)).toBe(answered.includes(id));
});

it('the points of a night that was cut short stay until another one is over', { timeout: 60_000 }, async () => {
  const world = await makeWorld();
  let written = 0;
  world.onCall = (what) => {
    if (what === 'files.write' && ++written === 3) throw new AppError('abort/aborted', 'The user is back.');
  };
  expect((await sleepThrough(world)).end).toBe('interrupted');
  world.onCall = () => undefined;
  const later = { now: (): number => world.clock.now() + WEEKS };
  const sweep = (): Promise<readonly string[]> =>
    look(world, (store) => collectFiles(store, memoryFiles(later, world.disk), later));
  const named = (await rowsOf(world, 'checkpoints')).map(({ file }) => file);
  expect(named).toHaveLength(2);
  await sweep();
  expect(named.filter((file) => world.disk.has(file))).toEqual(named);
  await sleepThrough(world, { prompts: ['l1-add 4'], seed: 'other' });
  await sweep();
  expect(named.filter((file) => world.disk.has(file))).toEqual([]);
});

it('keeps two points of a training that goes on, and none of one that is over', { timeout: 60_000 }, async () => {
  const world = await makeWorld();
  const points = async (step: string): Promise<string[]> =>
    (await rowsOf(world, 'steps'))
      .filter((row) => row.step === step && !row.done)
      .map(({ state }) => (state as { point: string }).point);
  let steps = 0;
  world.onCall = (what) => {
    if (what === 'trainer.step' && ++steps === 14) throw new AppError('abort/aborted', 'The user is back.');
  };
  expect((await sleepThrough(world)).end).toBe('interrupted');
  const made = await points('train');
  expect(made.length).toBeGreaterThan(2);
  expect(made.filter((file) => world.disk.has(file))).toEqual(made.slice(-2));
  // The newest has gone bad: the one before it is gone on from.
  world.disk.get(made.at(-1) ?? '')?.bytes.fill(0);
  world.onCall = () => undefined;
  expect((await sleepThrough(world, { resume: true })).report.promoted).toBe(true);
  expect([...(await points('train')), ...(await points('consolidate'))].some((file) => world.disk.has(file))).toBe(
    false,
  );
});
