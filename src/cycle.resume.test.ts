// A night may be cut short anywhere: by the user's return at any call of the engine, trainer, sandbox, files or tables, by tables that fail from any write
// on, and by the end of the process before or after any commit. It is then taken up by a new process and comes to the same rows, files and heads as
// a night that nobody disturbed; nothing that was saved is lost, and the active head is the old one or the new one at every moment.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installFaults } from '../tests/contracts/storage-faults.ts';
import { broken, essence, headFiles, look, rowsOf } from '../tests/doubles/look.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../tests/doubles/world.ts';
import { fakeTime } from './lib/clock.ts';
import { AppError } from './lib/errors.ts';
import { LOG_NAMES } from './db/tables/index.ts';
import type { NightEnd, NightRequest } from './team/night.ts';

const faults = installFaults();
afterEach(() => faults.restart());

const request: Partial<NightRequest> = { prompts: ['l6-add 17', 'what is love'], seed: 'resume' };

/** Few rows of everything, but still several parts of each step. */
const small: Partial<World> = {
  settings: {
    ...SETTINGS,
    ...{ tasks: 8, skills: 1, tries: 6, batch: 4, minLessons: 4, items: { known: 12, weak: 6, skill: 60 } },
    train: { repeat: 1, epochs: 6, learningRate: 0.2, replay: 1, anchor: 0, batch: 2, time: 32 },
    consolidate: { epochs: 2, learningRate: 0.02, manifold: 0.1, replay: 2, least: 0, anchor: 0 },
    // A night that is taken up behind its own promotion is still a first one.
    later: { lora: { r: 3, lora_alpha: 3 }, train: {}, consolidate: {} },
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

/** What nobody disturbed: what it comes to, and the calls that it takes. */
let clean: { essence: object; calls: string[]; active: string | null };

beforeAll(async () => {
  const world = await makeWorld(small);
  const calls: string[] = [];
  countingFrom(world, (_, what) => void calls.push(what));
  const { report } = await sleepThrough(world, request);
  expect(report).toMatchObject({ status: 'completed', promoted: true });
  const { active } = await look(world, headFiles);
  clean = { essence: await essence(world), calls, active };
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

/** Numbers from 1 to `count`: a few, spread evenly, or all with NIGHT_KILLS=all (some minutes). */
function some(count: number): number[] {
  const step = process.env['NIGHT_KILLS'] === 'all' ? 1 : count / 6;
  return Array.from({ length: Math.floor(count / step) }, (_, i) => Math.ceil((i + 1) * step - step / 2));
}

const isTableWrite = (what: string): boolean => /^(append|write)/.test(what);
const isWrite = (what: string): boolean => /^(append|write|files.write)/.test(what);

/**
 * A night that is cut short again and again: every process lives until one thing of it was saved, and then until `cut` says so. So every part of the
 * night is cut at its beginning, and the night comes to its end. @returns how many processes it took
 */
async function inPieces(world: World, process: () => Promise<unknown>): Promise<number> {
  for (let processes = 1; processes < 200; processes++) {
    await process();
    // The last word may have been written by a process that could not tell of it.
    if ((await rowsOf(world, 'nights')).some(({ event }) => event === 'completed')) return processes;
  }
  throw new Error(`${world.name} does not come to an end`);
}

async function expectWhole(world: World): Promise<void> {
  expect(await essence(world)).toEqual(clean.essence);
  expect(await broken(world)).toEqual([]);
  expect(world.violations).toEqual([]);
}

const LONG = { timeout: 600_000 };

describe('the user returns', LONG, () => {
  it.each([
    ['table or file is written', isWrite, 30],
    ['call of the engine, trainer or sandbox', (what: string): boolean => /^(engine|trainer|sandbox)/.test(what), 30],
  ] as const)('at the next %s, whenever something was saved', async (_, cuts, least) => {
    const world = await makeWorld(small);
    const processes = await inPieces(world, async () => {
      const { context, controller, close } = await enter(world);
      let saves = 0;
      countingFrom(world, (_call, what) => {
        if (saves > 0 && cuts(what)) controller.abort();
        if (isTableWrite(what)) saves++;
      });
      const { end } = await nightIn(world, { context, controller, close }, { ...request, resume: true });
      close();
      expect(['completed', 'interrupted']).toContain(end);
    });
    expect(processes).toBeGreaterThan(least);
    await expectWhole(world);
  });

  it('once, at a call of any kind, in many nights', async () => {
    for (const nth of some(clean.calls.length)) {
      const world = await makeWorld(small);
      const session = await enter(world);
      countingFrom(world, (call) => call === nth && session.controller.abort());
      const { end, report } = await nightIn(world, session, request);
      session.close();
      const label = `call ${nth}, ${clean.calls[nth - 1]}`;
      expect([label, end, report.status]).toEqual([label, 'interrupted', 'interrupted']);
      await check(world, label);
    }
  });
});

describe('the tables fail', LONG, () => {
  it('from the second write on, in every process', async () => {
    const world = await makeWorld(small);
    const processes = await inPieces(world, async () => {
      let writes = 0;
      countingFrom(world, (_, what) => {
        if (isWrite(what) && ++writes > 2) throw new AppError('storage/io', 'The disk does not answer.');
      });
      const { end } = await sleepThrough(world, { ...request, resume: true });
      expect(['completed', 'error']).toContain(end);
    });
    expect(processes).toBeGreaterThan(20);
    await expectWhole(world);
  });

  it('from the Nth write on, in many nights', async () => {
    for (const nth of some(clean.calls.filter(isWrite).length)) {
      const world = await makeWorld(small);
      let seen = 0;
      countingFrom(world, (_, what) => {
        if (isWrite(what) && ++seen >= nth) throw new AppError('storage/io', 'The disk does not answer.');
      });
      expect([nth, (await sleepThrough(world, request)).end]).toEqual([nth, 'error']);
      await check(world, `write ${nth}`);
    }
  });
});

describe('the process ends', LONG, () => {
  /** One process that dies at the commit of its Nth write to the tables, or comes to the end of the night first. */
  async function dying(world: World, mode: 'crash' | 'crash-after', nth: number): Promise<NightEnd | 'dead'> {
    let writes = 0;
    countingFrom(world, (_, what) => {
      if (isTableWrite(what) && ++writes === nth) faults.armEvery('commit readwrite', mode);
    });
    // Its time stands still: a watchdog would bring the dead process back to life.
    const session = await enter({ ...world, timer: fakeTime() });
    let end: NightEnd | null = null;
    nightIn(world, session, { ...request, resume: true }).then(
      (outcome) => (end = outcome.end),
      () => undefined,
    );
    while (end === null && !faults.dead()) await new Promise((resolve) => setTimeout(resolve, 1));
    faults.restart();
    return end ?? 'dead';
  }

  it.each([
    ['crash', 2],
    ['crash-after', 1],
  ] as const)('%s of every commit in turn', async (mode, nth) => {
    const world = await makeWorld(small);
    const processes = await inPieces(world, async () => {
      await dying(world, mode, nth);
      expect([null, clean.active]).toContain((await look(world, headFiles)).active);
    });
    expect(processes).toBeGreaterThan(30);
    await expectWhole(world);
  });

  it.each(['crash', 'crash-after'] as const)('%s of any commit, once, in many nights', async (mode) => {
    // The last commit completes the night: there is nothing left to take up.
    for (const nth of some(clean.calls.filter(isTableWrite).length - 1)) {
      const world = await makeWorld(small);
      expect(await dying(world, mode, nth)).toBe('dead');
      await check(world, `${mode} at commit ${nth}`);
    }
  });
});
