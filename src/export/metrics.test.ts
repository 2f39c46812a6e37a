// The rows of a whole night over doubles, and one that is worked out by hand.

import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { enter, makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import type { RowOf } from '../db/tables/index.ts';
import { emptyTrace, type Step, withStep } from '../lib/trace.ts';
import { csvOf, exportMetrics, metricRows } from './metrics.ts';

const step = (n: number, over: Partial<Step> = {}): Step => ({
  ...{ step: n, epoch: n, loss: 2, consolidation: 0.5, error: 5, rate: 0.001, norm: 1.5 },
  ...{ tokens: 100 * n, seconds: n * n, ...over },
});
const run = (kind: 'lora' | 'consolidate', config: object, ...made: Step[]): RowOf<'runs'> =>
  ({
    ...samples.runs,
    kind,
    config,
    steps: made.length,
    seconds: 4,
    trace: made.reduce(withStep, emptyTrace()),
  }) as RowOf<'runs'>;
const score = (phase: 'before' | 'after', level: number, passes: number, nll: number | null): RowOf<'evals'> => ({
  ...(samples.evals as RowOf<'evals'>),
  ...{
    phase,
    level,
    passes,
    nll,
    total: 100,
    items: `${level}`,
    skill: null,
    checkpoint: phase,
    seconds: phase === 'after' ? 10 : 0,
  },
});
const bare = { consolidation: 0, error: null };
const runs = [
  run(
    'lora',
    { step: 'train', loss: 'forward-kl', lossOptions: { temperature: 2 } },
    step(1, bare),
    step(2, { ...bare, loss: 1 }),
  ),
  run('consolidate', {}, step(1)),
];
const evals = [
  score('before', 1, 90, 0.2),
  score('before', 6, 10, null),
  score('after', 1, 81, 0.25),
  score('after', 6, 70, null),
];

describe('rows of measurements', () => {
  const rows = metricRows(runs, evals);

  it('have the names of the Trainer log, step by step through both trainings', () => {
    expect(rows.map((row) => row['step'])).toEqual([0, 1, 2, 3, 3]);
    expect(rows[1]).toEqual({
      ...{
        step: 1,
        epoch: 1,
        loss: 2,
        grad_norm: 1.5,
        learning_rate: 0.001,
        num_input_tokens_seen: 100,
        train_runtime: 1,
      },
      ...{ train_tokens_per_second: 100, tokens_per_second: 100, supervised_loss: 2, consolidation_loss: 0 },
      ...{
        temperature: 2,
        stage: 'train',
        loss_type: 'forward-kl',
        loss_epoch: 2,
        supervised_loss_epoch: 2,
        consolidation_loss_epoch: 0,
      },
      ...{ grad_norm_epoch: 1.5, tokens_per_second_epoch: 100 },
    });
  });

  it('have the totals of a training in its last row', () => {
    expect(rows[2]).toMatchObject({ train_loss: 1.5, train_steps_per_second: 0.5, train_tokens_per_second: 50 });
    expect(rows[2]?.['tokens_per_second']).toBeCloseTo(100 / 3, 12);
    expect(rows[1]).not.toHaveProperty('train_loss');
  });

  it('mean over steps, not over epochs', () => {
    const made = [step(1, { epoch: 0.5 }), step(2, { epoch: 1 }), step(3, { epoch: 2, loss: 5 })];
    expect(metricRows([run('lora', {}, ...made)], []).at(-1)?.['train_loss']).toBeCloseTo((2.5 + 2.5 + 5.5) / 3, 12);
  });

  it('have the total loss and its parts where there is an autoencoder', () =>
    expect(rows[3]).toMatchObject({
      stage: 'consolidate',
      loss: 2.5,
      supervised_loss: 2,
      consolidation_loss: 0.5,
      reconstruction_mse: 5,
    }));

  it('have the scores of before at step 0, and those of after, with what was kept, at the last', () => {
    expect(rows[0]).toEqual({
      step: 0,
      eval_level_1_pass_rate: 0.9,
      eval_level_1_nll: 0.2,
      eval_level_6_pass_rate: 0.1,
      eval_pass_rate: 0.5,
    });
    expect(rows[4]).toMatchObject({
      eval_level_1_pass_rate: 0.81,
      eval_level_6_pass_rate: 0.7,
      eval_runtime: 20,
      eval_samples_per_second: 10,
    });
    expect(rows[4]?.['eval_level_1_retention']).toBeCloseTo(0.9, 12);
    expect(rows[4]?.['eval_average_retention']).toBeCloseTo(0.9, 12);
    expect(rows[4]?.['eval_forgetting']).toBeCloseTo(0.09, 12);
    expect(rows[4]).not.toHaveProperty('eval_level_6_retention');
  });

  it('name the training that each step is of, and what it learned by, where it says so', () => {
    const legs = ['train 1', 'train 2'].map((named) => run('lora', { step: named, loss: 'smoothed' }, step(1)));
    const named = metricRows(
      [...legs, run('lora', { seed: 'night/prefer', loss: 'dpo' }, step(1)), run('lora', {}, step(1))],
      [],
    );
    expect(named.map((row) => [row['step'], row['stage'], row['loss_type']])).toEqual([
      [1, 'train 1', 'smoothed'],
      [2, 'train 2', 'smoothed'],
      [3, 'prefer', 'dpo'],
      [4, 'train', undefined],
    ]);
  });

  it('tell the temperature of every step: as the steps tell, else as the run does, else 1', () => {
    const warm = step(1, { temperature: 3 });
    const told = [
      run('lora', { lossOptions: { temperature: 2 } }, warm, step(2, { temperature: 3 })),
      ...runs,
      run('lora', { loss: 'dpo', lossOptions: { beta: 0.1 } }, step(1)),
    ];
    expect(metricRows(told, []).map((row) => row['temperature'])).toEqual([3, 3, 2, 2, 1, 1]);
  });

  it('tell at which temperature answers were drawn, by a name of its own, and of trainings on such answers alone', () => {
    const stages = ['train', 'reflect 1', 'prefer', 'reinforce 2', 'consolidate'];
    const told = stages.map((named) => run('lora', { step: named }, step(1)));
    const drawn = (settings: object): unknown[] =>
      metricRows(told, [], { options: { settings } as never }).map((row) => row['sampling_temperature']);
    const [reflect, reinforce, creative] = [{ temperature: 1 }, { temperature: 0.9 }, { rows: 9, temperature: 1.2 }];
    expect(drawn({ reflect, reinforce, creative })).toEqual([undefined, 1, undefined, 0.9, 1.2]);
    expect(drawn({ reflect: undefined })).toEqual(stages.map(() => undefined));
    expect(metricRows(told, []).every((row) => !('sampling_temperature' in row))).toBe(true);
  });

  it('have what gauges measured of every level with the step that it belongs to, apart from the exams', () => {
    const legs = ['train 1', 'train 2', 'consolidate'].map((named) => run('lora', { step: named }, step(1), step(2)));
    const gauge = (leg: number, known: string): RowOf<'steps'> =>
      ({ ...samples.steps, step: `gauge ${leg}`, state: { asked: '', nll: null, known, levels: [1, 1, 2] } }) as never;
    const steps = [gauge(0, '110'), gauge(1, '101'), gauge(2, '011')];
    const told = metricRows(legs, evals, { steps });
    const of = (name: string): unknown[] => told.map((row) => row[name]);
    const none = undefined;
    expect(of('step')).toEqual([0, 1, 2, 3, 4, 5, 6, 6]);
    expect(of('eval_gauge_level_1_retention')).toEqual([1, none, 0.5, none, 0.5, none, none, none]);
    expect(of('eval_gauge_level_2_pass_rate')).toEqual([0, none, 1, none, 1, none, none, none]);
    expect(of('eval_gauge_level_2_retention')).toEqual(told.map(() => none));
    expect(of('eval_level_1_retention').slice(0, -1)).toEqual(told.slice(1).map(() => none));
    expect(told.at(-1)).toMatchObject({ eval_level_1_retention: expect.closeTo(0.9, 12) });
    expect(metricRows(legs, [], { steps })[0]).toMatchObject({ step: 0, eval_gauge_level_1_pass_rate: 1 });
  });

  it('of a night without training are none', () => expect(metricRows([], [])).toEqual([]));

  it('become one wide table, empty where a row does not tell', () => {
    const [header = '', first = '', second = '', ...others] = csvOf(rows).trimEnd().split('\n');
    expect(header.split(',').slice(0, 2)).toEqual(['step', 'epoch']);
    expect(others).toHaveLength(3);
    const column = (line: string, name: string): string | undefined => line.split(',')[header.split(',').indexOf(name)];
    expect([column(first, 'loss'), column(second, 'loss'), column(second, 'stage')]).toEqual(['', '2', 'train']);
    for (const line of [first, second, ...others]) expect(line.split(',')).toHaveLength(header.split(',').length);
    expect(csvOf([])).toBe('');
  });
});

it('a night over doubles tells every step of its two trainings, and every level', async () => {
  const world = await makeWorld();
  const { id, report } = await sleepThrough(world);
  const { context, close } = await enter(world);
  const { name, text, rows } = await exportMetrics(context.store, id, 'jsonl');
  const all = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);
  expect(name).toBe(`dream-lab-metrics-${id.slice(0, 8)}.jsonl`);
  expect(all).toHaveLength(rows);
  expect(rows).toBe(report.steps + 2);
  for (const row of all.slice(1, -1))
    expect(row).toMatchObject({ grad_norm: expect.any(Number), learning_rate: expect.any(Number) });
  expect(all.at(-2)?.['num_input_tokens_seen']).toBeGreaterThan(0);
  expect(all.at(-1)).toMatchObject({ eval_level_1_retention: 1, eval_level_6_pass_rate: report.after['6'] });
  expect((await exportMetrics(context.store, id, 'csv')).text.split('\n')).toHaveLength(rows + 2);
  close();
});

