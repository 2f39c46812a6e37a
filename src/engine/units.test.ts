import { describe, expect, it } from 'vitest';
import { tinyLessons, tinyTokenizer } from '../../tests/contracts/tiny-model.ts';
import { must } from '../lib/assert.ts';
import { makeCourse, prepareLessons } from './course.ts';
import { rateAt } from './schedule.ts';
import { fitUnit, settledMs, unitsOf } from './units.ts';

const never = (): Promise<void> => Promise.resolve();
const plan = { seed: 's', epochs: 2, batch: 4, time: 24 };

describe('fitUnit', () => {
  /** A device on which a run costs `fixed` ms and `each` ms a row. */
  const device = (fixed: number, each: number): { measured: number[]; measure: (rows: number) => Promise<number> } => {
    const measured: number[] = [];
    return { measured, measure: async (rows) => (measured.push(rows), fixed + each * rows) };
  };

  it.each([
    { name: 'two rows fit and four do not', fixed: 0, each: 25, kept: undefined, rows: 2, sizes: [2, 1] },
    { name: 'a fast device', fixed: 0, each: 4, kept: undefined, rows: 16, sizes: [2, 16] },
    {
      name: 'a device whose runs cost the same whatever they hold',
      fixed: 48,
      each: 0.5,
      kept: undefined,
      rows: 16,
      sizes: [2, 1, 16],
    },
    {
      name: 'a kept size on a device whose runs are all too long',
      fixed: 120,
      each: 0.5,
      kept: 16,
      rows: 16,
      sizes: [16, 8],
    },
    {
      name: 'a device whose runs are all too long, and cost the same',
      fixed: 85,
      each: 0.5,
      kept: undefined,
      rows: 16,
      sizes: [2, 1, 16],
    },
    {
      name: 'a device whose runs are all too long, and cost by the row',
      fixed: 60,
      each: 25,
      kept: undefined,
      rows: 1,
      sizes: [2, 1],
    },
    { name: 'a slow device', fixed: 0, each: 60, kept: undefined, rows: 1, sizes: [2, 1] },
    { name: 'a device too slow for one row', fixed: 0, each: 900, kept: undefined, rows: 1, sizes: [2, 1] },
    { name: 'a kept size that is still right', fixed: 0, each: 25, kept: 4, rows: 4, sizes: [4] },
    { name: 'a kept size that has become too slow', fixed: 0, each: 40, kept: 4, rows: 2, sizes: [4, 2] },
    { name: 'a kept size that is none of this batch', fixed: 0, each: 25, kept: 3, rows: 2, sizes: [2, 1] },
  ])('$name', async ({ fixed, each, kept, rows, sizes }) => {
    const { measured, measure } = device(fixed, each);
    expect((await fitUnit(16, 80, measure, kept)).rows).toBe(rows);
    expect(measured).toEqual(sizes);
  });

  it('comes back from a prediction that was too bold', async () => {
    const ms: Record<number, number> = { 2: 10, 4: 30, 8: 70, 16: 150 };
    const measured: number[] = [];
    expect(await fitUnit(16, 80, async (rows) => (measured.push(rows), ms[rows] as number))).toEqual({
      rows: 8,
      ms: 70,
    });
    expect(measured).toEqual([2, 16, 8]);
  });

  it('never measures more than three sizes and never exceeds the limit if one row does not', async () => {
    for (let each = 0.5; each < 79; each *= 1.3)
      for (const fixed of [0, 20, 60]) {
        const { measured, measure } = device(fixed, each);
        const unit = await fitUnit(16, 80, measure);
        expect(measured.length).toBeLessThanOrEqual(3);
        if (fixed + each <= 80) expect(unit.ms).toBeLessThanOrEqual(80);
      }
  });
});

describe('settledMs', () => {
  const settled = async (times: readonly number[]): Promise<{ ms: number; runs: number }> => {
    let runs = 0;
    const ms = await settledMs(async () => must(times[Math.min(runs++, times.length - 1)], 'time'));
    return { ms, runs };
  };

  it('waits until runs get no faster', async () => {
    expect(await settled([900, 84, 80, 60, 40, 30, 28, 29, 28, 29])).toEqual({ ms: 29, runs: 10 });
    expect(await settled([30, 31, 29, 30])).toEqual({ ms: 30, runs: 4 });
  });

  it('comes to an end where they always do', async () => {
    const { runs } = await settled(Array.from({ length: 99 }, (_, i) => 1000 * 0.9 ** i));
    expect(runs).toBe(12);
  });
});

