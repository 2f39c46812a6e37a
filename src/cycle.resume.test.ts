// A night may be cut short anywhere: by the user's return at any call of the engine, trainer, sandbox, files or tables, by tables that fail from any write
// on, and by the end of the process before or after any commit. It is then taken up by a new process and comes to the same rows, files and heads as
// a night that nobody disturbed; nothing that was saved is lost, and the active head is the old one or the new one at every moment.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installFaults } from '../tests/contracts/storage-faults.ts';
import { broken, essence, headFiles, look } from '../tests/doubles/look.ts';
import { enter, makeWorld, nightIn, type Outcome, SETTINGS, sleepThrough, type World } from '../tests/doubles/world.ts';
import { fakeTime } from './lib/clock.ts';
import { AppError } from './lib/errors.ts';
import { LOG_NAMES } from './db/tables/index.ts';
import type { NightRequest } from './team/night.ts';

const faults = installFaults();
afterEach(() => faults.restart());

const request: Partial<NightRequest> = { prompts: ['l6-add 17', 'what is love'], seed: 'resume' };

/** Few rows of everything, but still several parts of each step. */
const small: Partial<World> = {
  settings: {
    ...SETTINGS,
    ...{ tasks: 8, skills: 1, batch: 4, minLessons: 4, items: { known: 12, weak: 6, skill: 60 } },
    train: { epochs: 6, learningRate: 0.2, replay: 1, batch: 2, time: 32 },
    consolidate: { epochs: 2, learningRate: 0.02, manifold: 0.1, replay: 2 },
  },
  backend: faults.backend,
};

/** Calls of a night from its first step on; what begins it is no part of it. */
function countingFrom(world: World, at: (call: number, what: string) => void): void {
  let [begun, calls] = [false, 0];
  world.onCall = (what) => {
    if (begun) at(++calls, what);
    begun ||= what === 'append nights';
  };
}

let clean: { essence: object; calls: string[]; commits: number[]; active: string | null };

beforeAll(async () => {
  const world = await makeWorld(small);
  const calls: string[] = [];
  countingFrom(world, (_, what) => void calls.push(what));
  const session = await enter(world);
  faults.arm(0, 'io');
  const { report } = await nightIn(world, session, request);
  const commits = faults.calls().flatMap((what, i) => (what === 'commit readwrite' ? [i + 1] : []));
  session.close();
  expect(report).toMatchObject({ status: 'completed', promoted: true });
  const { active } = await look(world, headFiles);
  clean = { essence: await essence(world), calls, commits, active };
}, 60_000);

/** Ids of all rows, by table. */
function idsOf(world: World): Promise<string[]> {
  return look(world, async (store) => {
    const lists = await Promise.all(
      LOG_NAMES.map(async (name) => (await store.list(name)).map(({ id }) => `${name} ${id}`)),
    );
    return lists.flat();
  });
}

/** What must hold after a night was cut short, and, taken up, at its end. */
async function check(world: World, label: string): Promise<void> {
  const { active } = await look(world, headFiles);
  expect([null, clean.active], label).toContain(active);
  const saved = await idsOf(world);
  world.onCall = () => undefined;
  const again = await sleepThrough(world, { ...request, resume: true });
  expect([label, again.end]).toEqual([label, 'completed']);
  expect([label, await essence(world)]).toEqual([label, clean.essence]);
  const all = new Set(await idsOf(world));
  expect([label, saved.filter((id) => !all.has(id))]).toEqual([label, []]);
  expect([label, await broken(world)]).toEqual([label, []]);
  expect([label, world.violations]).toEqual([label, []]);
}

async function stoppedAt(nth: number): Promise<Outcome & { world: World }> {
  const world = await makeWorld(small);
  const session = await enter(world);
  countingFrom(world, (call) => call === nth && session.controller.abort());
  const outcome = await nightIn(world, session, request);
  session.close();
  return { world, ...outcome };
}

const LONG = 600_000;

describe('the user returns', () => {
  const kinds: readonly (readonly [string, RegExp, number])[] = [
    ['a table or file is written', /^(append|write|files.write)/, 1],
    ['the engine, the trainer or a file is called', /^(engine|trainer|files.read|read)/, 1],
    ['code is run', /^sandbox/, 4],
  ];
  it.each(kinds)('when %s, each time', { timeout: LONG }, async (_, pattern, every) => {
    const points = clean.calls.flatMap((what, i) => (pattern.test(what) ? [i + 1] : []));
    expect(points.length).toBeGreaterThan(10);
    for (const nth of points.filter((_, i) => i % every === 0)) {
      const label = `call ${nth}, ${clean.calls[nth - 1]}`;
      const { world, end, report } = await stoppedAt(nth);
      expect([label, end, report.status]).toEqual([label, 'interrupted', 'interrupted']);
      await check(world, label);
    }
  });

  it('again and again, after every few calls', { timeout: LONG }, async () => {
    const world = await makeWorld(small);
    let runs = 0;
    for (let end = ''; end !== 'completed'; runs++) {
      const session = await enter(world);
      // As far apart as the longest part needs: what is not complete is done again.
      countingFrom(world, (call) => call === 40 && session.controller.abort());
      ({ end } = await nightIn(world, session, { ...request, resume: true }));
      session.close();
    }
    expect(runs).toBeGreaterThan(3);
    expect(await essence(world)).toEqual(clean.essence);
    expect(await broken(world)).toEqual([]);
    expect(world.violations).toEqual([]);
  });
});

describe('the tables fail', () => {
  it('from the Nth write on, for every N', { timeout: LONG }, async () => {
    const writes = clean.calls.filter((what) => /^(append|write|files.write)/.test(what)).length;
    for (let nth = 1; nth <= writes; nth++) {
      const world = await makeWorld(small);
      let seen = 0;
      countingFrom(world, (_, what) => {
        if (/^(append|write|files.write)/.test(what) && ++seen >= nth) throw new AppError('storage/io', 'no disk');
      });
      const { end, report } = await sleepThrough(world, request);
      expect([nth, end, report.promoted]).toEqual([nth, 'error', report.promoted]);
      await check(world, `write ${nth}`);
    }
  });
});

describe('the process ends', () => {
  it.each(['crash', 'crash-after'] as const)('%s of every commit', { timeout: LONG }, async (mode) => {
    expect(clean.commits.length).toBeGreaterThan(30);
    for (const at of clean.commits) {
      // A watchdog would bring the dead process back to life.
      const world = await makeWorld({ ...small, timer: fakeTime() });
      const session = await enter(world);
      faults.arm(at, mode);
      const night = nightIn(world, session, request).catch(() => null);
      while (!faults.dead()) await Promise.race([night, new Promise((resolve) => setTimeout(resolve, 2))]);
      faults.restart();
      // Nothing was asked for yet when the first commit was lost.
      if (at === clean.commits[0] && mode === 'crash') continue;
      await check(world, `${mode} at ${at}`);
    }
  });
});
