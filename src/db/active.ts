// What the heads come down to when files go bad: the newest checkpoint that can really be loaded, and which files must stay.
// Moves no head; writing the outcome down is `replaceActive` in heads.ts.

import type { Clock } from '../lib/clock.ts';
import { codeOf } from '../lib/errors.ts';
import type { Store } from './db.ts';
import { GRACE_MS } from './files.ts';
import type { Files } from './files.ts';
import { type Heads, readHeads } from './heads.ts';
import { keptBooks, libraryOf } from './library.ts';
import { takenBackBy } from './taken-back.ts';
import type { RowOf } from './tables/index.ts';
import { isGivenUp } from './tables/nights.ts';

export type Active = {
  /** What can be loaded, with its verified bytes; null = the base as shipped. */
  checkpoint: RowOf<'checkpoints'> | null;
  bytes: Uint8Array | null;
  /** Checkpoint rows that were tried before it and why they cannot be used; empty when the active head is good. */
  passedOver: readonly { id: string; code: string }[];
};

/**
 * The checkpoint to answer with: the active one, else the previous one, else the newest promoted one that was not taken
 * back, else the base. Never fails because of a bad file.
 * @param fits false for a checkpoint that this app cannot use, as one of another base.
 * @throws AppError storage/… when tables or files cannot be read just now: that says nothing about what is in them.
 */
export async function resolveActive(
  store: Store,
  files: Files,
  fits: (row: RowOf<'checkpoints'>) => boolean = () => true,
): Promise<Active> {
  const passedOver: { id: string; code: string }[] = [];
  const heads = await readHeads(store);
  const ids = heads.active === null ? [] : successionOf(await store.list('moves'), heads);
  for (const id of ids) {
    const tried = await load(store, files, id, fits);
    if (typeof tried !== 'string') return { ...tried, passedOver };
    passedOver.push({ id, code: tried });
  }
  return { checkpoint: null, bytes: null, passedOver };
}

/** Row and bytes, or the code of what is wrong with them. */
async function load(
  store: Store,
  files: Files,
  id: string,
  fits: (row: RowOf<'checkpoints'>) => boolean,
): Promise<{ checkpoint: RowOf<'checkpoints'>; bytes: Uint8Array } | string> {
  const checkpoint = await store.get('checkpoints', id);
  if (checkpoint === null) return 'storage/missing-row';
  if (!fits(checkpoint)) return 'storage/other-base';
  try {
    return { checkpoint, bytes: await readTwice(files, checkpoint.file) };
  } catch (error) {
    const code = codeOf(error);
    if (BAD.includes(code)) return code;
    throw error;
  }
}

/** These say that the file itself is bad. A disk that is slow or does not answer says nothing: what is thrown out for it would be lost for no reason. */
const BAD: readonly string[] = ['storage/missing-file', 'storage/corrupt-file', 'storage/damaged'];

/** The browser calls a file unreadable when memory is short, too: only one that is so twice is. */
async function readTwice(files: Files, file: string): Promise<Uint8Array> {
  try {
    return await files.read(file);
  } catch (error) {
    if (codeOf(error) !== 'storage/damaged') throw error;
    return files.read(file);
  }
}

type Move = Pick<RowOf<'moves'>, 'at' | 'action' | 'reason' | 'from' | 'to' | 'detail'>;

/**
 * What answers, and what would in its place where it does not fit, or cannot be read: the previous one, then the newest promoted one that was not taken back.
 * Empty: the base. Pure. @param moves oldest first
 */
export function successionOf(
  moves: readonly Move[],
  { active, previous }: Pick<Heads, 'active' | 'previous'>,
): string[] {
  if (active === null) return [];
  // Behind a step back `previous` is what was thrown out: it counts where the active one was put upon it.
  const upon = moves.findLast(({ action, to }) => action === 'promote' && to === active)?.from;
  const before = previous !== null && previous === upon ? [previous] : [];
  return [...new Set([active, ...before, ...promoted(moves)])];
}

/**
 * What a learner answered with after each of these moves, as `resolveActive` finds it while files are good: the heads are shared by all learners, and behind one
 * of another's it may have an adapter of its own. Pure. @param moves all that changed what is active, oldest first @param fits its own checkpoints
 */
export function answeredAfter(
  moves: readonly Move[],
  fits: (checkpoint: string) => boolean,
): { at: number; to: string | null }[] {
  let previous: string | null = null;
  return moves.map(({ at, reason, from, to }, i) => {
    if (reason === 'bad_file') previous = null;
    else if (from !== to) previous = from;
    if (to === null || fits(to)) return { at, to };
    return { at, to: successionOf(moves.slice(0, i + 1), { active: to, previous }).find(fits) ?? null };
  });
}

/** Checkpoints that were made active and not taken back since, newest first. */
function promoted(moves: readonly Move[]): string[] {
  const ids = new Set<string>();
  for (const move of moves) {
    const { action, to } = move;
    for (const id of takenBackBy(move)) ids.delete(id);
    if (action !== 'promote' && action !== 'rollback') continue;
    if (to === null) continue;
    ids.delete(to);
    ids.add(to);
  }
  return [...ids].reverse();
}

/**
 * Hashes of files that clean-up must keep: those of the heads, of the newest of the library, and of training states of
 * the newest night unless that is over: earlier ones are not taken up again. Everything else falls to `collectFiles` after its grace.
 */
export async function filesInUse(store: Store): Promise<ReadonlySet<string>> {
  const heads = await readHeads(store);
  const unfinished = (await unendedNight(store))?.id;
  const rows = await store.list('checkpoints');
  const books = keptBooks(libraryOf({ checkpoints: rows, moves: await store.list('moves'), evals: [] }), heads);
  const kept = new Set([heads.active, heads.candidate, heads.previous, ...books.map(({ checkpoint: { id } }) => id)]);
  return new Set(
    rows.filter(({ id, night }) => kept.has(id) || (night !== null && night === unfinished)).map(({ file }) => file),
  );
}

/** The newest night, if it has not ended: cut off without a word, or failed, but not twice alike. */
export async function unendedNight(store: Store): Promise<RowOf<'nights'> | null> {
  const rows = await store.list('nights');
  const newest = rows.findLast(({ event }) => event === 'started');
  const later = rows.filter(({ night }) => night === newest?.id);
  const isOver = OVER.includes(later.at(-1)?.event ?? '') || isGivenUp(later);
  return newest === undefined || isOver ? null : newest;
}

const OVER: readonly string[] = ['completed', 'no_knowledge'] satisfies RowOf<'nights'>['event'][];

/** Removes files that nothing needs and that are older than a week; none where rows that name them may be lost. @returns their hashes. */
export async function collectFiles(store: Store, files: Files, clock: Clock): Promise<readonly string[]> {
  const used = await filesInUse(store);
  // Damage is found where rows are read.
  if ((await store.count('checkpoints')) === 0 || store.damaged().length > 0) return [];
  return files.collect(used, clock.now() - GRACE_MS);
}
