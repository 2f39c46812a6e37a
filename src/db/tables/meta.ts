// Meta: a few named values about the database itself. `schema`: its version. `epoch`: number of the newest dreamer (see
// fence.ts). `tail/<table>`: last place of each log, so that rows missing at the end are noticed.

import { isCount, isHash } from './shape.ts';
import type { Check } from './shape.ts';
import type { Place, Version } from './table.ts';

export const meta = { versions: [{ version: 1, name: 'first', indexes: [] }] satisfies readonly Version[] };

export const isEpoch: Check = isCount;

/** A stored tail; damaged or absent ones are null. */
export function tailOf(row: unknown): Pick<Place, 'id' | 'seq'> | null {
  const value = typeof row === 'object' && row !== null && 'value' in row ? row.value : null;
  if (typeof value !== 'object' || value === null || !('id' in value) || !('seq' in value)) return null;
  const { id, seq } = value;
  return isHash(id) && isCount(seq) ? { id: id as string, seq: seq as number } : null;
}
