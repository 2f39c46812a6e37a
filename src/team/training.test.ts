// What a training tells while it goes on, and what its row has in the end, over the doubles of a night.

import { expect, it } from 'vitest';
import { rowsOf } from '../../tests/doubles/look.ts';
import { read } from '../../tests/doubles/domain.ts';
import { attentive, type ScriptedEngine } from '../../tests/doubles/engine.ts';
import { config, lora } from '../../tests/doubles/mind.ts';
import { enter, makeWorld, SETTINGS, type Session, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { type Curve, grown } from '../app/curves.ts';
import { trainingOf } from '../db/tables/runs.ts';
import { metricRows } from '../export/metrics.ts';
import type { TrainingPlan } from '../engine/trainer.ts';
import type { NightSettings, Progress } from './context.ts';
import { trainOnce } from './training.ts';

const told: Progress[] = [];
const report = (progress: Progress): void => void (progress.steps && told.push(progress));

const EVERY_METHOD: Partial<NightSettings> = {
  ...SETTINGS,
  legs: { items: 30 },
  train: { repeat: 1, epochs: 2, learningRate: 0.01, replay: 1, anchor: 0, batch: 2, time: 32 },
  distil: { top: 4 },
  reflect: {
    ...{ rounds: 2, prompts: 6, temperature: 1, sees: 'both', top: 4 },
    ...{ learningRate: 0.001, replay: 1 },
  },
  prefer: { loss: 'dpo', beta: 0.1, tasks: 24, epochs: 1, learningRate: 0.001 },
  reinforce: {
    ...{ rounds: 1, prompts: 6, tries: 4, temperature: 1, minP: 0.05 },
    ...{ learningRate: 0.001, clip: 0.2, kl: 0.04 },
  },
};

/** Answers every other try of the learner rightly when it is warm, whatever it was trained on. */
function warmEngine(): ScriptedEngine {
  const engine = attentive();
  const { generateBatch } = engine;
  engine.generateBatch = async (conversations, options, signal) =>
    (await generateBatch(conversations, options, signal)).map((answer, i) => {
      const right = read(conversations[i]?.[0]?.content ?? '')?.reference ?? 'no idea';
      return options.temperature ? { ...answer, text: i % 2 ? right : 'function solve(n) { return 0; }' } : answer;
    });
  return engine;
}

/** A night that is stopped before so many steps of training, and its next process. */
async function inTwo(steps: number): Promise<World> {
  const world = await makeWorld();
  const controller = new AbortController();
  let made = 0;
  world.onCall = (what) => {
    if (what === 'trainer.step' && ++made > steps) controller.abort();
  };
  world.extra = { report, signal: controller.signal };
  expect((await sleepThrough(world)).end).toBe('interrupted');
  world.onCall = () => undefined;
  world.extra = { report };
  expect((await sleepThrough(world, { resume: true })).end).toBe('completed');
  return world;
}

it('every step is told once as it is made, and the run has them all', async () => {
  told.length = 0;
  const world = Object.assign(await makeWorld(), { extra: { report } });
  await sleepThrough(world);
  const runs = await rowsOf(world, 'runs');
  for (const [i, stage] of ['train', 'consolidate'].entries()) {
    const steps = told.filter(({ step }) => step === stage).flatMap((progress) => progress.steps ?? []);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: runs[i]?.steps ?? 0 }, (_, at) => at + 1));
    expect(runs[i]?.trace.step).toEqual(steps.map(({ step }) => step));
    expect(runs[i]?.trace.loss[0]).toBeCloseTo(steps[0]?.loss ?? 0, 5);
  }
});

