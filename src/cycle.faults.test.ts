// What can go wrong in a night, and what a stopped night leaves to whoever takes it up.

import { describe, expect, it } from 'vitest';
import { counts, essence, look, rowsOf } from '../tests/doubles/look.ts';
import { enter, makeWorld, nightIn, PROMPTS, SETTINGS, sleepThrough, type World } from '../tests/doubles/world.ts';
import { readHeads, rollback } from './db/heads.ts';
import type { TrainingPoint } from './engine/trainer.ts';
import { must } from './lib/assert.ts';
import { AppError, type ErrorCode } from './lib/errors.ts';
import { plainFlag } from './lib/flag.ts';
import { unfinishedNight } from './team/night.ts';
import { nightReport } from './team/report.ts';

const WHOLE = { timeout: 60_000 };

describe('faults', WHOLE, () => {
  it('an engine that fails ends the night with a sentence, and the night can be taken up', async () => {
    const world = await makeWorld();
    world.onCall = (what) => {
      if (what === 'engine.score') throw new Error('the device was lost');
    };
    const { end, report } = await sleepThrough(world);
    expect(end).toBe('error');
    expect(report).toMatchObject({ status: 'error', reason: 'error', detail: 'the device was lost', promoted: false });
    expect(report.verified).toBe(24);
    world.onCall = () => undefined;
    const again = await sleepThrough(world, { resume: true });
    expect(again).toMatchObject({
      end: 'completed',
      resumed: true,
      report: { promoted: true, attempts: 24, detail: 'The night is complete.' },
    });
  });

  it('a disk that takes not even the row of its end is told all the same, and the night can be taken up', async () => {
    const world = await makeWorld();
    let full = false;
    world.onCall = (what) => {
      full ||= what === 'files.write';
      if (full && /^(files\.write|append)/.test(what)) throw new AppError('storage/quota', 'There is no room left.');
    };
    const { end, id, report } = await sleepThrough(world);
    expect([end, report.status, report.detail]).toEqual(['error', 'error', 'There is no room left.']);
    world.onCall = () => undefined;
    expect((await rowsOf(world, 'nights')).map(({ event }) => event)).toEqual(['started']);
    expect(await sleepThrough(world, { resume: true })).toMatchObject({ id, end: 'completed', resumed: true });
  });

  it('a dreamer that was fenced out writes nothing more', async () => {
    const world = await makeWorld();
    const first = await enter(world);
    let rows = 0;
    const takeOver = async (): Promise<void> => {
      const second = await enter({ ...world, onCall: () => undefined });
      second.close();
      rows = Object.values(await counts(world)).reduce((a, b) => a + b, 0);
    };
    const { train } = world.trainer;
    world.trainer.train = async (...args) => {
      await takeOver();
      return train(...args);
    };
    expect((await nightIn(world, first)).end).toBe('error');
    first.close();
    expect(rows).toBeGreaterThan(0);
    expect(Object.values(await counts(world)).reduce((a, b) => a + b, 0)).toBe(rows);
    expect(world.log.map(({ facts }) => facts['code'])).toContain('storage/fenced');
  });

  /** A trainer that fails after some steps. */
  const failing = (world: World, code: ErrorCode): void => {
    let steps = 0;
    world.onCall = (what) => {
      if (what === 'trainer.step' && ++steps > 4) throw new AppError(code, `It failed: ${code}.`);
    };
  };

  it('an error that comes again ends the night for good, and the next night is a new one', async () => {
    const world = await makeWorld();
    failing(world, 'train/not-finite');
    const first = await sleepThrough(world, { resume: true });
    expect(first).toMatchObject({ end: 'error', report: { givenUp: false } });
    failing(world, 'train/not-finite');
    const second = await sleepThrough(world, { resume: true });
    expect(second).toMatchObject({ id: first.id, resumed: true, end: 'error' });
    expect(second.report).toMatchObject({ status: 'error', givenUp: true, detail: 'It failed: train/not-finite.' });
    expect(await look(world, (store) => unfinishedNight(store, world.base.hash))).toBeNull();
    expect((await rowsOf(world, 'moves')).length).toBe(0);
    world.onCall = () => undefined;
    const third = await sleepThrough(world, { resume: true, seed: 'other' });
    expect(third).toMatchObject({ resumed: false, end: 'completed' });
    expect(third.id).not.toBe(first.id);
  });

  it('what the user decides while a night goes on stays, and the night is over', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const session = await enter(world);
    const { files } = session.context;
    const back = (): Promise<unknown> =>
      look(world, (store) => rollback(store, files, 'user', { night: null, at: world.clock.now() }, null));
    const { trainer } = session.context;
    let trainings = 0;
    const moving: typeof trainer.train = async (...args) => {
      if (trainings++ === 0) await back();
      return trainer.train(...args);
    };
    const context = { ...session.context, trainer: { ...trainer, train: moving } };
    const night = await nightIn(
      world,
      { ...session, context },
      { prompts: ['l7-add 8', 'l7-times 8'], seed: 'second' },
    );
    session.close();
    expect(night).toMatchObject({ end: 'error', report: { promoted: false } });
    expect(night.report.detail).toMatch(/^What answers was changed while this night went on/);
    expect((await look(world, readHeads)).active).toBeNull();
    expect(await look(world, (store) => unfinishedNight(store, world.base.hash))).toBeNull();
  });

  it('a night is not taken up where another model learns by then', async () => {
    const world = await makeWorld();
    failing(world, 'engine/device-lost');
    const { id } = await sleepThrough(world);
    expect(await look(world, (store) => unfinishedNight(store, 'another'))).toBeNull();
    expect((await look(world, (store) => unfinishedNight(store, world.base.hash)))?.id).toBe(id);
  });

  it('errors that differ, and a GPU that was lost once, do not: the night is taken up', async () => {
    const world = await makeWorld();
    failing(world, 'engine/device-lost');
    const { id } = await sleepThrough(world);
    failing(world, 'storage/io');
    expect(await sleepThrough(world, { resume: true })).toMatchObject({ id, end: 'error', report: { givenUp: false } });
    world.onCall = () => undefined;
    expect(await sleepThrough(world, { resume: true })).toMatchObject({ id, resumed: true, end: 'completed' });
  });

  it('errors without a code are the same when they say the same', async () => {
    const world = await makeWorld();
    const tell = async (sentence: string): Promise<boolean> => {
      world.onCall = (what) => {
        if (what === 'trainer.step') throw new Error(sentence);
      };
      return (await sleepThrough(world, { resume: true })).report.givenUp;
    };
    expect([await tell('one'), await tell('another'), await tell('one')]).toEqual([false, false, true]);
  });

  it('a training whose numbers are none leaves no point and no adapter', async () => {
    const world = await makeWorld();
    const { train } = world.trainer;
    world.trainer.train = (plan, start, onProgress, onPoint, signal) => {
      const spoil = (point: TrainingPoint): void => void (point.parameters[0] = NaN);
      const spoilt = (point: TrainingPoint): Promise<void> => {
        if (point.optimiser.step > 3) spoil(point);
        return onPoint(point);
      };
      return train(plan, start, onProgress, spoilt, signal);
    };
    expect((await sleepThrough(world)).end).toBe('error');
    const kinds = async (): Promise<string[]> => (await rowsOf(world, 'checkpoints')).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['resume']);
    world.trainer.train = async (...args) => {
      const result = await train(...args);
      result.parameters[0] = Infinity;
      return result;
    };
    expect((await sleepThrough(world, { resume: true })).report).toMatchObject({ status: 'error', givenUp: true });
    expect(new Set(await kinds())).toEqual(new Set(['resume']));
    expect((await rowsOf(world, 'runs')).length).toBe(0);
  });

  it('a training point that went bad costs the time since the one before', async () => {
    const world = await makeWorld();
    world.onCall = (what) => {
      if (what === 'engine.load') throw new Error('out of memory');
    };
    await sleepThrough(world);
    const points = (await rowsOf(world, 'checkpoints')).filter(({ kind }) => kind === 'resume');
    expect(points.length).toBeGreaterThan(2);
    must(world.disk.get(points.at(-1)?.file ?? ''), 'file').bytes[9] = 7;
    world.disk.delete(points.at(-2)?.file ?? '');
    world.onCall = () => undefined;
    await sleepThrough(world, { resume: true });
    const clean = await makeWorld();
    await sleepThrough(clean);
    expect(await essence(world)).toEqual(await essence(clean));
  });

  it('names the files of unfinished trainings in rows, so that clean-up keeps them', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    const [steps, checkpoints] = [await rowsOf(world, 'steps'), await rowsOf(world, 'checkpoints')];
    const points = steps
      .map(({ state }) => state)
      .flatMap((state) => (state as { point?: string } | null)?.point ?? []);
    expect(points.length).toBeGreaterThan(4);
    const named = new Set(checkpoints.filter(({ kind, night }) => kind === 'resume' && night).map(({ file }) => file));
    expect(points.filter((point) => !named.has(point))).toEqual([]);
  });
});

