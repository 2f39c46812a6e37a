// The checker of a log: recomputes every id and follows the chain from the first row to the recorded tail. It reports, it
// repairs nothing, and holds a page of rows and the places of all. Run at start-up, on demand and in tests.

import { META } from './connection.ts';
import { inspect, isDamage } from './rows.ts';
import type { Damage } from './rows.ts';
import type { Session, Tx } from './session.ts';
import { LOG_NAMES } from './tables/index.ts';
import type { LogName } from './tables/index.ts';
import { tailOf } from './tables/meta.ts';
import { isCount, isHash } from './tables/shape.ts';

/** `gap`: rows before this one are missing. `link`: it does not name the row before it. `tail`: rows at the end are missing. */
export type Break = { at: number; kind: 'gap' | 'link' | 'tail' };

export type ChainReport = {
  table: LogName;
  rows: number;
  damages: readonly Damage[];
  breaks: readonly Break[];
  ok: boolean;
};

/** Records that are read at once. */
const PAGE = 2000;

/** @throws AppError storage/… when the table cannot be read at all. */
export async function checkChain(session: Session, table: LogName): Promise<ChainReport> {
  const report = { table, rows: 0, damages: [] as Damage[] };
  const places: Link[] = [];
  const tail = await readTail(session, table);
  for await (const values of pages(session, table)) {
    report.rows += values.length;
    const seen = await Promise.all(values.map((value) => inspect(table, value)));
    report.damages.push(...seen.filter((row): row is Damage => isDamage(row)));
    places.push(...values.map(placeOf).filter((place) => place !== null));
  }
  const breaks = follow(before(places, tail, await readTail(session, table)), tail);
  return { ...report, breaks, ok: report.damages.length + breaks.length === 0 };
}

type Tail = { id: string; seq: number } | null;

async function readTail(session: Session, table: LogName): Promise<Tail> {
  const read = (tx: Tx): Promise<unknown> => tx.table(META).get(`tail/${table}`);
  return tailOf(await session.transact(`read the end of ${table}`, 'read', [META], read));
}

/** By primary key: foreign records may have no place. */
async function* pages(session: Session, table: LogName): AsyncGenerator<unknown[]> {
  let values: unknown[] = [];
  do {
    const last = (values.at(-1) as { id: string } | undefined)?.id;
    values = await session.transact(`check ${table}`, 'read', [table], (tx) => {
      const all = tx.table(table);
      return (last === undefined ? all.orderBy(':id') : all.where(':id').above(last)).limit(PAGE).toArray();
    });
    yield values;
  } while (values.length === PAGE);
}

/** Without what was saved while the pages were read: some of it was seen, some not. */
function before(places: readonly Link[], began: Tail, ended: Tail): Link[] {
  const [from, to] = [began?.seq ?? 0, ended?.seq ?? 0];
  return places.filter(({ seq }) => seq <= from || seq > to);
}

/** @throws AppError as `checkChain` does. */
export async function checkAllChains(session: Session): Promise<readonly ChainReport[]> {
  const reports: ChainReport[] = [];
  for (const table of LOG_NAMES) reports.push(await checkChain(session, table));
  return reports;
}

type Link = { id: string; seq: number; previous: unknown };

function follow(places: readonly Link[], tail: Tail): Break[] {
  const breaks: Break[] = [];
  let held: { id: string | null; seq: number } = { id: null, seq: 0 };
  for (const place of [...places].sort((a, b) => a.seq - b.seq)) {
    if (place.seq !== held.seq + 1) breaks.push({ at: place.seq, kind: 'gap' });
    else if (place.previous !== held.id) breaks.push({ at: place.seq, kind: 'link' });
    held = place;
  }
  if (held.id !== (tail?.id ?? null) || held.seq !== (tail?.seq ?? 0)) breaks.push({ at: held.seq, kind: 'tail' });
  return breaks;
}

/** A damaged row keeps its place in the chain as long as its place can be read. */
function placeOf(value: unknown): Link | null {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('seq' in value)) return null;
  const { id, seq } = value;
  return isHash(id) && isCount(seq)
    ? { id: id as string, seq: seq as number, previous: 'previous' in value ? value.previous : undefined }
    : null;
}
