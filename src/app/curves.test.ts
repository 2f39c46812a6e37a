import { expect, it } from 'vitest';
import type { Step } from '../lib/trace.ts';
import { type Curves, grown, noCurves } from './curves.ts';

const step = (n: number): Step => ({
  ...{ step: n, epoch: n / 4, loss: 1 / n, consolidation: 0, error: null, rate: 0.1, norm: 1 },
  ...{ tokens: n, seconds: n },
});
const told = (curves: Curves): (readonly number[])[] => [curves.train.step, curves.consolidate.step];
const after = (...events: [stage: string, ...steps: number[]][]): Curves =>
  events.reduce((curves, [stage, ...steps]) => grown(curves, stage, steps.map(step)), noCurves());

it('grow by what is told, each stage by itself', () => {
  expect(told(after(['train', 1], ['train', 2], ['consolidate', 1]))).toEqual([[1, 2], [1]]);
  expect(told(after(['train', 1], ['dream'], ['train'], ['evaluate', 3]))).toEqual([[1], []]);
});

it('begin anew with another night', () => {
  expect(told(after(['train', 1, 2], ['consolidate', 1, 2], ['train', 1]))).toEqual([[1], []]);
  // One that was stopped after its first step.
  expect(told(after(['train', 1], ['train', 1, 2]))).toEqual([[1, 2], []]);
});

it('begin anew with a night that was taken up and tells all that it had', () => {
  expect(told(after(['train', 1, 2, 3], ['train', 1, 2, 3, 4]))).toEqual([[1, 2, 3, 4], []]);
  // Taken up while it consolidated: training is not told again.
  expect(told(after(['train', 1, 2], ['consolidate', 1, 2], ['consolidate', 1, 2, 3]))).toEqual([
    [1, 2],
    [1, 2, 3],
  ]);
});