it('a night in legs that makes up replay tells what every level kept after each, and how warm it was', async () => {
  const methods = { legs: { items: 30 }, creative: { rows: 8, temperature: 1.2, minP: 0.1 } };
  const world = await makeWorld({ settings: { ...SETTINGS, ...methods } });
  const { id } = await sleepThrough(world, { prompts: ['l6-add 17', 'l7-times 5'] });
  const { context, close } = await enter(world);
  const { text } = await exportMetrics(context.store, id, 'jsonl');
  const runs = await context.store.list('runs', { where: ['night', id] });
  close();
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number | string>);
  const gauged = rows.filter((row) => 'eval_gauge_level_1_retention' in row);
  const legs = runs.filter(({ kind }) => kind === 'lora').map(({ steps }) => steps);
  expect(legs.length).toBeGreaterThan(1);
  expect(gauged.map(({ step }) => step)).toEqual([
    0,
    ...legs.map((_, i) => legs.slice(0, i + 1).reduce((a, b) => a + b)),
  ]);
  const warm = rows.filter(({ sampling_temperature: one }) => one === 1.2);
  expect(new Set(warm.map(({ stage }) => stage))).toEqual(new Set(['consolidate']));
  expect(rows.filter(({ stage }) => stage !== undefined).every(({ temperature }) => temperature === 1)).toBe(true);
});
