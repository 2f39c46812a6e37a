// Trainings in legs: what each sees, when they end, which is kept, and that they can be cut short anywhere.

import { describe, expect, it } from 'vitest';
import { domain, isHeldOut, read } from '../../tests/doubles/domain.ts';
import { essence, rowsOf } from '../../tests/doubles/look.ts';
import { scriptedTrainer } from '../../tests/doubles/trainer.ts';
import { enter, makeWorld, nightIn, SETTINGS, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { scriptedEngine } from '../../tests/doubles/engine.ts';
import type { Engine } from '../engine/engine.ts';
import type { Trainer, TrainingPlan } from '../engine/trainer.ts';
import type { Domain } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import { rng } from '../lib/rng.ts';
import { withPhases } from '../team/phases.ts';
import { phaseCell } from '../lib/phase.ts';
import type { Progress } from '../team/context.ts';
import { REPLAY } from '../team/replay.ts';
import type { Gauge } from './gauge.ts';
import { isWorthwhile, lastOf } from './legs.ts';

const LONG = { timeout: 300_000 };
const prompts = ['l6-add 17', 'l7-times 5'];
const TRAIN = { repeat: 2, epochs: 2, learningRate: 0.05, replay: 1, anchor: 0, batch: 2, time: 32 };

function legs(more: Partial<World> = {}, train: Partial<typeof TRAIN> = {}): Promise<World> {
  return makeWorld({ settings: { ...SETTINGS, legs: { items: 30 }, train: { ...TRAIN, ...train } }, ...more });
}

const gaugesOf = async (world: World): Promise<Gauge[]> =>
  (await rowsOf(world, 'steps')).flatMap(({ step, state }) =>
    step.startsWith('gauge ') ? [state as unknown as Gauge] : [],
  );

const right = (outcomes: string): number => [...outcomes].filter((sign) => sign === '1').length / outcomes.length;
const worths = async (world: World): Promise<number[]> =>
  (await gaugesOf(world)).map(({ asked, known }) => right(asked) + right(known));

/** A trainer that works as ever but in the given training of the night, from 0, which unlearns. */
function spoiling(nth: number): Trainer & { plans: TrainingPlan[] } {
  const trainer = scriptedTrainer();
  return {
    ...trainer,
    train: async (...args) => {
      const spoilt = trainer.plans.length === nth;
      const result = await trainer.train(...args);
      return spoilt ? { ...result, parameters: result.parameters.map((value) => value / 4) } : result;
    },
  };
}

/** The doubles' domain with so few questions to train on that whatever does not take care meets the same again. */
const CONSTANTS = 40;
const narrow: Domain = {
  ...domain,
  generate: (skill, split, seed) => {
    if (split !== 'train') return domain.generate(skill, split, seed);
    const constants = Array.from({ length: 500 }, (_, i) => i + 10).filter((constant) => !isHeldOut(skill, constant));
    const constant = rng(`${seed}`).pick(constants.slice(0, CONSTANTS));
    return must(domain.match(`${skill} ${constant}`), 'match').task;
  },
};

describe('a leg', () => {
  it('is worth going on after when it brought something, and as much a second as expected', () => {
    const { gain, rate } = lastOf([1, 1.4, 1.2, 1.6], [2, 2, 4]);
    expect(gain).toBeCloseTo(0.2, 12);
    expect(rate).toBeCloseTo(0.05, 12);
    expect(isWorthwhile({ gain, rate }, 0.05 - 1e-9)).toBe(true);
    expect(isWorthwhile({ gain, rate }, 0.06)).toBe(false);
    expect(isWorthwhile(lastOf([1, 1.4, 1.4], [2, 2]), 0)).toBe(false);
    expect(isWorthwhile(lastOf([1, 1.4, 1.3], [2, 2]), 0)).toBe(false);
  });
});

describe('a night in legs', LONG, () => {
  it('trains pass by pass, each on from the one before, and does so only when it is told to', async () => {
    const plain = scriptedTrainer();
    await sleepThrough(await makeWorld({ trainer: plain, settings: { ...SETTINGS, train: TRAIN } }), { prompts });
    expect(plain.plans).toHaveLength(2);
    const trainer = scriptedTrainer();
    const world = await legs({ trainer });
    const { report } = await sleepThrough(world, { prompts });
    expect(report.status).toBe('completed');
    const runs = (await rowsOf(world, 'runs')).filter(({ kind }) => kind === 'lora');
    expect(runs.length).toBeGreaterThanOrEqual(2);
    expect(runs.map(({ config }) => (config as { leg: object }).leg)).toEqual(
      runs.map((_, i) => ({ number: i + 1, of: 4, epochs: 2 })),
    );
    const checkpoints = await rowsOf(world, 'checkpoints');
    const madeBy = (i: number): string =>
      must(
        checkpoints.find(({ run }) => run === runs[i]?.id),
        'checkpoint',
      ).id;
    expect(runs.map(({ parent }) => parent)).toEqual(runs.map((_, i) => (i ? madeBy(i - 1) : null)));
    for (const plan of trainer.plans.slice(0, -1)) {
      expect(plan.epochs).toBe(1);
      expect(plan.lessons.filter(({ replay }) => !replay)).toHaveLength(report.dataset?.kept ?? 0);
    }
    expect(await gaugesOf(world)).toHaveLength(runs.length + 1);
  });

  it('ends early when a leg brings nothing more, and keeps the first of the best', async () => {
    const world = await legs({}, { learningRate: 0.4 });
    await sleepThrough(world, { prompts });
    const found = await worths(world);
    const runs = (await rowsOf(world, 'runs')).filter(({ kind }) => kind === 'lora');
    expect(runs.length).toBeLessThan(4);
    expect(Math.max(...found)).toBeGreaterThan(must(found[0], 'worth') + 0.5);
    const last = must(found.at(-1), 'worth') - Math.max(...found.slice(0, -1));
    expect(last).toBeLessThan(0.05);
  });

  it('goes on from leg to leg while each brings enough', async () => {
    const world = await legs({}, { learningRate: 0.008 });
    await sleepThrough(world, { prompts });
    const found = await worths(world);
    expect(found).toHaveLength(5);
    for (const [i, worth] of found.slice(1).entries()) expect(worth).toBeGreaterThan(must(found[i], 'worth'));
  });

  it('expects of a second what a second of earlier nights gained', async () => {
    const world = await legs({}, { learningRate: 0.008 });
    const { report } = await sleepThrough(world, { prompts });
    const spent = (await rowsOf(world, 'steps')).reduce((sum, { seconds }) => sum + seconds, 0);
    world.log.length = 0;
    await sleepThrough(world, { prompts: ['l8-add 17', 'l9-times 5'], seed: 'later' });
    const rates = world.log.filter(({ message }) => message.includes('brought a second'));
    expect(report.promoted).toBe(true);
    expect(rates.length).toBeGreaterThan(0);
    for (const { facts } of rates) expect(facts['expected']).toBeCloseTo(report.gain / spent, 9);
  });

  it('goes on with the better leg where the last one was worse', async () => {
    const world = await legs({ trainer: spoiling(1) as World['trainer'] });
    await sleepThrough(world, { prompts });
    const runs = await rowsOf(world, 'runs');
    // The second leg was spoilt: training ends, and consolidation goes on from the first.
    expect(runs.map(({ kind }) => kind)).toEqual(['lora', 'lora', 'consolidate']);
    const checkpoints = await rowsOf(world, 'checkpoints');
    expect(runs[2]?.parent).toBe(checkpoints.find(({ run }) => run === runs[0]?.id)?.id);
    const [, first, second] = await worths(world);
    expect(must(second, 'worth')).toBeLessThan(must(first, 'worth'));
  });

  it('looks at questions of the training split that it is not trained on', async () => {
    const trainer = scriptedTrainer();
    const engine = scriptedEngine();
    const drafts: string[][] = [];
    const { score } = engine;
    engine.score = (some, ...rest) => {
      drafts.push(some.map(({ messages }) => messages[0]?.content ?? ''));
      return score(some, ...rest);
    };
    const world = await legs({ trainer, engine, extra: { domain: narrow } });
    await sleepThrough(world, { prompts });
    const [gauged = []] = drafts;
    expect(gauged).toHaveLength(60);
    expect(new Set(gauged).size).toBe(60);
    const gauges = await gaugesOf(world);
    for (const other of drafts.slice(0, gauges.length)) expect(other).toEqual(gauged);
    for (const question of gauged) {
      const { skill, constant } = must(read(question), 'question');
      expect(isHeldOut(skill, constant)).toBe(false);
    }
    const trained = new Set(
      trainer.plans.slice(0, -1).flatMap(({ lessons }) => lessons.map(({ turns }) => turns[0]?.content)),
    );
    expect(gauged.filter((question) => trained.has(question))).toEqual([]);
    for (const [i, { data }] of (await rowsOf(world, 'runs')).slice(0, -1).entries())
      expect(data.filter((name) => name.startsWith(REPLAY))).toHaveLength(
        must(trainer.plans[i], 'plan').lessons.filter(({ replay }) => replay).length,
      );
    const levels = gauged.map((question) => must(read(question), 'question').level);
    expect([levels.slice(0, 30).every((level) => level > 5), levels.slice(30).every((level) => level <= 3)]).toEqual([
      true,
      true,
    ]);
  });

  it('tells its progress as that of one training', async () => {
    const told: Progress[] = [];
    const world = await legs({ extra: { report: (progress) => void (progress.steps && told.push(progress)) } });
    await sleepThrough(world, { prompts });
    const train = told.filter(({ step }) => step === 'train');
    const steps = train.flatMap((progress) => progress.steps ?? []);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: steps.length }, (_, i) => i + 1));
    const shares = train.map(({ done, of }) => done / of);
    for (const [i, share] of shares.slice(1).entries()) expect(share).toBeGreaterThan(must(shares[i], 'share'));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it('tells that it solves, and not that it evaluates, once a look is over', async () => {
    const { context, close } = await enter(await legs());
    const cell = phaseCell(null);
    const phases: string[] = [];
    const generateBatch: Engine['generateBatch'] = async () => {
      phases.push(cell.read());
      return [];
    };
    const { engine, store, signal } = withPhases({ ...context, engine: { ...context.engine, generateBatch } }, cell);
    const options = { model: 'dream-s', maxNewTokens: 1 } as const;
    await engine.score([], options, signal);
    await engine.generateBatch([], options, signal);
    await store.appendAll({ steps: [{ at: 1, night: 'a'.repeat(64), step: 'gauge 0', done: true }] }, null);
    await engine.generateBatch([], options, signal);
    expect(phases).toEqual(['evaluate', 'solve']);
    close();
  });

  it('is the same night wherever it is cut short', async () => {
    const small: Parameters<typeof legs> = [{}, { learningRate: 0.02, repeat: 1, epochs: 3 }];
    const whole = await legs(...small);
    const calls: string[] = [];
    whole.onCall = (what) => void calls.push(what);
    await sleepThrough(whole, { prompts });
    const wanted = await essence(whole);
    const gauged = (await gaugesOf(whole)).length;
    expect(gauged).toBe(4);
    const from = calls.findIndex((what) => what === 'engine.score') - 3;
    const last = calls.findLastIndex((what) => what === 'trainer.step');
    for (let at = from; at <= last; at += Math.ceil((last - from) / 24)) {
      const world = await legs(...small);
      const session = await enter(world);
      let call = -1;
      world.onCall = () => void (++call === at && session.controller.abort());
      expect([at, (await nightIn(world, session, { prompts })).end]).toEqual([at, 'interrupted']);
      session.close();
      world.onCall = () => undefined;
      expect((await sleepThrough(world, { prompts, resume: true })).end).toBe('completed');
      expect([at, calls[at], await essence(world)]).toEqual([at, calls[at], wanted]);
      expect((await gaugesOf(world)).length).toBe(gauged);
      expect(world.violations).toEqual([]);
    }
  });
});
