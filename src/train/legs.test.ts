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
import { grouped } from '../lib/group.ts';
import { rng } from '../lib/rng.ts';
import { withPhases } from '../team/phases.ts';
import { phaseCell } from '../lib/phase.ts';
import type { Progress } from '../team/context.ts';
import { REPLAY } from '../team/replay.ts';
import { bestOf, type Gauge, progressOf } from './gauge.ts';
import { isWorthwhile } from './legs.ts';

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

const gaugeOf = (asked: number, nll: number | null, known = 10): Gauge => ({
  ...{ asked: '1'.repeat(asked).padEnd(10, '0'), known: '1'.repeat(known).padEnd(10, '0'), nll },
});

describe('a leg', () => {
  it('brought what it has over the best before it, new and known answers alike', () => {
    const gain = (...gauges: Gauge[]): number => progressOf(gauges).gain;
    expect(gain(gaugeOf(0, 1), gaugeOf(4, 1), gaugeOf(2, 1), gaugeOf(6, 1))).toBeCloseTo(0.2, 12);
    expect(gain(gaugeOf(0, 1), gaugeOf(4, 1), gaugeOf(2, 1))).toBeCloseTo(-0.2, 12);
    expect(gain(gaugeOf(0, 1), gaugeOf(4, 1, 7))).toBeCloseTo(0.1, 12);
  });

  it('promises of what still fails the share by which right answers became likelier', () => {
    const promise = (...gauges: Gauge[]): number => progressOf(gauges).promise;
    expect(promise(gaugeOf(0, 2), gaugeOf(0, 1), gaugeOf(0, 0.75))).toBeCloseTo(0.25, 12);
    expect(promise(gaugeOf(0, 1), gaugeOf(8, 0.5))).toBeCloseTo(0.1, 12);
    expect(promise(gaugeOf(0, 1), gaugeOf(0, 1.5))).toBe(0);
    expect(promise(gaugeOf(0, null), gaugeOf(0, 1))).toBe(0);
    expect(promise(gaugeOf(0, 1), gaugeOf(0, null))).toBe(0);
    expect(promise(gaugeOf(0, 0), gaugeOf(0, 0))).toBe(0);
  });

  it('is worth going on after at the rate that is expected, and never at none', () => {
    expect([isWorthwhile(0.05, 0.05), isWorthwhile(0.05, 0.06), isWorthwhile(0.05, 0)]).toEqual([true, false, true]);
    expect([isWorthwhile(0, 0), isWorthwhile(-1, 0)]).toEqual([false, false]);
  });

  it('is the best by what is right, then by how likely right answers are, then by coming first', () => {
    expect(bestOf([gaugeOf(2, 1), gaugeOf(4, 2), gaugeOf(4, 2, 8)])).toBe(1);
    expect(bestOf([gaugeOf(0, 2), gaugeOf(0, 1), gaugeOf(0, 1.5), gaugeOf(0, null)])).toBe(1);
    expect(bestOf([gaugeOf(3, 1), gaugeOf(3, 1)])).toBe(0);
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
    const gauges = await gaugesOf(world);
    expect(gauges).toHaveLength(runs.length + 1);
    for (const { known, levels = [] } of gauges) {
      expect(levels).toHaveLength(known.length);
      expect(new Set(levels)).toEqual(new Set([1, 2, 3]));
    }
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

  it('goes on while right answers become likelier, though none is given yet', async () => {
    const engine = scriptedEngine();
    const { score, generateBatch } = engine;
    engine.score = async (...args) => (await score(...args)).map((each) => ({ ...each, agrees: false }));
    engine.generateBatch = async (conversations, options, signal) =>
      (await generateBatch(conversations, options, signal)).map((said) =>
        options.model === 'dream-s' ? { ...said, text: 'no idea' } : said,
      );
    const world = await legs({ engine }, { learningRate: 0.008 });
    await sleepThrough(world, { prompts });
    expect(await worths(world)).toEqual([0, 0, 0, 0, 0]);
    const runs = await rowsOf(world, 'runs');
    const checkpoints = await rowsOf(world, 'checkpoints');
    expect(runs.at(-1)?.parent).toBe(checkpoints.find(({ run }) => run === runs[3]?.id)?.id);
  });

  it('expects of a second what a second of earlier nights gained', async () => {
    const world = await legs({}, { learningRate: 0.008 });
    const { report } = await sleepThrough(world, { prompts });
    const spent = (await rowsOf(world, 'steps')).reduce((sum, { seconds }) => sum + seconds, 0);
    world.log.length = 0;
    await sleepThrough(world, { prompts: ['l8-add 17', 'l9-times 5'], seed: 'later' });
    const rates = world.log.filter(({ message }) => message.includes('what the last leg brought'));
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
    const pairs = drafts.flatMap((asked, i) => (i % 2 === 0 ? [[...asked, ...(drafts[i + 1] ?? [])]] : []));
    const [gauged = []] = pairs;
    expect(gauged).toHaveLength(60);
    expect(new Set(gauged).size).toBe(60);
    const gauges = await gaugesOf(world);
    for (const other of pairs.slice(0, gauges.length)) expect(other).toEqual(gauged);
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

  it('tells its progress as that of one training, and its steps as those of each leg', async () => {
    const told: Progress[] = [];
    const world = await legs({ extra: { report: (progress) => void (progress.steps && told.push(progress)) } });
    await sleepThrough(world, { prompts });
    const train = told.filter(({ step }) => step === 'train');
    const runs = (await rowsOf(world, 'runs')).filter(({ kind }) => kind === 'lora');
    const legsTold = grouped(train, ({ training }) => training ?? '');
    expect([...legsTold.keys()]).toEqual(runs.map((_, i) => `train ${i + 1}`));
    const stepsTold = [...legsTold.values()].map((leg) =>
      leg.flatMap(({ steps = [] }) => steps.map(({ step }) => step)),
    );
    expect(stepsTold).toEqual(runs.map(({ trace }) => trace.step));
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
