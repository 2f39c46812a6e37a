import { expect, it } from 'vitest';
import { keptByLevel } from './gauges.ts';

const LEVELS = [1, 2, 1, 3, 1, 2];
const gauge = (leg: number, known: string, levels: readonly number[] | undefined = LEVELS): object => ({
  step: `gauge ${leg}`,
  state: { asked: '01', nll: null, known, ...(levels ? { levels } : {}) },
});
const rows = (...all: readonly object[]): Parameters<typeof keptByLevel>[0] => all as never;
const LEGS = [
  { training: 'train 1', steps: 40 },
  { training: 'train 2', steps: 42 },
  { training: 'consolidate', steps: 9 },
];

it('is told for each level, after each leg, with the step that it was measured after', () => {
  const kept = keptByLevel(rows(gauge(0, '111011'), gauge(1, '110010'), gauge(2, '111111')), LEGS);
  expect(kept.map(({ leg, step }) => [leg, step])).toEqual([
    [0, 0],
    [1, 40],
    [2, 82],
  ]);
  expect(kept[1]?.levels).toEqual([
    { level: 1, total: 3, passes: 2, retention: 2 / 3 },
    { level: 2, total: 2, passes: 1, retention: 1 / 2 },
    { level: 3, total: 1, passes: 0, retention: null },
  ]);
  expect(kept[0]?.levels.map(({ retention }) => retention)).toEqual([1, 1, null]);
  expect(kept[2]?.levels.map(({ passes }) => passes)).toEqual([3, 2, 1]);
});

it('is none of a night without gauges, of gauges of before they told levels, and of one that knows no level', () => {
  expect(keptByLevel(rows({ step: 'train', state: null }, { step: 'creative', state: { made: [] } }), LEGS)).toEqual(
    [],
  );
  const old = { step: 'gauge 0', state: { asked: '01', known: '11', nll: 1 } };
  expect(keptByLevel(rows(old, { ...old, step: 'gauge 1' }), LEGS)).toEqual([]);
  expect(keptByLevel(rows(gauge(0, '', []), gauge(1, '', [])), LEGS)).toEqual([]);
});

it('leaves out what was measured after a training that is not there', () =>
  expect(keptByLevel(rows(gauge(0, '111111'), gauge(1, '111111'), gauge(3, '111111')), LEGS)).toHaveLength(2));
