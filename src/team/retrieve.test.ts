import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import type { Book } from '../db/library.ts';
import type { RowOf } from '../db/tables/index.ts';
import { katas } from '../domains/katas.ts';
import { bookFor } from './retrieve.ts';

const book = (id: string, rates: Record<string, number>, changes: Partial<Book> = {}): Book => ({
  checkpoint: { ...samples.checkpoints, id } as RowOf<'checkpoints'>,
  skills: Object.entries(rates).map(([skill, after]) => ({ skill, before: null, after })),
  learned: Object.keys(rates),
  takenBack: false,
  ...changes,
});

const lists = book('lists', { 'filter-greater': 0.9, 'filter-even': 0.95 });
const words = book('words', { 'reverse-text': 0.8 });
const idOf = (books: readonly Book[], active: string | null, prompt: string): string | undefined =>
  bookFor(books, active, katas.rank(prompt))?.checkpoint.id;
const greater = 'keep only the numbers greater than 12';

describe('retrieval by the question', () => {
  it('finds the adapter that learned what is asked, in words that it never saw', () => {
    for (const prompt of [
      greater,
      'From my list I want the even numbers only.',
      'drop what is not above 40 in the list',
    ])
      expect(idOf([words, lists], 'words', prompt), prompt).toBe('lists');
    expect(idOf([words, lists], 'lists', 'turn a word around so that it reads backwards')).toBe('words');
  });

  it('leaves it to what answers now where nobody learned it, or nothing can be told', () => {
    for (const prompt of ['add 7 to a number', 'what is love', '', 'x '.repeat(3000)])
      expect(idOf([words, lists], null, prompt), prompt).toBeUndefined();
    expect(idOf([], null, greater)).toBeUndefined();
  });

  it('takes what was measured to be best at it, and what answers now before its equals', () => {
    const better = book('better', { 'filter-greater': 0.97 });
    expect(idOf([lists, better], null, greater)).toBe('better');
    expect(idOf([better, lists], 'lists', greater)).toBe('better');
    const equal = book('equal', { 'filter-greater': 0.9 });
    expect(idOf([equal, lists], 'lists', greater)).toBeUndefined();
    expect(idOf([equal, lists], null, greater)).toBe('equal');
  });

  it('takes one that nobody measured only where no other learned it, and never what was taken back', () => {
    const told = book('told', {}, { learned: ['filter-greater'] });
    expect(idOf([told, lists], null, greater)).toBe('lists');
    expect(idOf([told, words], null, greater)).toBe('told');
    expect(idOf([{ ...lists, takenBack: true }, words], null, greater)).toBeUndefined();
  });

  it('leaves it to what answers now where that was measured to do it as well, whatever it learned', () => {
    const told = book('told', {}, { learned: ['filter-greater'] });
    const now = (rate: number): Book => book('now', { 'filter-greater': rate }, { learned: ['reverse-text'] });
    expect(idOf([now(0.9), lists], 'now', greater)).toBeUndefined();
    expect(idOf([now(0.85), lists], 'now', greater)).toBe('lists');
    expect(idOf([now(0.1), told], 'now', greater)).toBeUndefined();
  });

  it('never takes one that was measured to solve none of it', () => {
    expect(idOf([book('none', { 'filter-greater': 0 }), words], null, greater)).toBeUndefined();
  });

  it('counts all skills that an adapter learned and that may be asked for, and not one that is a guess', () => {
    const asked = [
      { skill: 'filter-greater', probability: 0.4 },
      { skill: 'filter-even', probability: 0.35 },
    ];
    expect(bookFor([lists], null, asked)?.checkpoint.id).toBe('lists');
    expect(bookFor([book('one', { 'filter-greater': 1 })], null, asked)).toBeNull();
  });
});
