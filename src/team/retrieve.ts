// Which adapter of the library a question is for. The index is that of the domain: a question is ranked among its skills, and an adapter fits by the
// probability that one of the skills that it learned is asked for. Where none fits for certain, what answers now answers. Pure.

import type { Book } from '../db/library.ts';
import type { Asked } from '../domains/domain.ts';
import { sum } from '../lib/stats.ts';

/** As certain as a question's skill must be before it is named. */
export const LEAST_FIT = 2 / 3;

/**
 * The adapter that answers best what is asked: among those that fit, by the share of such tasks that it was measured to solve; one that was never measured
 * comes after all that were, and what answers now goes before its equals. Null: what answers now.
 * @param books that can answer, newest first @param active checkpoint that answers now
 */
export function bookFor(books: readonly Book[], active: string | null, asked: readonly Asked[]): Book | null {
  const fitting = books
    .filter((book) => !book.takenBack && fitOf(book, asked) >= LEAST_FIT)
    .map((book) => ({ book, promise: promiseOf(book, asked), isActive: book.checkpoint.id === active }))
    .sort((a, b) => b.promise - a.promise || Number(b.isActive) - Number(a.isActive));
  const [best] = fitting;
  return best === undefined || best.isActive ? null : best.book;
}

/** How likely it is that something is asked which the adapter learned. */
function fitOf({ learned }: Book, asked: readonly Asked[]): number {
  return sum(asked.filter(({ skill }) => learned.includes(skill)).map(({ probability }) => probability));
}

function promiseOf({ learned, skills }: Book, asked: readonly Asked[]): number {
  const rate = (skill: string): number => skills.find((each) => each.skill === skill)?.after ?? 0;
  return sum(
    asked.filter(({ skill }) => learned.includes(skill)).map(({ skill, probability }) => probability * rate(skill)),
  );
}
