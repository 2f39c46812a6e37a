import { describe, expect, it } from 'vitest';
import { consolidation } from './consolidation.ts';
import { distill } from './distill.ts';
import {
  armsOf,
  asNative,
  differenceOf,
  type Experiment,
  finding,
  like,
  mustNotUndo,
  nightsWith,
  numbers,
  seedsOf,
} from './experiment.ts';
import { intervalOf } from './interval.ts';
import { month } from './month.ts';
import { poison } from './poison.ts';
import { week } from './week.ts';

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
    expect(asNative(experiment, rows(0.2), rows(0.3))).toEqual([
      { name: 'm: gain, without it', wasm: 0.2, native: 0.3, sameSign: true },
    ]);
    expect(asNative(experiment, rows(0.2), rows(-0.3))).toMatchObject([{ sameSign: false }]);
    expect(asNative(experiment, rows(0.2), {})).toMatchObject([{ native: null, sameSign: null }]);
  });

  it('is repeated on WebAssembly in what it says itself where that is no method', () => {
    const spoiled = (...promoted: boolean[]) => ({
      labels: promoted.map((each, i) => ({ seed: `${i}`, promoted: each })),
    });
    expect(asNative(poison, spoiled(false), spoiled(false, true))).toMatchObject([
      { wasm: 1, native: 0.5, sameSign: true },
    ]);
    const nights = (after: number) => ({ nights: [{ seed: '1', before: 0.2, after, days: [] }] });
    expect(asNative(month, nights(0.7), nights(0.1))).toMatchObject([{ sameSign: false }]);
    const gains = (gain: number) => ({ distil: [{ seed: '1', gain }] });
    expect(asNative(distill, gains(0.5), gains(0.6))).toEqual([
      { name: 'gain, distil', wasm: 0.5, native: 0.6, sameSign: true },
    ]);
  });

  it('has all arms, or in a quick run those that fit, and refuses others in a sentence', () => {
    expect(armsOf(consolidation, { quick: true, only: undefined })).toEqual(['none', 'replay', 'replay-frozen']);
    expect(armsOf(month, { quick: false, only: undefined })).toEqual([
      'nights',
      'without room',
      'with room from the first night',
    ]);
    expect(armsOf(month, { quick: true, only: undefined })).not.toContain('nights');
    expect(armsOf(week, { quick: true, only: undefined })).toEqual(['all', 'none']);
    expect(armsOf(consolidation, { quick: true, only: ['documents'] })).toEqual(['documents']);
    expect(() => armsOf(month, { quick: false, only: ['days'] })).toThrow(/^There is no arm days. There are: nights, /);
  });

  it('does not measure anew what it takes from published rows', () => {
    const options = (fresh: boolean, resume: boolean) => ({ fresh, 'resume-published': resume });
    expect(() => mustNotUndo(options(true, true))).toThrow(
      /^--fresh measures anew what --resume-published takes .*: give one/,
    );
    expect(() => mustNotUndo(options(true, false))).not.toThrow();
    expect(() => mustNotUndo(options(false, true))).not.toThrow();
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

  it('compares other losses over what the teacher says with the usual one', () => {
    const of = (...gains: number[]) => gains.map((gain, i) => ({ seed: `${i}`, gain, seconds: { train: 1 } }));
    const rows = { distil: of(0.6, 0.7), jsd: of(0.5, 0.5), 'logit-mse': of(0.7) };
    expect(distill.findings?.(rows)).toMatchObject([
      ...[{}, {}],
      { method: 'jsd', mean: expect.closeTo(-0.15) as number, seeds: 2, against: 'by the usual measure' },
      { method: 'logit-mse', mean: expect.closeTo(0.1) as number, seeds: 1 },
      {},
    ]);
    expect(distill.arms).toEqual(expect.arrayContaining(['jsd', 'logit-mse']));
  });

  it('takes its settings from the methods that the app switches on', () => {
    expect(nightsWith('distil', 'reflect')).toMatchObject({ distil: { top: 32 }, reflect: { rounds: 2 } });
  });
});
