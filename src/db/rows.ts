// Between what a caller wants to say and what lies in a table: fills defaults, checks, hashes and chains rows on the way
// in; checks and hashes them again on the way out. Knows nothing of connections.

import { AppError } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical } from '../lib/json.ts';
import { META } from './connection.ts';
import type { Tx } from './session.ts';
import { logs } from './tables/index.ts';
import type { DraftOf, LogName, RowOf } from './tables/index.ts';
import { tailOf } from './tables/meta.ts';
import { isCount, isHash, misfits, orNull } from './tables/shape.ts';
import type { Content, Place, TableInfo } from './tables/table.ts';

/** Longest canonical text of one row, UTF-16 units. Bytes belong in files. */
export const MAX_ROW_TEXT = 1 << 20;

/** A row that is ready to be written: complete, checked, named. */
export type Prepared = { readonly id: string; readonly content: Content; readonly text: string };

/** A stored record that cannot be used. It stays where it is: nothing here repairs or removes it. */
export type Damage = { table: LogName; /** Primary key, as far as it can be told. */ key: string; reason: string };

type Stored = Content & Place;

/**
 * Completes and hashes drafts. Must be done before a transaction: hashing does not wait inside one.
 * @throws AppError storage/bad-row (a field is missing, unknown or of the wrong type), storage/row-too-large, json/not-plain.
 */
export function prepare<T extends LogName>(table: T, drafts: readonly DraftOf<T>[]): Promise<Prepared[]> {
  return Promise.all(drafts.map((draft) => prepareOne(table, draft as Content)));
}

/** The id that this row has or would have. */
export async function rowId<T extends LogName>(table: T, draft: DraftOf<T>): Promise<string> {
  return (await prepareOne(table, draft as Content)).id;
}

async function prepareOne(table: LogName, draft: Content): Promise<Prepared> {
  const info: TableInfo = logs[table];
  const content = { ...info.defaults, ...draft };
  const fields = misfits(content, info.shape);
  if (fields.length > 0)
    throw new AppError(
      'storage/bad-row',
      `A row of ${table} was not saved, these fields do not fit: ${fields.join(', ')}.`,
      { table, fields },
    );
  const text = canonical(content);
  if (text.length > MAX_ROW_TEXT) {
    throw new AppError(
      'storage/row-too-large',
      `A row of ${table} was not saved: ${text.length} characters, at most ${MAX_ROW_TEXT}. Shorten the text.`,
      { table, length: text.length },
    );
  }
  return { id: await sha256(text), content, text };
}

/**
 * Appends prepared rows to their log inside a read-write transaction over the table and meta. A row that is there already
 * is left alone, so that saving again changes nothing.
 * @throws AppError storage/damaged-row when a damaged record holds the same id.
 */
export async function insert<T extends LogName>(tx: Tx, table: T, prepared: readonly Prepared[]): Promise<RowOf<T>[]> {
  const store = tx.table(table);
  const present = new Map<string, Stored>();
  for (const found of await store.bulkGet(prepared.map(({ id }) => id)))
    if (isStored(found)) present.set(found.id, found);
  let tail = await lastPlace(tx, table);
  const added: Stored[] = [];
  const rows = prepared.map((row) => {
    const old = present.get(row.id);
    if (old !== undefined) return same(table, old, row);
    const fresh = { ...row.content, id: row.id, seq: tail.seq + 1, previous: tail.id } as Stored;
    tail = fresh;
    added.push(fresh);
    present.set(row.id, fresh);
    return fresh;
  });
  if (added.length > 0) {
    await store.bulkAdd(added);
    await tx.table(META).put({ name: `tail/${table}`, value: { id: tail.id, seq: tail.seq } });
  }
  return rows as unknown as RowOf<T>[];
}

/** No log grows past this; a foreign record beyond it is never in the way. */
const LAST_SEQ = 2 ** 40;

/** The later of the recorded tail and the last record: rows may be missing at the end, or the record of the tail. */
async function lastPlace(tx: Tx, table: LogName): Promise<{ id: string | null; seq: number }> {
  const tail = tailOf(await tx.table(META).get(`tail/${table}`)) ?? { id: null, seq: 0 };
  const last = await tx.table(table).where('seq').between(tail.seq, LAST_SEQ, false, true).last();
  if (last === undefined) return tail;
  // A damaged or foreign record may hold the next place: it is passed by, not built on.
  return isStored(last) ? last : { id: tail.id, seq: Math.ceil((last as { seq: number }).seq) };
}

function same(table: LogName, old: Stored, wanted: Prepared): Stored {
  if (textOf(contentOf(old)) === wanted.text) return old;
  throw new AppError(
    'storage/damaged-row',
    `A damaged record in ${table} holds the place of this row. It was left as it is; nothing was saved.`,
    { table, id: old.id },
  );
}

/** The row if the stored value is whole and hashes to its id, else why not. */
export async function inspect<T extends LogName>(table: T, value: unknown): Promise<RowOf<T> | Damage> {
  const damage = (reason: string): Damage => ({ table, key: keyOf(value), reason });
  if (!isStored(value)) return damage('not a row');
  const content = contentOf(value);
  const text = textOf(content);
  if (text === null) return damage('not plain data');
  if (text.length > MAX_ROW_TEXT) return damage('too large');
  if ((await sha256(text)) !== value.id) return damage('content does not match its id');
  return complete(table, value) ?? damage('fields do not fit this table');
}

/** Fills what an older version did not have; null when a field does not fit. */
function complete<T extends LogName>(table: T, value: Stored): RowOf<T> | null {
  const info: TableInfo = logs[table];
  const content = { ...info.defaults, ...contentOf(value) };
  if (misfits(content, info.shape).length > 0) return null;
  return { ...content, id: value.id, seq: value.seq, previous: value.previous } as unknown as RowOf<T>;
}

export function isDamage(value: object): value is Damage {
  return 'reason' in value && 'table' in value && 'key' in value && !('seq' in value);
}

function isStored(value: unknown): value is Stored {
  if (typeof value !== 'object' || value === null) return false;
  const { id, seq, previous } = value as Record<string, unknown>;
  return isHash(id) && isCount(seq) && orNull(isHash)(previous);
}

function contentOf(row: Stored): Content {
  return Object.fromEntries(
    Object.entries(row).filter(([field]) => field !== 'id' && field !== 'seq' && field !== 'previous'),
  );
}

function textOf(content: Content): string | null {
  try {
    return canonical(content);
  } catch {
    return null;
  }
}

function keyOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id).slice(0, 80) : 'unknown';
}
