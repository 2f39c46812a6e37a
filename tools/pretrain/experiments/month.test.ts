import { expect, it } from 'vitest';
import { month } from './month.ts';

/** What one night says, by its number. */
const nights = (days: number, facts: (day: number) => Record<string, number>) =>
  Array.from({ length: days }, (_, day) => ({
    ...{ right: 0.5, promoted: 1, kept: 1, seconds: 30, rowBytes: 0, fileBytes: 0 },
    ...facts(day),
  }));

it('a month is told by its thirds, and says whether what it stores still grows in the end', () => {
  const of = (seed: string, bytes: number) => ({
    ...{ seed, before: 0, after: 0.7 },
    days: nights(30, (day) => ({
      right: day < 10 ? 0.2 : day < 20 ? 0.9 : 0.6,
      rowBytes: (day + 1) * bytes,
      fileBytes: Math.min(day, 12) * 100,
      seconds: day === 0 ? 90 : 35,
    })),
  });
  const found = month.conclude({ nights: [of('1', 1000), of('2', 1010)] });
  expect(found).toMatchObject({
    ...{ nights: 60, promoted: [30, 30], leastRetention: 1 },
    asked: { firstThird: { mean: expect.closeTo(0.2) as number }, lastThird: { mean: expect.closeTo(0.6) as number } },
    rise: { mean: expect.closeTo(0.4) as number },
    stored: {
      rowBytes: { grows: true, aNight: { mean: 1005 }, aNightLastThird: { mean: 1005 } },
      fileBytes: { grows: false, most: 1200, aNightLastThird: { mean: 0 } },
    },
    seconds: { median: 35, most: 90, within40: 58 / 60 },
  });
});

it('half a month is told where there is no whole one, by thirds of its own', () => {
  const half = {
    seed: '1',
    before: 0,
    after: 0.5,
    days: nights(15, (day) => ({ right: day < 5 ? 0 : day < 10 ? 0.9 : 0.3 })),
  };
  expect(month.conclude({ 'half a month': [half] })).toMatchObject({
    ...{ nights: 15, asked: { firstThird: { mean: 0 }, lastThird: { mean: expect.closeTo(0.3) as number } } },
  });
});
