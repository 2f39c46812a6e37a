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

  it('was measured on what earlier nights taught as well, and did not learn it', () => {
    const kept = (['before', 'after'] as const).map((phase) => ({ ...score('b', phase, 'sum', 42), earlier: true }));
    const [book] = libraryOf({ ...shelf(move('promote', null, 'b')), evals: [...evals, ...kept] });
    expect(book?.skills).toEqual([
      { skill: 'add', before: 0.9, after: 0.8 },
      { skill: 'sum', before: 0.7, after: 0.7 },
    ]);
    expect(book?.learned).toEqual(['add']);
  });

  it('tells what was taken back, and what was brought again', () => {
    const taken = [move('promote', null, 'a'), move('promote', 'a', 'b'), move('rollback', 'b', 'a')];
    const states = (...moves: RowOf<'moves'>[]): boolean[] => libraryOf(shelf(...moves)).map((book) => book.takenBack);
    expect(states(...taken)).toEqual([true, false]);
    expect(states(...taken, move('rollback', 'a', 'b'))).toEqual([false, true]);
    expect(states(...taken, move('promote', 'a', 'b'))).toEqual([false, false]);
  });

  it('tells all that was taken back where it was more than one', () => {
    const taken = { ...move('rollback', 'c', 'a'), detail: { below: ['b'] } };
    const moves = [move('promote', null, 'a'), move('promote', 'a', 'b'), move('promote', 'b', 'c'), taken];
    const library = libraryOf(shelf(...moves));
    expect(library.map(({ checkpoint: { id }, takenBack }) => [id, takenBack])).toEqual([
      ['c', true],
      ['b', true],
      ['a', false],
    ]);
  });

  it('knows what each learned: of its night, as the user said, or of what it was merged from', () => {
    const told = (id: string, skills: unknown): RowOf<'checkpoints'> =>
      checkpoint(id, { night: null, config: { r: 8, skills } as RowOf<'checkpoints'>['config'] });
    const checkpoints = [
      checkpoint('a'),
      told('brought', ['add']),
      told('merged', ['add', 7, 'sum']),
      told('odd', 'add'),
    ];
    const moves = checkpoints.map(({ id }) => move('promote', null, id));
    const learned = libraryOf({ checkpoints, moves, evals }).map((book) => [book.checkpoint.id, book.learned]);
    expect(Object.fromEntries(learned)).toEqual({
      ...{ a: ['sum', 'add'], brought: ['add'], merged: ['add', 'sum'], odd: [] },
    });
  });

  it('tells the newest measurement of what no night made, and no rate before it', () => {
    const merged = checkpoint('m', { night: null, file: 'file m' });
    const measured = [score('m', 'before', 'add', 12), score('m', 'after', 'add', 30), score('m', 'after', 'add', 36)];
    const own = measured.map((row) => ({ ...row, night: null }));
    const [book] = libraryOf({ checkpoints: [merged], moves: [move('promote', null, 'm')], evals: own });
    expect(book?.skills).toEqual([{ skill: 'add', before: null, after: 0.6 }]);
  });
});
