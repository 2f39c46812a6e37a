import { describe, expect, it } from 'vitest';
import { samples } from '../../../../tests/contracts/row-samples.ts';
import type { RowOf } from '../../../db/tables/index.ts';
import { emptyTrace, type Step, type Trace, withStep } from '../../../lib/trace.ts';
import {
  columnsOf,
  curvesOf,
  epochRows,
  keptBars,
  keptOf,
  keptTable,
  numberWords,
  partsOf,
  placesWords,
  shownOf,
} from './training.ts';

const step = (n: number, over: Partial<Step> = {}): Step => ({
  ...{ step: n, epoch: n / 2, loss: 1 / n, consolidation: 0, error: null, rate: 0.1, norm: 3 },
  ...{ tokens: 100 * n, seconds: 2 * n, ...over },
});
const traceOf = (...steps: Step[]): Trace => steps.reduce(withStep, emptyTrace());
const train = traceOf(step(1), step(2));
const consolidate = traceOf(step(1, { consolidation: 0.05, error: 0.5 }));
const run = (kind: 'lora' | 'consolidate', trace: Trace, config = {}): RowOf<'runs'> =>
  ({ ...samples.runs, kind, trace, config }) as RowOf<'runs'>;
const named = (step: string, trace: Trace): RowOf<'runs'> =>
  run(step === 'consolidate' ? 'consolidate' : 'lora', trace, { step });
const OVER = 'Going over what it knew';

describe('the trainings of a night', () => {
  it('are those that are stored, in order', () =>
    expect(partsOf([run('lora', train), run('consolidate', consolidate)], [])).toEqual([
      { name: 'Training', trace: train },
      { name: OVER, trace: consolidate },
    ]));

  it('are all that it had, each by its own name', () => {
    const steps = ['train 1', 'train 2', 'reflect 1', 'reflect 2', 'prefer', 'reinforce 1', 'consolidate'];
    const traces = steps.map((_, i) => traceOf(step(1, { loss: i })));
    const parts = partsOf(
      steps.map((name, i) => named(name, traces[i] as Trace)),
      [],
    );
    expect(parts.map(({ name }) => name)).toEqual([
      ...['Training (pass 1)', 'Training (pass 2)'],
      ...['Learning from its own answers (round 1)', 'Learning from its own answers (round 2)'],
      ...['Comparing right and wrong answers', 'Learning by trying (round 1)', OVER],
    ]);
    expect(parts.map(({ trace }) => trace)).toEqual(traces);
  });

  it('of before they said their names are told by their seed', () => {
    const old = ['n/train', 'n/prefer'].map((seed) => run('lora', train, { seed }));
    expect(partsOf(old, []).map(({ name }) => name)).toEqual(['Training', 'Comparing right and wrong answers']);
    expect(partsOf([run('lora', train, { seed: 'n/of old' })], [])[0]?.name).toBe('Training');
  });

  it('are followed by what a night tells while it goes on, and that alone which is not stored', () => {
    const told = [
      { training: 'train', trace: traceOf(step(1)) },
      { training: 'prefer', trace: traceOf(step(1, { loss: 0.7 })) },
    ];
    expect(partsOf([], told).map(({ trace }) => trace)).toEqual(told.map(({ trace }) => trace));
    expect(partsOf([named('train', train)], told).map(({ trace }) => trace)).toEqual([train, told[1]?.trace]);
    const leg = [{ training: 'train 2', trace: train }];
    expect(partsOf([named('train 1', consolidate)], leg).map(({ trace }) => trace)).toEqual([consolidate, train]);
  });

  it('of a night of before steps were kept are none', () =>
    expect(partsOf([run('lora', emptyTrace())], [])).toEqual([]));
});

