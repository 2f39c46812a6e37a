import { describe, expect, it } from 'vitest';
import { samples } from '../../../../tests/contracts/row-samples.ts';
import type { RowOf } from '../../../db/tables/index.ts';
import { emptyTrace, type Step, type Trace, withStep } from '../../../lib/trace.ts';
import { curvesOf, epochRows, numberWords, partsOf } from './training.ts';

const step = (n: number, over: Partial<Step> = {}): Step => ({
  ...{ step: n, epoch: n / 2, loss: 1 / n, consolidation: 0, error: null, rate: 0.1, norm: 3 },
  ...{ tokens: 100 * n, seconds: 2 * n, ...over },
});
const traceOf = (...steps: Step[]): Trace => steps.reduce(withStep, emptyTrace());
const train = traceOf(step(1), step(2));
const consolidate = traceOf(step(1, { consolidation: 0.05, error: 0.5 }));
const run = (kind: 'lora' | 'consolidate', trace: Trace): RowOf<'runs'> =>
  ({ ...samples.runs, kind, trace }) as RowOf<'runs'>;

describe('the trainings of a night', () => {
  it('are those that are stored, in order', () =>
    expect(partsOf([run('consolidate', consolidate), run('lora', train)], null)).toEqual([
      { stage: 'train', trace: train },
      { stage: 'consolidate', trace: consolidate },
    ]));

  it('are those that a night tells while it goes on, where none is stored', () => {
    const told = { train: traceOf(step(1)), consolidate };
    expect(partsOf([], told)).toEqual([
      { stage: 'train', trace: told.train },
      { stage: 'consolidate', trace: consolidate },
    ]);
    expect(partsOf([run('lora', train)], told)[0]?.trace).toBe(train);
  });

  it('of a night of before steps were kept are none', () =>
    expect(partsOf([run('lora', emptyTrace())], null)).toEqual([]));
});

describe('curves', () => {
  const parts = partsOf([run('lora', train), run('consolidate', consolidate)], null);

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
    expect(curvesOf([{ stage: 'train', trace: traceOf(step(1, { loss: 0 })) }], 'loss').series).toEqual([
      { name: 'Total', values: [0] },
    ]));

  it('have gaps where nothing was measured', () =>
    expect(curvesOf(parts, 'error').series[0]?.values).toEqual([null, null, 0.5]));

  it('tell the speed of each step by itself', () =>
    expect(
      curvesOf([{ stage: 'train', trace: traceOf(step(1), step(2, { seconds: 12 })) }], 'speed').series[0]?.values,
    ).toEqual([50, 10]));

  it('tell rate and gradient', () => {
    expect(curvesOf(parts, 'rate').series[0]?.values).toEqual([0.1, 0.1, 0.1]);
    expect(curvesOf(parts, 'norm').series[0]?.values).toEqual([3, 3, 3]);
  });

  it('have epochs of both', () =>
    expect(epochRows(parts).map(({ stage, epoch, from, to, loss }) => [stage, epoch, from, to, loss])).toEqual([
      ['train', 1, 1, 2, 0.75],
      ['consolidate', 1, 1, 1, 1],
    ]));
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
