// Which levels have kept too little, told outside of the X-ray: for what answers now, and for what a night left. Reads the rows of that adapter and of what it was
// trained on from, and no others, so that it may be asked on every page.

import { readHeads } from '../db/heads.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { KEPT_RATE, type LevelFate, matrixOf, summaryOf, wornOf } from '../lib/forgetting.ts';
import { LEVEL_NAMES, percentWords } from './words.ts';

type Checkpoint = RowOf<'checkpoints'>;
/** `file`: of the adapter; null while the model answers as it was shipped. */
type Worn = { file: string | null; levels: readonly LevelFate[] };

const LEVELS = Object.keys(LEVEL_NAMES).map(Number);

/** Of what the active head names. @throws AppError storage/… */
export async function wornNow(store: Store): Promise<Worn> {
  const line = await activeLine(store);
  return { file: line.at(-1)?.file ?? null, levels: await wornAfter(store, line) };
}

/** After a night, if what answers now has what it taught; else of nothing. @throws AppError storage/… */
export async function wornSince(store: Store, night: string): Promise<readonly LevelFate[]> {
  const moves = await store.list('moves', { where: ['night', night] });
  const taught = moves.find(({ action }) => action === 'promote')?.checkpoint;
  const line = await activeLine(store);
  return wornAfter(store, line.slice(0, line.findIndex(({ id }) => id === taught) + 1));
}

/** Everything that came before what answers now, and that itself, in order; empty while the base does. */
async function activeLine(store: Store): Promise<Checkpoint[]> {
  const line: Checkpoint[] = [];
  let { active: next } = await readHeads(store);
  while (next !== null) {
    const row: Checkpoint | null = await store.get('checkpoints', next);
    if (row) line.unshift(row);
    next = row?.parent ?? null;
  }
  return line;
}

async function wornAfter(store: Store, line: readonly Checkpoint[]): Promise<readonly LevelFate[]> {
  const [first] = line;
  if (!first) return [];
  const matrix: ReturnType<typeof matrixOf>[number][] = [];
  for (const file of new Set([first.base, ...line.map((row) => row.file)])) {
    const evals = await store.list('evals', { where: ['checkpoint', file] });
    if (evals.some(({ level }) => level !== null)) matrix.push(...matrixOf(evals, [file], LEVELS));
  }
  return wornOf(summaryOf(matrix, LEVELS));
}

/** Whether what answers now has lost too much. @param adapter that answers, as the team says; undefined until it has said */
export const isForgetting = ({ file, levels }: Worn, adapter: string | null | undefined): boolean =>
  levels.length > 0 && (adapter === undefined || adapter === file);

/** Of levels that had kept too little after a night. */
export function wornWords(levels: readonly LevelFate[]): string {
  const kept = levels.map(
    ({ level, retention }) => `level ${level} (${LEVEL_NAMES[level]}) had kept ${percentWords(retention)}`,
  );
  return `After this night ${kept.join(', ')} of what it could, less than ${percentWords(KEPT_RATE)}.`;
}