it('one that is taken up tells what it had, so that whoever draws it has the whole curve', async () => {
  told.length = 0;
  const runs = await rowsOf(await inTwo(7), 'runs');
  const cut = told.findIndex(({ steps }) => (steps?.length ?? 0) > 1);
  // The newest point was stored after six steps.
  expect(told[cut]?.steps?.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const drawn = (some: readonly Progress[]): Curve[] =>
    some.reduce<Curve[]>((all, { training, steps = [] }) => grown(all, training, steps), []);
  for (const curves of [drawn(told.slice(cut)), drawn(told)])
    expect(curves.map(({ training, trace }) => [training, trace.step])).toEqual([
      ['train', runs[0]?.trace.step],
      ['consolidate', runs[1]?.trace.step],
    ]);
  expect(runs[0]?.trace.step).toHaveLength(runs[0]?.steps ?? 0);
});

it('a night with every method tells and stores each training by its own name, and how it was learned', async () => {
  told.length = 0;
  const world = Object.assign(await makeWorld({ engine: warmEngine(), settings: EVERY_METHOD }), { extra: { report } });
  await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'] });
  const runs = await rowsOf(world, 'runs');
  const kinds = (names: readonly string[]): string[] => [...new Set(names.map((name) => name.split(' ')[0] ?? name))];
  const names = runs.map((run) => trainingOf(run));
  expect(kinds(names)).toEqual(['train', 'reflect', 'prefer', 'reinforce', 'consolidate']);
  expect(names).toEqual(expect.arrayContaining(['train 1', 'train 2', 'reflect 2', 'reinforce 1']));
  expect(runs.map(({ config }) => (config as { step?: unknown }).step)).toEqual(names);
  expect(new Set(names).size).toBe(runs.length);
  expect([...new Set(told.map(({ training }) => training))]).toEqual(names);
  const soft = runs.map((run) => (run.config as { lossOptions?: { temperature?: number } }).lossOptions?.temperature);
  expect(soft).toEqual(names.map((name) => (/^(train|reflect)/.test(name) ? 1 : undefined)));
  for (const { trace } of runs) expect(trace.temperature).toEqual(trace.step.map(() => 1));
  const rows = metricRows(runs, []);
  expect([...new Set(rows.map(({ stage }) => stage))]).toEqual(names);
  expect(new Set(rows.map((row) => row['loss_type']))).toEqual(
    new Set(['forward-kl', 'reverse-kl', 'dpo', 'policy-gradient', 'smoothed']),
  );
});

it('the temperature of a loss is told with every step, before and behind a stop, and stored with it; 1 where a loss has none', async () => {
  told.length = 0;
  const world = await makeWorld();
  const warm = { ...PLAN, loss: 'forward-kl', lossOptions: { temperature: 2 } } as const;
  let made = 0;
  const stopped = await enter(world);
  world.onCall = (what) => {
    if (what === 'trainer.step' && ++made > 4) stopped.controller.abort();
  };
  await expect(trained(stopped, 'train', warm)).rejects.toMatchObject({ code: 'abort/aborted' });
  stopped.close();
  world.onCall = () => undefined;
  const session = await enter(world);
  await trained(session, 'train', warm);
  await trained(session, 'prefer', PLAN);
  session.close();
  const runs = await rowsOf(world, 'runs');
  const wanted = runs.map(({ steps }, i) => Array.from({ length: steps }, () => 2 - i));
  expect(runs.map(({ trace }) => trace.temperature)).toEqual(wanted);
  expect(metricRows(runs, []).map((row) => row['temperature'])).toEqual(wanted.flat());
  const live = (training: string): number[] =>
    told
      .filter((one) => one.training === training)
      .flatMap(({ steps = [] }) => steps.map(({ temperature = NaN }) => temperature));
  expect([new Set(live('train')), new Set(live('prefer'))]).toEqual([new Set([2]), new Set([1])]);
});

const trained = ({ context }: Session, step: 'train' | 'prefer', plan: TrainingPlan): Promise<unknown> =>
  trainOnce({ ...context, report }, { id: 'a'.repeat(64), seed: '1' }, config, step, () =>
    Promise.resolve({ from: null, dataset: null, data: [], plan }),
  );

const turns = [
  { role: 'user', content: 'l6-add 17' },
  { role: 'assistant', content: 'function solve(n) { return n + 17; }' },
] as const;
const PLAN: TrainingPlan = {
  ...{
    model: 'dream-s',
    lora,
    seed: 'night/train',
    epochs: 6,
    learningRate: 0.1,
    decay: 0,
    maxNorm: 1,
    batch: 2,
    time: 32,
  },
  lessons: Array.from({ length: 8 }, () => ({ turns, weight: 1, replay: false })),
};
