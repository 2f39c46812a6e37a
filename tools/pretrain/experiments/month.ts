// `month`: thirty short nights in sequence: see in-sequence.ts.

import { must } from '../../../src/lib/assert.ts';
import { mean } from '../../../src/lib/stats.ts';
import type { Experiment } from './experiment.ts';
import { daysOf, nightsInSequence, overDays } from './in-sequence.ts';
import { intervalOf } from './interval.ts';

const DAYS = 30;

export const month: Experiment = {
  about:
    'Thirty nights in sequence: is what is asked answered better, is what was known kept, is what is stored bounded?',
  arms: ['nights'],
  seeds: { full: 5, quick: 1 },
  measure: (_arm, seed, say) => nightsInSequence(DAYS, seed, {}, say),
  conclude: (rows) => {
    const own = rows['nights'] ?? [];
    const last = (name: string): number[] => own.map((row) => must(daysOf(row, name).at(-1), name));
    const all = (name: string): number[] => own.flatMap((row) => daysOf(row, name));
    return {
      nights: own.length * DAYS,
      promoted: own.map((row) => daysOf(row, 'promoted').filter((value) => value === 1).length),
      asked: {
        firstTen: intervalOf(overDays(own, 'right', 0, 10)),
        lastTen: intervalOf(overDays(own, 'right', 20, 30)),
      },
      rise: intervalOf(
        own.map((row) => mean(daysOf(row, 'right').slice(20)) - mean(daysOf(row, 'right').slice(0, 10))),
      ),
      topics: {
        before: intervalOf(own.map(({ before }) => Number(before))),
        after: intervalOf(own.map(({ after }) => Number(after))),
      },
      leastRetention: Math.min(...all('kept')),
      stored: {
        rowBytes: intervalOf(last('rowBytes')),
        fileBytes: intervalOf(last('fileBytes')),
        mostFileBytes: Math.max(...all('fileBytes')),
      },
      seconds: { mean: mean(all('seconds')), most: Math.max(...all('seconds')) },
    };
  },
};
