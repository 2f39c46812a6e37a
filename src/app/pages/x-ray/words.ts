// What the X-ray says, in plain words, with the names that papers use beside them. Pure.

import { KEPT_RATE, type Score, type Summary, wornOf } from '../../../lib/forgetting.ts';
import { LEVEL_NAMES, percentWords } from '../../words.ts';
import type { Correlation, State } from './states.ts';

export type Figure = { name: string; term: string; value: string; told: string };

const NONE = '–';
const share = (value: number | null): string => (value === null ? NONE : percentWords(value));

/** Percentage points, with a sign where `signed`. */
export function pointsWords(value: number | null, signed = false): string {
  if (value === null) return NONE;
  const points = Math.abs(value * 100).toFixed(1);
  const sign = points === '0.0' ? '' : value < 0 ? '−' : signed ? '+' : '';
  return `${sign}${points} points`;
}

export function figuresOf({ acc, bwt, forgetting, retention }: Summary): Figure[] {
  const least = retention.min === null ? '' : `; the least of them ${percentWords(retention.min)}`;
  return [
    { name: 'Solved now', term: 'ACC', value: share(acc), told: 'of the tasks of every level, on average' },
    {
      ...{ name: 'Kept', term: 'retention', value: share(retention.average) },
      told: `of what it could when it learned a level, on average${least}`,
    },
    {
      ...{ name: 'Under its best', term: 'forgetting', value: pointsWords(forgetting) },
      told: 'best earlier score less that of now, on average over levels; below zero it got better',
    },
    {
      ...{ name: 'Since learned', term: 'BWT', value: pointsWords(bwt, true) },
      told: 'change of a level since it was learned; below zero is a loss',
    },
  ];
}

const BOUND = percentWords(KEPT_RATE);
const levelWords = (level: number): string => `Level ${level} (${LEVEL_NAMES[level]})`;

/** One sentence for each level that kept too little. */
export function alertsOf(summary: Summary): string[] {
  return wornOf(summary).map(
    ({ level, retention, first, last }) =>
      `${levelWords(level)} has kept ${percentWords(retention)} of what it could, less than ${BOUND}: ${share(first)} of its tasks when it was learned, ${share(last)} now.`,
  );
}

/** Where nothing can be said of what answers now. */
export const UNMEASURED =
  'What answers now was not measured yet, so nothing is said of it here. The next night that trains measures it. Below is what was measured of others.';

/** When nothing is wrong. */
export function calmWords(summary: Summary, states: readonly State[]): string {
  const compared = summary.levels.filter(({ retention }) => retention !== null).length;
  if (compared > 0)
    return `Nothing is forgotten that counts: ${compared === 1 ? 'the level' : `all ${compared} levels`} that it had learned before kept at least ${BOUND}.`;
  if (states.some(({ fate }) => fate === 'not kept' || fate === 'taken back'))
    return 'It answers as it was shipped, so nothing can be forgotten. What nights would have changed is below.';
  return 'It was measured once, so there is nothing to compare yet. The next night that learns something changes that.';
}

/** Of one row. */
export function stateWords({ fate, night, merged, at }: State): string {
  if (fate === 'shipped') return 'As shipped';
  const form = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  const when = at === null ? '' : new Date(at).toLocaleString('en', form);
  if (night !== null) return when;
  return `${merged ? 'Merged' : 'Brought by you'}, ${when}`;
}

/** For those who hear the table. */
export function cellWords(score: Score | undefined, worn: boolean): string {
  if (!score) return 'not measured';
  return worn ? `, less than ${BOUND} of what it was` : '';
}

/** Fewer nights tell nothing of a correlation, whatever they come to. */
const LEAST_NIGHTS = 8;

/** What distance from the shipped model has to do with forgetting. */
export function correlationWords({ r, n, interval }: Correlation): string {
  const nights = n === 0 ? 'no night was measured' : n === 1 ? 'one night is too few' : `${n} nights are too few`;
  const open = 'Whether more is forgotten further away from the shipped model (KL) cannot be told yet';
  if (n < LEAST_NIGHTS) return `${open}: ${nights}.`;
  if (r === null || !interval) return `${open}: the ${n} nights measured do not differ.`;
  const [low, high] = interval;
  const found = `correlation ${signed(r)}, 95 % interval ${signed(low)} to ${signed(high)}`;
  if (low <= 0 && high >= 0) return `${open}: ${nights} (${found}).`;
  return `The further away from the shipped model (KL), the ${r > 0 ? 'more' : 'less'} is forgotten: ${found}, over ${n} nights.`;
}

const signed = (value: number): string => value.toFixed(2).replace('-', '−');
