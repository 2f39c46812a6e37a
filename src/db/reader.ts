// Reading rows back: each is checked against its id. One that is damaged, foreign or unreadable is set aside and reported
// once, and the rest of the list still loads. Reading never writes.

import { codeOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { inspect, isDamage } from './rows.ts';
import type { Damage } from './rows.ts';
import type { Session, Tx } from './session.ts';
import type { ContentOf, LogName, RowOf } from './tables/index.ts';
import { IN_NIGHT } from './tables/table.ts';

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
  /** The same for many, in one transaction, in the order of the ids. */
  getMany<T extends LogName>(table: T, ids: readonly string[]): Promise<readonly (RowOf<T> | null)[]>;
  list<T extends LogName>(table: T, query?: Query<T>): Promise<readonly RowOf<T>[]>;
  /**
   * All rows, oldest first, a page at a time: however many there are, no more than a page of them is held. Rows that are saved meanwhile come, too.
   * @param night only rows of this night; the table must have the index `[night+seq]`
   */
  stream<T extends LogName>(table: T, night?: string): AsyncGenerator<RowOf<T>, void>;
  /** Stored records, damaged ones included. */
  count(table: LogName): Promise<number>;
  /** Records that could not be used so far, each once. */
  damaged(): readonly Damage[];
};

/** Rows that are read at once by a stream. */
const PAGE = 500;

export function makeReader(session: Session, log: Log): Reader {
  const { report, damaged } = damageList(log);
  const { read, fetchOne, fetchMany, fetchAll } = makeFetcher(session, report);
  const sift = async <T extends LogName>(table: T, values: readonly unknown[]): Promise<RowOf<T>[]> => {
    const seen = await Promise.all(values.map((value) => inspect(table, value)));
    return seen.filter((row) => {
      if (isDamage(row)) report(row);
      return !isDamage(row);
    }) as RowOf<T>[];
  };
  const getMany = async <T extends LogName>(table: T, ids: readonly string[]): Promise<(RowOf<T> | null)[]> => {
    const values = await fetchMany(table, [...new Set(ids)]);
    const found = new Map<string, RowOf<T>>((await sift(table, values)).map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  };
  async function* stream<T extends LogName>(table: T, night?: string): AsyncGenerator<RowOf<T>, void> {
    for (let after: number | null = 0; after !== null;) {
      const from: number = after;
      const values = await fetchAll(table, (tx) => page(tx, table, night, from));
      yield* inOrder(await sift(table, values), {});
      after = values.length < PAGE ? null : lastSeq(values);
    }
  }
  return {
    list: async (table, query = {}) =>
      inOrder(await sift(table, await fetchAll(table, (tx) => select(tx, table, query))), query),
    get: async (table, id) => (await sift(table, await fetchOne(table, id)))[0] ?? null,
    getMany,
    stream,
    count: (table) => read(table, (tx) => tx.table(table).count()),
    damaged,
  };
}

type Fetcher = {
  read<V>(table: LogName, body: (tx: Tx) => Promise<V>): Promise<V>;
  /** The stored record, as it is; none when there is none or it cannot be read. */
  fetchOne(table: LogName, key: string): Promise<unknown[]>;
  /** Those that are there, asked for all at once: a cursor from key to key takes seconds for a page of a large table. */
  fetchMany(table: LogName, keys: readonly string[]): Promise<unknown[]>;
  fetchAll(table: LogName, rows: (tx: Tx) => Rows): Promise<unknown[]>;
};

function makeFetcher(session: Session, report: (damage: Damage) => void): Fetcher {
  const read: Fetcher['read'] = (table, body) => session.transact(`read ${table}`, 'read', [table], body);
  const fetchOne: Fetcher['fetchOne'] = async (table, key) => {
    try {
      return [await read(table, (tx) => tx.table(table).get(key))].filter((value) => value !== undefined);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      report({ table, key, reason: 'cannot be read' });
      return [];
    }
  };
  /** One record that cannot be read makes all fail: then they are read one by one. */
  const oneByOne = async (
    table: LogName,
    all: () => Promise<unknown[]>,
    keys: () => Promise<readonly string[]>,
  ): Promise<unknown[]> => {
    try {
      return await all();
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      const values: unknown[] = [];
      for (const key of await keys()) values.push(...(await fetchOne(table, key)));
      return values;
    }
  };
  const fetchMany: Fetcher['fetchMany'] = async (table, keys) => {
    const all = (): Promise<unknown[]> => read(table, (tx) => tx.table(table).bulkGet([...keys]));
    return (await oneByOne(table, all, () => Promise.resolve(keys))).filter((value) => value !== undefined);
  };
  const fetchAll: Fetcher['fetchAll'] = (table, rows) =>
    oneByOne(
      table,
      () => read(table, (tx) => rows(tx).toArray()),
      () => read(table, (tx) => rows(tx).primaryKeys()),
    );
  return { read, fetchOne, fetchMany, fetchAll };
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

type Rows = ReturnType<ReturnType<Tx['table']>['orderBy']>;

/** An index gives rows in the order of their ids, so with `where` the order and the limit are left to `inOrder`. */
function select<T extends LogName>(tx: Tx, table: T, { where, after, newest, limit }: Query<T>): Rows {
  const rows = tx.table(table);
  if (where !== undefined) return rows.where(where[0]).equals(where[1]);
  let all = rows.where('seq').above(after ?? 0);
  if (newest) all = all.reverse();
  return limit === undefined ? all : all.limit(limit);
}

/** The next rows after this place, by the index that has them in order. */
function page(tx: Tx, table: LogName, night: string | undefined, after: number): Rows {
  const rows = tx.table(table);
  const next =
    night === undefined
      ? rows.where('seq').above(after)
      : rows.where(IN_NIGHT).between([night, after], [night, Infinity], false, true);
  return next.limit(PAGE);
}

/** Where a page ends; null when nothing that can be told stands after it: a foreign record may have any place. */
function lastSeq(values: readonly unknown[]): number | null {
  const seqs = values.map((value) => (value as { seq: unknown }).seq).filter((seq) => typeof seq === 'number');
  return seqs.length > 0 ? Math.max(...seqs) : null;
}

function inOrder<T extends LogName>(
  rows: RowOf<T>[],
  { after = 0, newest = false, limit = Infinity }: Query<T>,
): RowOf<T>[] {
  const sorted = rows.filter(({ seq }) => seq > after).sort((a, b) => (newest ? b.seq - a.seq : a.seq - b.seq));
  return sorted.slice(0, limit);
}
