import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import { libraryOf, type Shelf } from './library.ts';
import type { RowOf } from './tables/index.ts';

const checkpoint = (id: string, changes: Partial<RowOf<'checkpoints'>> = {}): RowOf<'checkpoints'> =>
  ({ ...samples.checkpoints, id, file: `file ${id}`, night: `night ${id}`, ...changes }) as RowOf<'checkpoints'>;
const move = (action: 'promote' | 'rollback' | 'reject', from: string | null, to: string | null): RowOf<'moves'> =>
  ({ ...samples.moves, action, from, to }) as RowOf<'moves'>;
const score = (id: string, phase: 'before' | 'after', skill: string | null, passes: number): RowOf<'evals'> =>
  ({
    ...samples.evals,
    ...{
      night: `night ${id}`,
      checkpoint: phase === 'after' ? `file ${id}` : 'other',
      phase,
      skill,
      items: `${skill}`,
    },
    ...{ passes, total: 60 },
  }) as RowOf<'evals'>;

const evals = [
  ...[score('a', 'before', 'add', 6), score('a', 'after', 'add', 54), score('a', 'after', null, 60)],
  ...[score('a', 'before', 'sum', 0), score('a', 'after', 'sum', 57)],
  ...[score('b', 'before', 'add', 54), score('b', 'after', 'add', 48), score('c', 'after', 'add', 60)],
];
const shelf = (...moves: RowOf<'moves'>[]): Shelf => ({
  checkpoints: ['a', 'b', 'c'].map((id) => checkpoint(id)),
  moves,
  evals,
});

describe('the library', () => {
  it('has what passed the gate, newest first, with what it was measured to be good at', () => {
    const library = libraryOf(shelf(move('promote', null, 'a'), move('promote', 'a', 'b'), move('reject', 'b', 'b')));
    expect(library.map(({ checkpoint: { id }, takenBack }) => [id, takenBack])).toEqual([
      ['b', false],
      ['a', false],
    ]);
    expect(library[1]?.skills).toEqual([
      { skill: 'sum', before: 0, after: 0.95 },
      { skill: 'add', before: 0.1, after: 0.9 },
    ]);
  });

  it('tells what was taken back, and what was brought again', () => {
    const taken = [move('promote', null, 'a'), move('promote', 'a', 'b'), move('rollback', 'b', 'a')];
    const states = (...moves: RowOf<'moves'>[]): boolean[] => libraryOf(shelf(...moves)).map((book) => book.takenBack);
    expect(states(...taken)).toEqual([true, false]);
    expect(states(...taken, move('rollback', 'a', 'b'))).toEqual([false, true]);
    expect(states(...taken, move('promote', 'a', 'b'))).toEqual([false, false]);
  });
});
