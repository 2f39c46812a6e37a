import { describe, expect, it } from 'vitest';
import { asNative, differenceOf, type Experiment, finding, like, nightsWith, numbers, seedsOf } from './experiment.ts';
import { intervalOf } from './interval.ts';

describe('an experiment', () => {
  it('keeps no span of one seed', () => {
    const of = (...values: number[]) => finding('m', 'gain', { ...intervalOf(values), seeds: values.length });
    expect(of(0.1)).toMatchObject({ mean: 0.1, low: null, high: null });
    expect(of(0.1, 0.1)).toMatchObject({ low: 0.1, high: 0.1 });
  });

  it('says whether WebAssembly found a difference of the same sign as the native runtime', () => {
    const experiment: Experiment = {
      ...{ about: '', arms: ['a'], seeds: { full: 1, quick: 1 } },
      measure: () => Promise.resolve({}),
      conclude: () => ({}),
      findings: (rows) => numbers(rows, 'a', 'x').map((x) => finding('m', 'gain', { ...intervalOf([x]), seeds: 1 })),
    };
    const rows = (x: number) => ({ a: [{ x }] });
    expect(asNative(experiment, rows(0.2), rows(0.3))).toMatchObject([{ wasm: 0.2, native: 0.3, sameSign: true }]);
    expect(asNative(experiment, rows(0.2), rows(-0.3))).toMatchObject([{ sameSign: false }]);
  });

  it('compares two arms by the seeds that both have, whatever another has', () => {
    const row = (seed: string, x: number) => ({ seed, x });
    const rows = { a: [row('1', 3), row('2', 5), row('3', 9)], b: [row('3', 1), row('1', 2)], c: [row('2', 0)] };
    expect(differenceOf(rows, 'x', 'a', 'b')).toMatchObject({ mean: 4.5, seeds: 2 });
    expect(differenceOf(rows, 'x', 'a', 'c')).toMatchObject({ mean: 5, seeds: 1 });
    expect(differenceOf(rows, 'x', 'b', 'c')).toMatchObject({ seeds: 0 });
    expect(finding('m', 'gain', differenceOf(rows, 'x', 'a', 'c'))).toMatchObject({ seeds: 1, low: null });
    expect(seedsOf({ a: rows.a, b: rows.b, d: [] })).toEqual(['1', '3']);
    expect(like(rows, { a: rows.b, d: rows.c })).toEqual({ a: [row('1', 3), row('3', 9)], d: [] });
  });

  it('takes its settings from the methods that the app switches on', () => {
    expect(nightsWith('distil', 'reflect')).toMatchObject({ distil: { top: 32 }, reflect: { rounds: 2 } });
  });
});