describe('stopping', WHOLE, () => {
  it('by the flag alone, before the message of the abort is there, writes nothing', async () => {
    const stop = plainFlag();
    const world = await makeWorld({ extra: { stop } });
    world.onCall = (what) => {
      if (what === 'engine.score') stop.raise();
    };
    const { end, report } = await sleepThrough(world);
    expect(end).toBe('interrupted');
    expect(report).toMatchObject({ status: 'interrupted', reason: 'interrupted', promoted: false });
    expect(report.detail).toContain('goes on where it was');
    expect((await rowsOf(world, 'evals')).length).toBe(0);
    expect((await rowsOf(world, 'nights')).map(({ event }) => event)).toEqual(['started']);
  });

  it('at the moment when a training ends, names no file and no checkpoint', async () => {
    const world = await makeWorld();
    const session = await enter(world);
    const { train } = world.trainer;
    world.trainer.train = async (...args) => {
      const result = await train(...args);
      session.controller.abort();
      return result;
    };
    expect((await nightIn(world, session)).end).toBe('interrupted');
    session.close();
    expect((await rowsOf(world, 'runs')).length).toBe(0);
    expect((await rowsOf(world, 'checkpoints')).filter(({ kind }) => kind !== 'resume')).toEqual([]);
    expect(world.violations).toEqual([]);
  });

  it('never judges an answer that was cut short', async () => {
    const world = await makeWorld();
    const { generateBatch } = world.engine;
    const cut = (model: string): void => {
      world.engine.generateBatch = async (conversations, options, signal) =>
        (await generateBatch(conversations, options, signal)).map((answer) =>
          options.model === model ? { ...answer, text: answer.text.slice(0, 8), stopped: 'stopped' as const } : answer,
        );
    };
    cut('dream-s');
    expect((await sleepThrough(world)).end).toBe('interrupted');
    expect(await counts(world)).toMatchObject({ episodes: 0, steps: 0 });
    cut('dream-l');
    expect((await sleepThrough(world, { resume: true })).end).toBe('interrupted');
    expect(await counts(world)).toMatchObject({ episodes: 4, attempts: 0 });
  });
});

