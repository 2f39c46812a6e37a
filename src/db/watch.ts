// Tells when logs have grown or heads have moved, whoever wrote: this page, one of its workers, or another tab. Every append moves the log's tail in
// the meta table, so a live query over the tails is enough. A connection of its own, which only reads and gives way to a newer app's upgrade.

import { Dexie, liveQuery } from 'dexie';
import { META } from './connection.ts';
import type { LogName } from './tables/index.ts';

/**
 * Calls back once at the start and soon after each change of one of these; `onEnd` when watching ended by itself (the database is gone or refused).
 * The returned function ends it. The database must be there: a connection without a version would make one that is not there, and delete it at once, under
 * whoever opens it meanwhile.
 */
export function watchTables(
  names: readonly (LogName | 'heads')[],
  onChange: () => void,
  onEnd: (error: unknown) => void = () => undefined,
  database = 'dream-lab',
): () => void {
  const db = new Dexie(database, { cache: 'disabled', autoOpen: false });
  const keys = names.filter((name) => name !== 'heads').map((name) => `tail/${name}`);
  const read = async (): Promise<unknown> => {
    const tails = await db.table(META).bulkGet(keys);
    return names.includes('heads') ? [tails, await db.table('heads').toArray()] : tails;
  };
  let last = '';
  const seen = (value: unknown): void => {
    const text = JSON.stringify(value);
    if (text !== last) onChange();
    last = text;
  };
  let stop = (): void => undefined;
  let ended = false;
  db.open().then(() => {
    if (ended) return db.close();
    const subscription = liveQuery(read).subscribe({ next: seen, error: onEnd });
    stop = () => subscription.unsubscribe();
  }, onEnd);
  return () => {
    ended = true;
    stop();
    db.close();
  };
}
