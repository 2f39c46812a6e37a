import { expect, it } from 'vitest';
import { samples } from '../../../../tests/contracts/row-samples.ts';
import type { RowOf } from '../../../db/tables/index.ts';
import { keptOf, ratesOf } from './levels.ts';

const [BASE, ADAPTER] = ['b'.repeat(64), 'a'.repeat(64)];
const row = (changes: Partial<RowOf<'evals'>>): RowOf<'evals'> =>
  ({ ...samples.evals, ...changes, total: 100 }) as RowOf<'evals'>;
const evals = [
  row({ phase: 'before', checkpoint: BASE, level: 1, passes: 100, items: '1', night: 'n' }),
  row({ phase: 'before', checkpoint: BASE, level: 6, passes: 10, items: '6', night: 'n' }),
  row({ phase: 'after', checkpoint: ADAPTER, level: 1, passes: 98, items: '1', night: 'n' }),
  row({ phase: 'after', checkpoint: ADAPTER, level: 6, passes: 70, items: '6', night: 'n' }),
];
const nights = [{ event: 'started', id: 'n', at: 5 }] as RowOf<'nights'>[];

it('rates are of the shipped model and of what answers now', () => {
  expect(ratesOf(evals, { base: BASE, adapter: ADAPTER }, [1, 6, 7])).toEqual([
    { level: 1, base: 1, now: 0.98 },
    { level: 6, base: 0.1, now: 0.7 },
    { level: 7, base: null, now: null },
  ]);
  expect(ratesOf(evals, { base: BASE, adapter: null }, [6])).toEqual([{ level: 6, base: 0.1, now: 0.1 }]);
  expect(ratesOf([], { base: BASE, adapter: null }, [1])).toEqual([{ level: 1, base: null, now: null }]);
  // What was measured of another learner is not told of this one.
  expect(ratesOf(evals, { base: 'c'.repeat(64), adapter: null }, [6])).toEqual([{ level: 6, base: null, now: null }]);
});

it('what was kept counts levels that were known', () =>
  expect(keptOf(evals, nights)).toEqual([{ night: 'n', at: 5, kept: 0.98, level1: 0.98 }]));

it('nothing is said of level 1 where that was not known', () => {
  const other = evals.map((each) => ({ ...each, level: each.level === 1 ? 2 : each.level }));
  expect(keptOf(other, nights)).toEqual([{ night: 'n', at: 5, kept: 0.98, level1: null }]);
});

it('a night that measured nothing is not drawn', () => expect(keptOf([], nights)).toEqual([]));
