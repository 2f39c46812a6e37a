// How a night's lessons are learned: from solutions, or from what the teacher would have said at every token of them.

import { describe, expect, it } from 'vitest';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { must } from '../lib/assert.ts';
import { NIGHT_SETTINGS } from '../team/context.ts';
import type { NightReport } from '../team/report.ts';

async function trained(
  given: Partial<World>,
  prompts = ['l6-add 17', 'l7-times 5'],
): Promise<{ world: World; plans: ReturnType<typeof scriptedTrainer>['plans']; report: NightReport }> {
  const trainer = scriptedTrainer();
  const world = await makeWorld({ trainer, ...given });
  const { report } = await sleepThrough(world, { prompts });
  return { world, plans: trainer.plans, report };
}

/** One skill that was asked about three times, and one once. */
const OFTEN = ['l6-add 17', 'l6-add 18', 'l6-add 19', 'l7-times 5'];

describe('lessons of a night', { timeout: 30_000 }, () => {
  const weightsOf = ({ plans }: Awaited<ReturnType<typeof trained>>, skill: string): number[] =>
    must(plans[0], 'training')
      .lessons.filter(({ replay, turns }) => !replay && turns[0]?.content.includes(skill))
      .map(({ weight }) => weight);

  it('count by the salience of what they were woven from, in both trainings, and the run says how much', async () => {
    const night = await trained({ settings: { ...SETTINGS, weights: 'salience' } }, OFTEN);
    const [often, once] = [weightsOf(night, 'l6-add'), weightsOf(night, 'l7-times')];
    expect(new Set(often).size).toBe(1);
    expect(must(often[0], 'weight')).toBeGreaterThan(must(once[0], 'weight'));
    expect([...often, ...once].reduce((a, b) => a + b, 0)).toBeCloseTo(often.length + once.length, 9);
    const runs = await rowsOf(night.world, 'runs');
    expect(runs).toHaveLength(2);
    for (const { config } of runs) {
      const { weighing } = config as unknown as { weighing: { lessons: number; effective: number } };
      expect(weighing.lessons).toBe(often.length + once.length);
      expect(weighing.effective).toBeLessThan(weighing.lessons);
    }
  });

  it('count alike when that is set, and when all was asked alike', async () => {
    const equal = await trained({ settings: { ...SETTINGS, weights: 'equal' } }, OFTEN);
    const alike = await trained({ settings: { ...SETTINGS, weights: 'salience' } });
    for (const night of [equal, alike])
      for (const weight of [...weightsOf(night, 'l6-add'), ...weightsOf(night, 'l7-times')]) expect(weight).toBe(1);
  });

  it('are taken up to the limit, of every skill some', async () => {
    const collect = { least: 0.7, limit: 8, by: 'diverse' } as const;
    const night = await trained({ settings: { ...SETTINGS, collect, weights: 'equal' } }, OFTEN);
    expect([weightsOf(night, 'l6-add').length, weightsOf(night, 'l7-times').length]).toEqual([8, 0]);
    const low = await trained({ settings: { ...SETTINGS, collect: { ...collect, least: 0 } } }, OFTEN);
    expect([weightsOf(low, 'l6-add').length, weightsOf(low, 'l7-times').length]).toEqual([4, 4]);
  });
});

