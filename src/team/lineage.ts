// What an adapter was made of: the one that it was trained on from, or its parts where it was merged, and what those were made of. Pure.

import type { RowOf } from '../db/tables/index.ts';
import type { Json } from '../lib/json.ts';

type Rows = ReadonlyMap<string, Pick<RowOf<'checkpoints'>, 'parent' | 'config'>>;

/** A checkpoint and everything that it was made of, by id. */
export function lineageOf(rows: Rows, id: string): ReadonlySet<string> {
  const line = new Set([id]);
  // A set is walked in the order in which it grows.
  for (const each of line) for (const origin of originsOf(rows, each)) line.add(origin);
  return line;
}

/** What is in both, as far as nothing else that is in both was made of it: where their ways parted. Empty: they have only the base in common. */
export function partingOf(rows: Rows, first: string, second: string): string[] {
  const other = lineageOf(rows, second);
  const shared = [...lineageOf(rows, first)].filter((id) => other.has(id));
  return shared.filter((id) => !shared.some((each) => each !== id && lineageOf(rows, each).has(id)));
}

function originsOf(rows: Rows, id: string): string[] {
  const row = rows.get(id);
  if (!row) return [];
  return [...(row.parent === null ? [] : [row.parent]), ...partsOf(row.config)];
}

/** Ids of the checkpoints that a row says it was merged from. */
function partsOf(config: Json): string[] {
  const { parts } = (config ?? {}) as { parts?: unknown };
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'string') : [];
}
