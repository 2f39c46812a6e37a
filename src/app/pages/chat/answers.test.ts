import { expect, it } from 'vitest';
import { samples } from '../../../../tests/contracts/row-samples.ts';
import type { RowOf } from '../../../db/tables/index.ts';
import { answersIn } from './answers.ts';

const row = (id: string, replaces: string | null = null): RowOf<'episodes'> =>
  ({ ...samples.episodes, id, replaces }) as RowOf<'episodes'>;

const told = (...oldestFirst: RowOf<'episodes'>[]): string[] =>
  answersIn(oldestFirst.toReversed()).map(({ first, now }) => `${first}: ${now.id}`);

it('an answer stays where it is, whatever is said of it', () => {
  expect(told(row('a'), row('b'), row('c'))).toEqual(['c: c', 'b: b', 'a: a']);
  expect(told(row('a'), row('b'), row('a2', 'a'), row('c'), row('a3', 'a2'))).toEqual(['c: c', 'b: b', 'a: a3']);
});

it('one whose beginning is too long ago to be read begins with what is there', () =>
  expect(told(row('b'), row('a2', 'a'), row('a3', 'a2'))).toEqual(['a2: a3', 'b: b']));