describe('a night', { timeout: 30_000 }, () => {
  it('that distils learns from the teacher at every token, each lesson asked about once, and replays as ever', async () => {
    const engine = scriptedEngine();
    const settings = { ...SETTINGS, distil: { top: 4 } };
    const { plans } = await trained({ engine, settings });
    const [first, second] = [must(plans[0], 'training'), must(plans[1], 'consolidation')];
    expect(first).toMatchObject({ loss: 'forward-kl', lossOptions: { top: 4 } });
    expect(first.lessons.every(({ taught, replay }) => (taught !== undefined) === !replay)).toBe(true);
    const asked = engine.calls.filter(({ what, model }) => what === 'likely' && model === 'dream-l');
    const own = first.lessons.filter(({ replay }) => !replay);
    expect(new Set(asked.map(({ model, adapter }) => `${model} ${adapter}`))).toEqual(new Set(['dream-l null']));
    expect(asked.reduce((sum, { count }) => sum + count, 0)).toBe(
      new Set(own.map(({ turns }) => JSON.stringify(turns))).size,
    );
    expect(second.loss).toBe(NIGHT_SETTINGS.loss);
    expect(second.lessons.every(({ taught }) => taught === undefined)).toBe(true);
  });

  it('learns by another loss from what the teacher said where its settings say so', async () => {
    const { plans } = await trained({ settings: { ...SETTINGS, distil: { top: 4, loss: 'jsd' } } });
    expect(plans[0]).toMatchObject({ loss: 'jsd' });
    expect(plans[0]?.lossOptions).toEqual({ top: 4, temperature: 1 });
    expect(plans[0]?.lessons.some(({ taught }) => taught?.k === 4)).toBe(true);
  });

  it('learns in the top layers alone where its settings say so, each training by its own', async () => {
    const settings = { ...SETTINGS, train: { ...NIGHT_SETTINGS.train, topLayers: 1 } };
    const { plans } = await trained({ settings });
    expect(plans.map(({ topLayers }) => topLayers)).toEqual([1, undefined]);
  });

  it('whose teacher tells no probabilities learns from its solutions', async () => {
    const engine = scriptedEngine();
    const answering = {
      ...engine,
      generateBatch: (conversations, options, signal) =>
        engine.generateBatch(
          conversations.map((each) => each.map((said) => ({ ...said, content: said.content.split('\n')[0] ?? '' }))),
          options.model === 'endpoint' ? { ...options, model: 'dream-l' } : options,
          signal,
        ),
    } satisfies typeof engine;
    const extra = { teacher: 'endpoint' } as const;
    const settings = { ...SETTINGS, distil: { top: 4 } };
    const { plans, report } = await trained({ engine: answering, settings, extra });
    expect(plans[0]?.loss).toBe(NIGHT_SETTINGS.loss);
    expect(engine.calls.some(({ what, model }) => what === 'likely' && model !== 'dream-s')).toBe(false);
    // The user asked for more than that, and is told.
    expect(report).toMatchObject({ status: 'completed', untoldBy: 'endpoint' });
    expect((await trained({ engine: answering, extra })).report.untoldBy).toBeNull();
  });

  it('that was to learn more from its teacher keeps to what it wrote down when it goes on under another', async () => {
    const world = await makeWorld({ settings: { ...SETTINGS, distil: { top: 4 } } });
    world.onCall = (what) => {
      if (what === 'trainer.step') throw Object.assign(new Error('stopped'), { code: 'abort/aborted' });
    };
    expect((await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'] })).end).toBe('interrupted');
    world.onCall = () => undefined;
    world.extra = { teacher: 'endpoint' };
    const { report } = await sleepThrough(world, { resume: true });
    expect(report).toMatchObject({ status: 'completed', untoldBy: null });
    expect(world.trainer.plans.map(({ loss }) => loss).slice(0, 2)).toEqual(['forward-kl', 'forward-kl']);
  });
});

describe('what the teacher told', { timeout: 30_000 }, () => {
  const settings = { ...SETTINGS, distil: { top: 4 } };
  const prompts = ['l6-add 17', 'l7-times 5'];
  const told = async (world: World) => (await rowsOf(world, 'steps')).filter(({ step }) => step === 'teach');

  it('is stored part by part before training begins, at some bytes a token', async () => {
    const calls: string[] = [];
    const world = await makeWorld({ settings });
    world.onCall = (what) => void calls.push(what);
    await sleepThrough(world, { prompts });
    const asked = calls.lastIndexOf('engine.likely', calls.indexOf('trainer.step'));
    expect(asked).toBeGreaterThan(0);
    expect(calls.indexOf('trainer.step')).toBeGreaterThan(calls.indexOf('engine.dispose'));
    expect(calls.indexOf('engine.dispose')).toBeGreaterThan(asked);
    const parts = await told(world);
    expect(parts.map(({ done }) => done)).toEqual([false, false, true]);
    const lessons = (await rowsOf(world, 'lessons')).map(({ id }) => id);
    expect(parts.flatMap(({ state }) => (state as { lessons: string[] }).lessons)).toEqual(lessons);
    for (const { state } of parts) {
      const { file, bytes, tokens } = state as { file: string; bytes: number; tokens: number[] };
      expect(world.disk.get(file)?.bytes).toHaveLength(bytes);
      // Four ids of two bytes, four logs and a tail of two: 18 bytes a token.
      expect(bytes).toBe(12 + 18 * tokens.reduce((a, b) => a + b, 0));
    }
  });

  it('is not asked for again when the night goes on', async () => {
    const engine = scriptedEngine();
    const world = await makeWorld({ settings, engine });
    const first = await enter(world);
    let files = 0;
    world.onCall = (what) => {
      if (what === 'files.write' && ++files === 2) first.controller.abort();
    };
    expect((await nightIn(world, first, { prompts })).end).toBe('interrupted');
    first.close();
    world.onCall = () => undefined;
    expect(await told(world)).toHaveLength(1);
    const asked = (): number =>
      engine.calls.filter(({ what, model }) => what === 'likely' && model === 'dream-l').length;
    const before = asked();
    expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
    expect(asked() - before).toBe(2);
    expect((await told(world)).map(({ part }) => part)).toEqual([0, 1, 2]);
    expect(world.violations).toEqual([]);
  });

  it('costs what it told, and not the night, when its file goes bad', async () => {
    const trainer = scriptedTrainer();
    const world = await makeWorld({ settings, trainer });
    world.onCall = (what) => {
      if (what !== 'engine.dispose') return;
      const [damaged] = [...world.disk.values()];
      must(damaged, 'a stored file').bytes[20] = 255;
    };
    expect((await sleepThrough(world, { prompts })).end).toBe('completed');
    const own = must(trainer.plans[0], 'training').lessons.filter(({ replay }) => !replay);
    expect(new Set(own.map(({ taught }) => taught === undefined))).toEqual(new Set([true, false]));
    expect(world.log.some(({ message }) => message.includes('cannot be read'))).toBe(true);
  });
});
