import { expect, it } from 'vitest';
import type { Step } from '../lib/trace.ts';
import { type Curve, grown } from './curves.ts';

const step = (n: number): Step => ({
  ...{ step: n, epoch: n / 4, loss: 1 / n, consolidation: 0, error: null, rate: 0.1, norm: 1 },
  ...{ tokens: n, seconds: n },
});
const after = (...events: [training: string | undefined, ...steps: number[]][]): Record<string, readonly number[]> => {
  const curves = events.reduce<Curve[]>((all, [name, ...steps]) => grown(all, name, steps.map(step)), []);
  return Object.fromEntries(curves.map(({ training, trace }) => [training, trace.step]));
};

it('grow by what is told, each training by itself', () => {
  expect(after(['train', 1], ['train', 2], ['consolidate', 1])).toEqual({ train: [1, 2], consolidate: [1] });
  expect(after(['train', 1], [undefined, 2], ['train'])).toEqual({ train: [1] });
});

it('are of every training that a night comes to, in order', () => {
  const names = ['train 1', 'train 2', 'reflect 1', 'reflect 2', 'prefer', 'reinforce 1', 'consolidate'];
  const told = after(...names.map((name): [string, number] => [name, 1]));
  expect(Object.keys(told)).toEqual(names);
});

it('begin anew with another night', () => {
  expect(after(['train', 1, 2], ['reflect 1', 1], ['consolidate', 1, 2], ['train', 1])).toEqual({ train: [1] });
  expect(after(['train', 1, 2], ['consolidate', 1, 2], ['train 1', 1])).toEqual({ 'train 1': [1] });
  expect(after(['train 1', 1], ['train 2', 1], ['train', 1])).toEqual({ train: [1] });
  expect(after(['consolidate', 1], ['train', 1])).toEqual({ train: [1] });
  // One that was stopped after its first step.
  expect(after(['train', 1], ['train', 1, 2])).toEqual({ train: [1, 2] });
});

it('begin anew with a night that was taken up and tells all that it had', () => {
  expect(after(['train', 1, 2, 3], ['train', 1, 2, 3, 4])).toEqual({ train: [1, 2, 3, 4] });
  // Taken up while it consolidated: training is not told again.
  expect(after(['train', 1, 2], ['consolidate', 1, 2], ['consolidate', 1, 2, 3])).toEqual({
    train: [1, 2],
    consolidate: [1, 2, 3],
  });
});
