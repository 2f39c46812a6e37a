// Which levels have kept too little, told outside of the X-ray: for what answers now, and for what a night left. Reads scores of that adapter and of what it was
// trained on from, and no others, so that it may be asked on every page. The heads are shared by all learners: behind one of another's, each has what it would
// answer with itself, and which of them answers the team says.

import { successionOf } from '../db/active.ts';
import type { Store } from '../db/db.ts';
import { readHeads } from '../db/heads.ts';
import type { RowOf } from '../db/tables/index.ts';
import { KEPT_RATE, type LevelFate, matrixOf, summaryOf, wornOf } from '../lib/forgetting.ts';
import { LEVEL_NAMES, percentWords } from './words.ts';

type Checkpoint = RowOf<'checkpoints'>;
/** Of everything that may answer now, that of the active head first. `file`: of the adapter; null while the model answers as it was shipped. */
type Worn = readonly { file: string | null; levels: readonly LevelFate[] }[];

const LEVELS = Object.keys(LEVEL_NAMES).map(Number);

/** Of what the active head names, and of what learners on other bases answer with behind it. @throws AppError storage/… */
export async function wornNow(store: Store): Promise<Worn> {
  const found: Worn[number][] = [];
  for (const line of await activeLines(store))
    found.push({ file: line.at(-1)?.file ?? null, levels: await wornAfter(store, line) });
  return found;
}

/** After a night, if what its learner answers with now has what it taught; else of nothing. @throws AppError storage/… */
export async function wornSince(store: Store, night: string): Promise<readonly LevelFate[]> {
  const moves = await store.list('moves', { where: ['night', night] });
  const taught = moves.find(({ action }) => action === 'promote')?.checkpoint;
  const lines = await activeLines(store);
  const upTo = lines.map((line) => line.slice(0, line.findIndex(({ id }) => id === taught) + 1));
  return wornAfter(store, upTo.find((line) => line.length > 0) ?? []);
}

/** Of what the active head names, then of what any other base has behind it: all that came before it, and it itself, in order; empty while the base answers. */
async function activeLines(store: Store): Promise<Checkpoint[][]> {
  const heads = await readHeads(store);
  if (heads.active === null) return [[]];
  const rows = new Map((await store.list('checkpoints')).map((row) => [row.id, row]));
  const newest = new Map<string, string>();
  for (const id of successionOf(await store.list('moves'), heads)) {
    const base = rows.get(id)?.base ?? '';
    if (!newest.has(base)) newest.set(base, id);
  }
  return [...newest.values()].map((id) => lineOf(rows, id));
}

function lineOf(rows: ReadonlyMap<string, Checkpoint>, id: string): Checkpoint[] {
  const line: Checkpoint[] = [];
  for (let row = rows.get(id); row; row = rows.get(row.parent ?? '')) line.unshift(row);
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

/** Whether what answers now has lost too much. @param adapter that answers, as the team says; undefined until it has said: then the active one */
export function isForgetting(worn: Worn, adapter: string | null | undefined): boolean {
  const answers = adapter === undefined ? worn[0] : worn.find(({ file }) => file === adapter);
  return answers !== undefined && answers.levels.length > 0;
}

/** Of levels that had kept too little after a night. */
export function wornWords(levels: readonly LevelFate[]): string {
  const kept = levels.map(
    ({ level, retention }) => `level ${level} (${LEVEL_NAMES[level]}) had kept ${percentWords(retention)}`,
  );
  return `After this night ${kept.join(', ')} of what it could, less than ${percentWords(KEPT_RATE)}.`;
}