describe('curves', () => {
  const parts = partsOf([run('lora', train), run('consolidate', consolidate)], []);

  it('say which steps are whose', () => {
    expect(placesWords(parts)).toBe(`Steps: 1–2 Training, 3 ${OVER}.`);
    expect(placesWords(parts.slice(0, 1))).toBe('');
  });

  it('go through both trainings, with the total of what is minimised', () => {
    const { categories, series } = curvesOf(parts, 'loss');
    expect(categories).toEqual(['1', '2', '3']);
    expect(series).toEqual([
      { name: 'Total', values: [1, 0.5, 1.05] },
      { name: 'Supervised', values: [1, 0.5, 1] },
      { name: 'Consolidation', values: [0, 0, 0.05] },
    ]);
  });

  it('leave out what is nothing all along', () =>
    expect(curvesOf(parts.slice(0, 1), 'loss').series.map(({ name }) => name)).toEqual(['Total', 'Supervised']));

  it('are there, however small', () =>
    expect(curvesOf([{ name: 'Training', trace: traceOf(step(1, { loss: 0 })) }], 'loss').series).toEqual([
      { name: 'Total', values: [0] },
    ]));

  it('have gaps where nothing was measured', () =>
    expect(curvesOf(parts, 'error').series[0]?.values).toEqual([null, null, 0.5]));

  it('tell the speed of each step by itself', () =>
    expect(
      curvesOf([{ name: 'Training', trace: traceOf(step(1), step(2, { seconds: 12 })) }], 'speed').series[0]?.values,
    ).toEqual([50, 10]));

  it('tell rate and gradient', () => {
    expect(curvesOf(parts, 'rate').series[0]?.values).toEqual([0.1, 0.1, 0.1]);
    expect(curvesOf(parts, 'norm').series[0]?.values).toEqual([3, 3, 3]);
  });

  it('have epochs of both', () =>
    expect(epochRows(parts).map(({ name, epoch, from, to, loss }) => [name, epoch, from, to, loss])).toEqual([
      ['Training', 1, 1, 2, 0.75],
      [OVER, 1, 1, 1, 1],
    ]));
});

describe('what can be shown', () => {
  const epochsOf = (...runs: RowOf<'runs'>[]): ReturnType<typeof epochRows> => epochRows(partsOf(runs, []));
  const names = (...args: Parameters<typeof shownOf>): string[] => shownOf(...args).map(({ name }) => name);

  it('is what was measured: no reconstruction error without an autoencoder, no temperature that is 1 all along', () => {
    const plain = ['loss', 'norm', 'rate', 'speed'];
    expect(names(epochsOf(named('train', train)), [])).toEqual(plain);
    const cold = traceOf(step(1, { temperature: 1 }));
    expect(names(epochsOf(named('train', cold)), [])).toEqual(plain);
    expect(columnsOf(epochsOf(named('train', cold)))).toEqual({ hasError: false, hasTemperature: false });
    expect(names(epochsOf(named('consolidate', consolidate)), [])).toEqual(['loss', 'error', ...plain.slice(1)]);
  });

  it('is the temperature where it is ever another', () => {
    const runs = [named('train', traceOf(step(1, { temperature: 2 }))), named('consolidate', traceOf(step(1)))];
    expect(names(epochsOf(...runs), [])).toContain('temperature');
    expect(columnsOf(epochsOf(...runs)).hasTemperature).toBe(true);
    expect(epochsOf(...runs).map(({ temperature }) => temperature)).toEqual([2, 1]);
    expect(curvesOf(partsOf(runs, []), 'temperature').series).toEqual([
      { name: 'Of what the loss compares', values: [2, 1] },
    ]);
  });
});

describe('what was kept, by level', () => {
  const legs = ['train 1', 'train 2'].map((name) => ({ ...named(name, train), steps: 20 }));
  const gauge = (leg: number, known: string): RowOf<'steps'> =>
    ({ ...samples.steps, step: `gauge ${leg}`, state: { asked: '', nll: null, known, levels: [1, 1, 4] } }) as never;
  const kept = keptOf([gauge(0, '110'), gauge(1, '101'), gauge(2, '111')], legs);

  it('can be shown once it was measured after a pass', () => {
    expect(shownOf([], kept).at(-1)).toEqual({ name: 'kept', title: 'Kept, by level' });
    expect(keptOf([gauge(0, '110')], legs)).toEqual([]);
    expect(keptOf([], legs)).toEqual([]);
  });

  it('is a picture of each pass, with gaps where nothing was right before', () =>
    expect(keptBars(kept)).toEqual({
      categories: ['Level 1', 'Level 4'],
      series: [
        { name: 'After pass 1 (step 20)', values: [0.5, null] },
        { name: 'After pass 2 (step 40)', values: [1, null] },
      ],
    }));

  it('is a table that says of how many tasks', () =>
    expect(keptTable(kept)).toEqual({
      columns: ['Before', 'After pass 1 (step 20)', 'After pass 2 (step 40)'],
      rows: [
        { name: '1: one number', cells: ['2 of 2 right', '50 % (1 of 2 right)', '100 % (2 of 2 right)'] },
        { name: '4: text', cells: ['0 of 1 right', '1 of 1 right', '1 of 1 right'] },
      ],
    }));
});

it('numbers are told with the digits that tell something', () =>
  expect([null, 0, 0.123456, 12.3456, 1234.5, 0.00002].map(numberWords)).toEqual([
    '–',
    '0',
    '0.123',
    '12.3',
    '1,235',
    '2.0e-5',
  ]));
