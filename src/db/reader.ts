// Reading rows back: each is checked against its id. One that is damaged, foreign or unreadable is set aside and reported
// once, and the rest of the list still loads. Reading never writes.

import { codeOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { inspect, isDamage } from './rows.ts';
import type { Damage } from './rows.ts';
import type { Session, Tx } from './session.ts';
import type { ContentOf, LogName, RowOf } from './tables/index.ts';

export type Query<T extends LogName> = {
  /** Only rows whose indexed field has this value. */
  where?: readonly [index: keyof ContentOf<T> & string, value: string | number];
  /** Only rows after this `seq`. */
  after?: number;
  /** Newest first; oldest first otherwise. */
  newest?: boolean;
  limit?: number;
};

export type Reader = {
  /** The row, or null when there is none or it is damaged. */
  get<T extends LogName>(table: T, id: string): Promise<RowOf<T> | null>;
  list<T extends LogName>(table: T, query?: Query<T>): Promise<readonly RowOf<T>[]>;
  /** Stored records, damaged ones included. */
  count(table: LogName): Promise<number>;
  /** Records that could not be used so far, each once. */
  damaged(): readonly Damage[];
};

export function makeReader(session: Session, log: Log): Reader {
  const { report, damaged } = damageList(log);
  const read = <V>(table: LogName, body: (tx: Tx) => Promise<V>): Promise<V> =>
    session.transact(`read ${table}`, 'read', [table], body);

  const sift = async <T extends LogName>(table: T, values: readonly unknown[]): Promise<RowOf<T>[]> => {
    const seen = await Promise.all(values.map((value) => inspect(table, value)));
    return seen.filter((row) => {
      if (isDamage(row)) report(row);
      return !isDamage(row);
    }) as RowOf<T>[];
  };
  const fetchOne = async (table: LogName, key: string): Promise<unknown[]> => {
    try {
      return [await read(table, (tx) => tx.table(table).get(key))].filter((value) => value !== undefined);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      report({ table, key, reason: 'cannot be read' });
      return [];
    }
  };
  const fetchAll = async <T extends LogName>(table: T, query: Query<T>): Promise<unknown[]> => {
    try {
      return await read(table, (tx) => select(tx, table, query).toArray());
    } catch (error) {
      // One record that cannot be read makes the whole list fail: read them one by one.
      if (!isUnreadable(error)) throw error;
      const values: unknown[] = [];
      for (const key of await read(table, (tx) => select(tx, table, query).primaryKeys()))
        values.push(...(await fetchOne(table, key)));
      return values;
    }
  };
  return {
    list: async (table, query = {}) => inOrder(await sift(table, await fetchAll(table, query)), query),
    get: async (table, id) => (await sift(table, await fetchOne(table, id)))[0] ?? null,
    count: (table) => read(table, (tx) => tx.table(table).count()),
    damaged,
  };
}

function damageList(log: Log): { report(damage: Damage): void; damaged(): readonly Damage[] } {
  const damages = new Map<string, Damage>();
  return {
    report: (damage) => {
      const name = `${damage.table}/${damage.key}`;
      if (!damages.has(name)) log.error('storage: a record is damaged and was set aside', damage);
      damages.set(name, damage);
    },
    damaged: () => [...damages.values()],
  };
}

function isUnreadable(error: unknown): boolean {
  return codeOf(error) === 'storage/damaged' || codeOf(error) === 'storage/io';
}

/** An index gives rows in the order of their ids, so with `where` the order and the limit are left to `inOrder`. */
function select<T extends LogName>(
  tx: Tx,
  table: T,
  { where, after, newest, limit }: Query<T>,
): ReturnType<ReturnType<Tx['table']>['orderBy']> {
  const rows = tx.table(table);
  if (where !== undefined) return rows.where(where[0]).equals(where[1]);
  let all = rows.where('seq').above(after ?? 0);
  if (newest) all = all.reverse();
  return limit === undefined ? all : all.limit(limit);
}

function inOrder<T extends LogName>(
  rows: RowOf<T>[],
  { after = 0, newest = false, limit = Infinity }: Query<T>,
): RowOf<T>[] {
  const sorted = rows.filter(({ seq }) => seq > after).sort((a, b) => (newest ? b.seq - a.seq : a.seq - b.seq));
  return sorted.slice(0, limit);
}
