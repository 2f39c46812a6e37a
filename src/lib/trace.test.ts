import { describe, expect, it } from 'vitest';
import {
  atTemperature,
  emptyTrace,
  epochsOf,
  isTrace,
  rounded,
  type Step,
  stepsOf,
  temperatureOf,
  type Trace,
  withStep,
} from './trace.ts';

/** Step n of a course of 100 steps an epoch; ten tokens and half a second each. */
const step = (n: number, over: Partial<Step> = {}): Step => ({
  ...{ step: n, epoch: n / 100, loss: n, consolidation: 2 * n, error: 3 * n, rate: 0.1, norm: n % 2 },
  ...{ tokens: 10 * n, seconds: 0.5 * n, ...over },
});
const traceOf = (count: number, over: (n: number) => Partial<Step> = () => ({})): Trace =>
  Array.from({ length: count }, (_, i) => step(i + 1, over(i + 1))).reduce(withStep, emptyTrace());

describe('a trace', () => {
  it('holds every step of a short training', () => {
    const trace = traceOf(512);
    expect(stepsOf(trace)).toHaveLength(512);
    expect(stepsOf(trace)[6]).toEqual(step(7));
  });

  it('never has more than 512 entries, and ends where the training is', () => {
    for (const count of [513, 1024, 5000]) {
      const trace = traceOf(count);
      expect(trace.step.length).toBeLessThanOrEqual(512);
      expect(trace.step.length).toBeGreaterThan(256);
      expect([trace.step.at(-1), trace.tokens.at(-1), trace.seconds.at(-1)]).toEqual([count, 10 * count, count / 2]);
    }
  });

  it('merges neighbours into their mean, each as heavy as it has steps', () => {
    const trace = traceOf(513);
    expect(stepsOf(trace)[0]).toEqual({ ...step(2), loss: 1.5, consolidation: 3, error: 4.5, norm: 0.5 });
    expect(stepsOf(trace).at(-1)).toEqual(step(513));
    // Merged again: steps 1 to 4, and single ones that came later.
    const longer = traceOf(800);
    expect([longer.step[0], longer.loss[0]]).toEqual([4, 2.5]);
    const [to, loss] = [longer.step[128] as number, longer.loss[128] as number];
    expect([to, loss]).toEqual([514, 513.5]);
  });

  it('means what was told where a step tells no reconstruction error', () => {
    const trace = traceOf(513, (n) => ({ error: n % 2 ? 7 : null }));
    expect(trace.error[0]).toBe(7);
    expect(traceOf(513, () => ({ error: null })).error[0]).toBeNull();
  });

  it('is the same, however often it was put down and taken up', () => {
    const half = JSON.parse(JSON.stringify(traceOf(400))) as Trace;
    const whole = Array.from({ length: 300 }, (_, i) => step(401 + i)).reduce(withStep, half);
    expect(whole).toEqual(traceOf(700));
  });

  it('stays under 48 kB in a row of the tables', () => {
    const trace = traceOf(20_000, (n) => ({ loss: Math.PI * n, norm: Math.E / n, error: 1 / n, rate: 1e-5 / n }));
    expect(JSON.stringify(rounded(atTemperature(trace, 1.25))).length).toBeLessThan(48_000);
  });
});

it('is rounded to what was measured', () => {
  expect(rounded(withStep(emptyTrace(), step(1, { loss: 0.123456789, error: null })))).toMatchObject({
    ...{ loss: [0.123457], error: [null], step: [1] },
  });
});

it('is told from what is none', () => {
  expect([emptyTrace(), traceOf(3), traceOf(3, () => ({ error: null }))].map(isTrace)).toEqual([true, true, true]);
  const { norm: _, ...without } = traceOf(2);
  const bad = [null, [], without, { ...traceOf(2), extra: [] }, { ...traceOf(2), loss: [1] }];
  const values = [
    { ...traceOf(1), loss: [null] },
    { ...traceOf(1), norm: [Number.NaN] },
    { ...traceOf(1), step: 1 },
  ];
  expect([...bad, ...values].map(isTrace)).toEqual(Array.from({ length: 8 }, () => false));
});

describe('the temperature of a trace', () => {
  const warm = (n: number): Partial<Step> => ({ temperature: n > 1 ? 2 : 1 });

  it('is told step by step, through merging, rounding and storing', () => {
    expect(traceOf(3, warm).temperature).toEqual([1, 2, 2]);
    expect(traceOf(513, () => ({ temperature: 2 })).temperature?.every((one) => one === 2)).toBe(true);
    const stored = JSON.parse(JSON.stringify(rounded(traceOf(3, warm)))) as Trace;
    expect(isTrace(stored)).toBe(true);
    expect(stepsOf(stored)[1]).toEqual(step(2, { temperature: 2 }));
    expect(rounded(atTemperature(traceOf(2), 1.2))).toEqual({ ...rounded(traceOf(2)), temperature: [1.2, 1.2] });
  });

  it('is 1 in traces of before it was told, which are read as they are', () => {
    const old = traceOf(2);
    expect([isTrace(old), Object.keys(old), stepsOf(old)]).toEqual([
      true,
      expect.not.arrayContaining(['temperature']),
      [step(1), step(2)],
    ]);
    expect(stepsOf(old).map(temperatureOf)).toEqual([1, 1]);
    expect(withStep(old, step(3, { temperature: 2 })).temperature).toEqual([1, 1, 2]);
    expect(
      withStep(
        traceOf(1, () => ({ temperature: 2 })),
        step(2),
      ).temperature,
    ).toEqual([2, 1]);
  });

  it('is a column like the others', () => {
    const bad = [[1], [1, null], [1, Number.NaN], 1].map((temperature) => ({ ...traceOf(2), temperature }));
    expect(bad.map(isTrace)).toEqual([false, false, false, false]);
  });
});

describe('epochs', () => {
  it('have the means of their steps, and their speed', () => {
    const [one, two, ...others] = epochsOf(traceOf(150, (n) => (n > 100 ? { seconds: 50 + (n - 100) } : {})));
    expect(others).toEqual([]);
    expect(one).toEqual({
      epoch: 1,
      from: 1,
      to: 100,
      loss: 50.5,
      consolidation: 101,
      error: 151.5,
      rate: expect.closeTo(0.1, 12),
      norm: 0.5,
      temperature: 1,
      tokensPerSecond: 20,
    });
    expect(two).toMatchObject({ epoch: 2, from: 101, to: 150, loss: 125.5, tokensPerSecond: 10 });
  });

  it('tell at which temperature they were learned', () => {
    const trace = traceOf(150, () => ({ temperature: 2 }));
    expect(epochsOf(trace).map(({ temperature }) => temperature)).toEqual([2, 2]);
  });

  it('of nothing are none', () => expect(epochsOf(emptyTrace())).toEqual([]));
});