describe('a course', () => {
  it('is decided by the seed and the epoch alone', async () => {
    const prepared = await prepareLessons(tinyLessons(9), tinyTokenizer, plan.time, never);
    const [one, two, other] = [
      makeCourse(prepared, plan),
      makeCourse(prepared, plan),
      makeCourse(prepared, { ...plan, seed: 't' }),
    ];
    const ids = (course: typeof one, step: number): bigint[] => Array.from(course.at(step).batch.ids);
    expect(ids(two, two.steps - 1)).toEqual(ids(one, one.steps - 1));
    expect(ids(one, 0)).not.toEqual(ids(other, 0));
    expect(Array.from({ length: one.steps }, (_, step) => one.at(step).beginsEpoch).filter(Boolean)).toHaveLength(2);
  });

  it('shows every lesson once an epoch, with replay marked where its answers are', async () => {
    const lessons = tinyLessons(9);
    const prepared = await prepareLessons(lessons, tinyTokenizer, plan.time, never);
    const course = makeCourse(prepared, { ...plan, epochs: 1 });
    const batches = Array.from({ length: course.steps }, (_, step) => course.at(step).batch);
    expect(batches.flatMap(({ examples }) => examples).sort()).toEqual(lessons.map((_, i) => i).sort());
    const answered = (replay: boolean): number =>
      prepared.reduce(
        (sum, { example }, i) =>
          sum + (lessons[i]?.replay === replay ? example.weights.filter((w) => w > 0).length : 0),
        0,
      );
    expect(batches.reduce((sum, { replayTokens }) => sum + replayTokens, 0)).toBe(answered(true));
    for (const { replay, weights } of batches)
      replay.forEach((one, cell) => expect(one === 1 ? (weights[cell] as number) > 0 : one === 0).toBe(true));
  });

  it('keeps groups beside each other in every order, and cuts what they were given with their rows', async () => {
    const lessons = tinyLessons(12).map((lesson, i) => ({ ...lesson, group: Math.floor(i / 3), given: { number: i } }));
    const prepared = await prepareLessons(lessons, tinyTokenizer, 96, never);
    const { batch } = makeCourse(prepared, { ...plan, time: 96 }).at(0);
    const units = unitsOf(batch, 1);
    expect(units.length).toBeGreaterThan(1);
    for (const [row, { given, segments, weights, time }] of units.entries()) {
      const { number = [], groups = [] } = given ?? {};
      expect(number).toEqual(batch.given?.['number']?.slice(row * time, (row + 1) * time));
      const real = Array.from(segments.keys()).filter((cell) => (segments[cell] as number) >= 0);
      for (const cell of real) expect(groups[cell]).toBe(Math.floor((number[cell] as number) / 3));
      // All three of each group that is here.
      const members = new Set(real.filter((cell) => weights[cell]).map((cell) => number[cell]));
      expect(members.size).toBe(3 * new Set(real.map((cell) => groups[cell])).size);
    }
  });

  it('is cut into units that hold every supervised token once', async () => {
    const course = makeCourse(await prepareLessons(tinyLessons(9), tinyTokenizer, plan.time, never), plan);
    for (const rows of [1, 2, 4]) {
      const { batch } = course.at(course.steps - 1);
      const units = unitsOf(batch, rows);
      expect(units.reduce((sum, { supervised }) => sum + supervised, 0)).toBeCloseTo(batch.supervised, 5);
      for (const unit of units) expect(unit.ids).toHaveLength(rows * plan.time);
      expect(must(units[0], 'unit').ids.buffer).toBe(batch.ids.buffer);
    }
  });

  it('can be stopped while lessons are prepared', async () => {
    const halt = (): Promise<void> => Promise.reject(new Error('halt'));
    await expect(prepareLessons(tinyLessons(200), tinyTokenizer, plan.time, halt)).rejects.toThrow('halt');
  });
});

describe('rateAt', () => {
  it('warms up over 5 % of the steps to the peak and falls to 2 % of it', () => {
    const rates = Array.from({ length: 100 }, (_, step) => rateAt(step, 100, 3));
    expect(rates[0]).toBeCloseTo(0.6, 10);
    expect(rates[4]).toBeCloseTo(3, 10);
    expect(Math.max(...rates)).toBeCloseTo(3, 10);
    expect(rates.at(-1)).toBeCloseTo(0.06, 10);
    expect(rates.slice(5).every((rate, i) => i === 0 || rate < (rates[i + 4] as number))).toBe(true);
  });

  it('is positive for trainings of one or two steps', () => {
    expect(rateAt(0, 1, 1)).toBeGreaterThan(0);
    expect(rateAt(1, 2, 1)).toBeGreaterThan(0);
  });
});
