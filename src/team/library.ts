// The library of this browser, read again only when something was added, and the learner that a question is for: what answers now, with the adapter that fits
// the question best in place of its own. Adapters are inputs of the graphs, so nothing else is loaded for it.

import { readHeads } from '../db/heads.ts';
import { type Book, keptBooks, libraryOf } from '../db/library.ts';
import type { Store } from '../db/db.ts';
import type { Domain } from '../domains/domain.ts';
import { codeOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type AdapterReader, readAdapter } from './adapter-file.ts';
import type { Learner } from './context.ts';
import { bookFor } from './retrieve.ts';

/** Every adapter that was kept, newest first. Rows are never changed, so their number tells whether there are others. */
export function openLibrary(store: Store): () => Promise<readonly Book[]> {
  let read: { at: string; books: readonly Book[] } | null = null;
  return async () => {
    const at = [await store.count('checkpoints'), await store.count('moves'), await store.count('evals')].join();
    if (read?.at === at) return read.books;
    const [checkpoints, moves] = [await store.list('checkpoints'), await store.list('moves')];
    const books = libraryOf({ checkpoints, moves, evals: await store.list('evals') });
    read = { at, books: keptBooks(books, await readHeads(store)) };
    return read.books;
  };
}

export type Retrieving = AdapterReader & {
  library: ReturnType<typeof openLibrary>;
  domain: Pick<Domain, 'rank'>;
  /** What answers now. */
  learner(): Promise<Learner>;
  log: Log;
};

/** A file that cannot be read is told to the log, and what answers now answers. @throws AppError storage/… when the tables cannot be read */
export async function learnerFor(it: Retrieving, prompt: string): Promise<Learner> {
  const learner = await it.learner();
  const own = (await it.library()).filter(({ checkpoint }) => checkpoint.base === learner.base);
  const book = bookFor(own, learner.checkpoint, it.domain.rank(prompt));
  if (book === null) return learner;
  try {
    return { ...learner, checkpoint: book.checkpoint.id, adapter: await readAdapter(it, book.checkpoint) };
  } catch (error) {
    it.log.error('library: an adapter cannot be read', { checkpoint: book.checkpoint.id, code: codeOf(error) });
    return learner;
  }
}
