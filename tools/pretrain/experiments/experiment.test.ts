import { describe, expect, it } from 'vitest';
import { asNative, complete, type Experiment, finding, nightsWith, numbers, seedsOf } from './experiment.ts';
import { intervalOf } from './interval.ts';

describe('an experiment', () => {
  it('keeps no span of one seed', () => {
    expect(finding('m', 'gain', intervalOf([0.1]))).toMatchObject({ mean: 0.1, low: null, high: null });
    expect(finding('m', 'gain', intervalOf([0.1, 0.1]))).toMatchObject({ low: 0.1, high: 0.1 });
  });

  it('says whether WebAssembly found a difference of the same sign as the native runtime', () => {
    const experiment: Experiment = {
      ...{ about: '', arms: ['a'], seeds: { full: 1, quick: 1 } },
      measure: () => Promise.resolve({}),
      conclude: () => ({}),
      findings: (rows) => numbers(rows, 'a', 'x').map((x) => finding('m', 'gain', intervalOf([x]))),
    };
    const rows = (x: number) => ({ a: [{ x }] });
    expect(asNative(experiment, rows(0.2), rows(0.3))).toMatchObject([{ wasm: 0.2, native: 0.3, sameSign: true }]);
    expect(asNative(experiment, rows(0.2), rows(-0.3))).toMatchObject([{ sameSign: false }]);
  });

  it('is concluded from the seeds that all arms have', () => {
    const row = (seed: string) => ({ seed });
    const rows = { a: ['1', '2', '3'].map(row), b: ['1', '3'].map(row), c: [] };
    expect(complete(rows)).toEqual({ a: ['1', '3'].map(row), b: ['1', '3'].map(row) });
    expect(complete(rows, ['3'])).toEqual({ a: [row('3')], b: [row('3')] });
    expect(seedsOf(complete(rows))).toEqual(['1', '3']);
  });

  it('takes its settings from the methods that the app switches on', () => {
    expect(nightsWith('distil', 'reflect')).toMatchObject({ distil: { top: 32 }, reflect: { rounds: 2 } });
  });
});
