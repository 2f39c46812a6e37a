// Versions of a dataset in the tables: how they are named, cut into rows, and read back. A version is read whole or not at all: its name is computed again.

import type { DraftOf, RowOf } from '../db/tables/index.ts';
import type { Store } from '../db/db.ts';
import { AppError } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical, type Json } from '../lib/json.ts';
import type { Context, NightRef } from './context.ts';
import { chunks } from './steps.ts';

/** Ids in one row: 5,000 are 335,000 characters, and a row has at most a million. */
const PART = 5000;

/** The name of what is chosen: SHA-256 of the canonical JSON of ids and recipe. */
export function nameOf(ids: readonly string[], recipe: Json): Promise<string> {
  return sha256(canonical({ ids, recipe }));
}

/** The rows of one version; an empty one has a row, too. */
export function datasetRows(whole: Omit<DraftOf<'datasets'>, 'part' | 'parts'>): DraftOf<'datasets'>[] {
  const parts = whole.ids.length ? chunks(whole.ids, PART) : [[]];
  return parts.map((ids, part) => ({ ...whole, ids, part, parts: parts.length }));
}

export type Dataset = Pick<RowOf<'datasets'>, 'version' | 'ids' | 'recipe' | 'counts'>;

/** What this night chose; null before it did. @throws AppError dataset/damaged */
export async function datasetOf(store: Store, night: string): Promise<Dataset | null> {
  const rows = await store.list('datasets', { where: ['night', night] });
  const [first] = rows;
  if (!first) return null;
  const { version, recipe, counts } = first;
  const ids = rows.toSorted((a, b) => a.part - b.part).flatMap((row) => row.ids);
  if ((await nameOf(ids, recipe)) === version) return { version, ids, recipe, counts };
  throw new AppError(
    'dataset/damaged',
    'The record of what this night learns from is damaged. Nothing is trained from it; start a new night.',
    { night, version, parts: rows.length },
  );
}

/**
 * The lessons that this night learns from, in the order of the table. Of a night that was decided about, what is left of them: it trains no more, and the nights
 * after it, which rehearse its lessons, would all fail for one that cannot be read.
 * @throws AppError dataset/damaged
 */
export async function keptLessons(
  { store }: Pick<Context, 'store'>,
  night: Pick<NightRef, 'id'>,
): Promise<{ version: string | null; rows: RowOf<'lessons'>[] }> {
  const dataset = await datasetOf(store, night.id);
  const all = dataset?.ids ?? [];
  const rows: RowOf<'lessons'>[] = [];
  for (const ids of chunks(all, PART))
    rows.push(...(await store.getMany('lessons', ids)).filter((row) => row !== null));
  const lost = all.length - rows.length;
  if (lost > 0 && !(await isDecided(store, night.id))) throw lessonsLost(night.id, lost, all.length);
  return { version: dataset?.version ?? null, rows };
}

async function isDecided(store: Store, night: string): Promise<boolean> {
  const moves = await store.list('moves', { where: ['night', night] });
  return moves.some(({ action }) => action === 'promote' || action === 'reject');
}

const lessonsLost = (night: string, lost: number, of: number): AppError =>
  new AppError(
    'dataset/damaged',
    `${lost} of the ${of} lessons that this night learns from cannot be read. The night cannot go on with it, and nothing is trained from the others; when it has failed like this twice, the next night is a new one.`,
    { night, lost, of },
  );
