// Which adapter of the library a question is for. The index is that of the domain: a question is ranked among its skills, and an adapter fits by the
// probability that one of the skills that it learned is asked for. Where none fits for certain, what answers now answers. Pure.

import type { Book } from '../db/library.ts';
import type { Asked } from '../domains/domain.ts';
import { sum } from '../lib/stats.ts';

/** As certain as a question's skill must be before it is named. */
export const LEAST_FIT = 2 / 3;

/**
 * The adapter that answers best what is asked: among those that fit, by the share of such tasks that it was measured to solve; one that was never measured
 * comes after all that were, one that was measured to solve none is never taken, and what answers now goes before its equals. Null: what answers now.
 * @param books that can answer, newest first @param active checkpoint that answers now
 */
export function bookFor(books: readonly Book[], active: string | null, asked: readonly Asked[]): Book | null {
  const own = books.find(({ checkpoint }) => checkpoint.id === active);
  const [best] = books
    .filter((book) => !book.takenBack && fitOf(book, asked) >= LEAST_FIT)
    .map((book) => ({ book, promise: promiseOf(book, book.learned, asked) }))
    .sort((a, b) => (b.promise ?? 0) - (a.promise ?? 0));
  if (best === undefined || best.promise === 0) return null;
  const kept = own && promiseOf(own, best.book.learned, asked);
  const isNoBetter = own === best.book || (typeof kept === 'number' && kept >= (best.promise ?? 0));
  return isNoBetter ? null : best.book;
}

/** How likely it is that something is asked which the adapter learned. */
function fitOf({ learned }: Book, asked: readonly Asked[]): number {
  return sum(asked.filter(({ skill }) => learned.includes(skill)).map(({ probability }) => probability));
}

/** How likely an adapter is to be right, as far as one of these skills is asked for; null where it was measured on none of them. */
function promiseOf({ skills }: Book, of: readonly string[], asked: readonly Asked[]): number | null {
  const rates = new Map(skills.map(({ skill, after }) => [skill, after]));
  const measured = asked.filter(({ skill }) => of.includes(skill) && rates.has(skill));
  return measured.length ? sum(measured.map(({ skill, probability }) => probability * (rates.get(skill) ?? 0))) : null;
}
