// The checker of a log: recomputes every id and follows the chain from the first row to the recorded tail. It reports, it
// repairs nothing. Run at start-up, on demand and in tests.

import { META } from './connection.ts';
import { inspect, isDamage } from './rows.ts';
import type { Damage } from './rows.ts';
import type { Session } from './session.ts';
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

/** @throws AppError storage/… when the table cannot be read at all. */
export async function checkChain(session: Session, table: LogName): Promise<ChainReport> {
  const { values, tail } = await session.transact(`check ${table}`, 'read', [table, META], async (tx) => ({
    values: await tx.table(table).toArray(),
    tail: tailOf(await tx.table(META).get(`tail/${table}`)),
  }));
  const seen = await Promise.all(values.map((value) => inspect(table, value)));
  const damages = seen.filter((row): row is Damage => isDamage(row));
  const places = values.map(placeOf).filter((place) => place !== null);
  const breaks = follow(places, tail);
  return { table, rows: values.length, damages, breaks, ok: damages.length + breaks.length === 0 };
}

/** @throws AppError as `checkChain` does. */
export async function checkAllChains(session: Session): Promise<readonly ChainReport[]> {
  const reports: ChainReport[] = [];
  for (const table of LOG_NAMES) reports.push(await checkChain(session, table));
  return reports;
}

type Link = { id: string; seq: number; previous: unknown };

function follow(places: readonly Link[], tail: { id: string; seq: number } | null): Break[] {
  const breaks: Break[] = [];
  let before: { id: string | null; seq: number } = { id: null, seq: 0 };
  for (const place of [...places].sort((a, b) => a.seq - b.seq)) {
    if (place.seq !== before.seq + 1) breaks.push({ at: place.seq, kind: 'gap' });
    else if (place.previous !== before.id) breaks.push({ at: place.seq, kind: 'link' });
    before = place;
  }
  if (before.id !== (tail?.id ?? null) || before.seq !== (tail?.seq ?? 0))
    breaks.push({ at: before.seq, kind: 'tail' });
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