describe('taking up a night', WHOLE, () => {
  const interruptAt = (world: World, call: string): void => {
    world.onCall = (what) => {
      if (what === call) throw Object.assign(new Error('stopped'), { code: 'abort/aborted' });
    };
  };

  it('does what it was asked, whatever is asked now', async () => {
    const world = await makeWorld();
    interruptAt(world, 'engine.score');
    const { id } = await sleepThrough(world);
    world.onCall = () => undefined;
    const night = await sleepThrough(world, { resume: true, prompts: ['l9-add 3'], seed: 'other', settings: {} });
    expect(night).toMatchObject({ id, resumed: true, end: 'completed' });
    expect(night.report.asked.map(({ prompt }) => prompt)).toEqual(PROMPTS);
    expect((await rowsOf(world, 'nights')).map(({ event }) => event)).toEqual(['started', 'resumed', 'completed']);
  });

  it('leaves a night that is complete, or found nothing', async () => {
    const world = await makeWorld();
    const first = await sleepThrough(world);
    const second = await sleepThrough(world, { resume: true, prompts: ['l1-add 4'] });
    expect(second).toMatchObject({ resumed: false, end: 'no_knowledge' });
    const third = await sleepThrough(world, { resume: true, prompts: ['l1-add 4'] });
    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
  });

  it('leaves a night whose starting point answers no more: what the user took back stays back', async () => {
    const world = await makeWorld();
    await sleepThrough(world);
    interruptAt(world, 'engine.score');
    const second = await sleepThrough(world, { prompts: ['l7-add 8'] });
    expect(second.end).toBe('interrupted');
    world.onCall = () => undefined;
    const { context, close } = await enter(world);
    await rollback(context.store, context.files, 'user', { night: null, at: 5 }, null);
    close();
    const third = await sleepThrough(world, { resume: true, prompts: ['l1-add 4'] });
    expect(third.resumed).toBe(false);
    expect(third.id).not.toBe(second.id);
    expect((await rowsOf(world, 'moves')).filter(({ night }) => night === second.id)).toEqual([]);
  });

  it('reports a night that is under way as interrupted, with what it has', async () => {
    const world = await makeWorld();
    interruptAt(world, 'engine.load');
    const { id } = await sleepThrough(world);
    const report = await look(world, (store) => nightReport(store, id, 2));
    expect(report).toMatchObject({
      status: 'interrupted',
      attempts: 24,
      steps: 0,
      before: {},
      seconds: { total: 2, evaluate: 0 },
    });
  });

  it('asks fewer lessons of a night of few tasks', async () => {
    const settings = { ...SETTINGS, tasks: 4 };
    delete settings.minLessons;
    const world = await makeWorld({ settings });
    const { report } = await sleepThrough(world);
    expect(report).toMatchObject({ attempts: 4, status: 'completed' });
    expect(report.before).not.toEqual({});
  });
});
