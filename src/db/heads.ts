// Moving the heads: which checkpoint answers the user. Each move is one strict transaction that checks the fence, checks
// that the rows it rests on exist, writes the move with its reason and swaps the pointers, so that a crash at any point
// leaves the old heads or the new ones. The file of a checkpoint is verified before it may become active.

import { AppError } from '../lib/errors.ts';
import { assert, must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import type { Store } from './db.ts';
import { assertFence } from './fence.ts';
import type { Fence } from './fence.ts';
import type { Files } from './files.ts';
import { META } from './connection.ts';
import { insert, prepare } from './rows.ts';
import type { Prepared } from './rows.ts';
import type { Tx } from './session.ts';
import { HEAD_NAMES, heads as headTable } from './tables/heads.ts';
import type { Head, HeadName } from './tables/heads.ts';
import type { DraftOf, RowOf } from './tables/index.ts';
import type { Rejection } from './tables/moves.ts';
import { misfits } from './tables/shape.ts';

/** Checkpoint row of each head; null = the base as shipped (candidate: none). */
export type Heads = Readonly<Record<HeadName, string | null>>;

/** Who decided, when, and what was measured. */
export type Decision = { night: string | null; at: number; evals?: readonly string[]; detail?: Json };

/** Where the heads are. @throws AppError storage/… */
export function readHeads(store: Store): Promise<Heads> {
  return store.session.transact('read the heads', 'read', ['heads'], async (tx) => pointers(await headRows(tx)));
}

/** Makes a checkpoint the candidate. @throws AppError storage/missing-row, storage/fenced, storage/… */
export function propose(
  store: Store,
  checkpoint: string,
  decision: Decision,
  fence: Fence | null,
): Promise<RowOf<'moves'>> {
  return move(store, decision, fence, (heads) => ({
    draft: { action: 'propose', reason: 'trained', from: heads.active, to: heads.active, checkpoint },
    next: { ...heads, candidate: checkpoint },
  }));
}

/**
 * Makes a checkpoint active, keeping what was active as previous. Promoting what is active already changes nothing but
 * the candidate.
 * @param decision must name at least one eval, one of them of this checkpoint's file.
 * @param upon what it was learned and measured upon, if that must still be active (null: the base)
 * @throws AppError storage/missing-row, storage/missing-file, storage/corrupt-file, storage/fenced, storage/head-moved, storage/…
 */
export async function promote(
  store: Store,
  files: Files,
  checkpoint: string,
  decision: Decision,
  fence: Fence | null,
  upon?: string | null,
): Promise<RowOf<'moves'>> {
  const row = await verifiedCheckpoint(store, files, checkpoint);
  await mustHaveEval(store, row, decision.evals ?? []);
  const done = await moveIf(store, decision, fence, ({ active, previous }) => {
    if (upon !== undefined && active !== upon && active !== checkpoint) return null;
    return {
      draft: { action: 'promote', reason: 'promoted', from: active, to: checkpoint, checkpoint },
      next: { active: checkpoint, candidate: null, previous: active === checkpoint ? previous : active },
    };
  });
  if (done !== null) return done;
  throw new AppError('storage/head-moved', decision.night === null ? MOVED.merge : MOVED.night, { upon });
}

const MOVED = {
  night:
    'What answers was changed while this night went on, and what it learned is on top of what answered before. It is left out; dream again.',
  merge:
    'What answers was changed while this merge went on, and it was compared with what answered before. It is left out; merge again.',
} as const;

/**
 * Makes a checkpoint active because the user brought it (no night measured it), or chose it from the library: going back is one step away.
 * @throws AppError storage/missing-row, storage/missing-file, storage/corrupt-file, storage/fenced, storage/…
 */
export async function adopt(
  store: Store,
  files: Files,
  checkpoint: string,
  decision: Decision,
  fence: Fence | null,
  reason: 'imported' | 'chosen' = 'imported',
): Promise<RowOf<'moves'>> {
  await verifiedCheckpoint(store, files, checkpoint);
  return move(store, decision, fence, (heads) => ({
    draft: { action: 'promote', reason, from: heads.active, to: checkpoint, checkpoint },
    next: { ...heads, active: checkpoint, previous: heads.active === checkpoint ? heads.previous : heads.active },
  }));
}

/** Drops the candidate; what is active stays. @throws AppError storage/fenced, storage/… */
export function reject(
  store: Store,
  reason: Rejection,
  decision: Decision,
  fence: Fence | null,
): Promise<RowOf<'moves'>> {
  return move(store, decision, fence, (heads) => ({
    draft: { action: 'reject', reason, from: heads.active, to: heads.active, checkpoint: heads.candidate },
    next: { ...heads, candidate: null },
  }));
}

/**
 * Goes back to what was active before (the base as shipped when nothing was). Going back twice returns to the start.
 * @throws AppError storage/no-previous, storage/missing-file, storage/corrupt-file, storage/fenced, storage/head-moved, storage/…
 */
export async function rollback(
  store: Store,
  files: Files,
  reason: Rejection,
  decision: Decision,
  fence: Fence | null,
): Promise<RowOf<'moves'>> {
  const { active, previous } = await readHeads(store);
  if (active === previous)
    throw new AppError('storage/no-previous', 'There is nothing to go back to: the model is as it was shipped.');
  if (previous !== null) await verifiedCheckpoint(store, files, previous);
  // While the file was read another tab may have chosen one: carried out now, that one would be in neither head, though nobody took it back.
  const done = await moveIf(store, decision, fence, (heads) =>
    heads.active === active && heads.previous === previous ? backTo(reason, previous, active)(heads) : null,
  );
  if (done === null) throw movedByOthers({ active, previous });
  return done;
}

/**
 * Goes back from a promotion to what was active before it, and from all that was promoted on top of it, unless anything moved the active head since it was looked
 * at: what the user decided by hand stays. @param seen the newest move that changed what is active, when that was decided
 * @returns the move; null when nothing was changed
 * @throws AppError storage/missing-file, storage/corrupt-file, storage/…
 */
export async function undoPromotion(
  store: Store,
  files: Files,
  { from }: Pick<RowOf<'moves'>, 'from'>,
  seen: string,
  decision: Decision,
): Promise<RowOf<'moves'> | null> {
  if (from !== null) await verifiedCheckpoint(store, files, from);
  return moveIf(store, decision, null, (heads, last) =>
    last === seen ? backTo('watch', from, heads.active)(heads) : null,
  );
}

/**
 * Puts an older checkpoint in the place of one that cannot be loaded; see `resolveActive`.
 * @returns the move; null when the bad one is not active any more: nothing is changed then
 */
export function replaceActive(
  store: Store,
  bad: string,
  good: string | null,
  decision: Decision,
  fence: Fence | null,
): Promise<RowOf<'moves'> | null> {
  return moveIf(store, decision, fence, (heads) =>
    heads.active === bad ? backTo('bad_file', good, null)(heads) : null,
  );
}

const backTo =
  (reason: Rejection, to: string | null, previous: string | null) =>
  (heads: Heads): Plan => ({
    draft: { action: 'rollback', reason, from: heads.active, to, checkpoint: heads.active },
    next: { ...heads, active: to, previous },
  });

type Plan = {
  draft: Omit<DraftOf<'moves'>, 'at'>;
  next: Heads;
};

/** `last`: the newest move that changed what is active. */
type Seen = { heads: Heads; last: string | null };

const TRIES = 3;

async function move(
  store: Store,
  decision: Decision,
  fence: Fence | null,
  plan: (heads: Heads) => Plan,
): Promise<RowOf<'moves'>> {
  return must(await moveIf(store, decision, fence, plan), 'a move that has no condition');
}

/** A plan is made from the heads as they are, then carried out only if they still are so; else it is made again. Null: there is no plan for them. */
async function moveIf(
  store: Store,
  decision: Decision,
  fence: Fence | null,
  plan: (heads: Heads, last: string | null) => Plan | null,
): Promise<RowOf<'moves'> | null> {
  for (let tries = 1; ; tries++) {
    const seen = await store.session.transact('read the heads', 'read', ['heads', 'moves'], seenIn);
    const planned = plan(seen.heads, seen.last);
    if (planned === null) return null;
    const { draft, next } = planned;
    const { at, night, evals = [], detail = null } = decision;
    const prepared = await prepare('moves', [{ ...draft, at, night, evals, detail }]);
    const done = await carryOut(store, seen, next, must(prepared[0], 'the prepared move'), fence);
    if (done !== null) return done;
    if (tries === TRIES) throw movedByOthers(seen.heads);
  }
}

function movedByOthers(seen: Partial<Heads>): AppError {
  return new AppError(
    'storage/head-moved',
    'Another tab moved the active model at the same moment. Nothing was changed; try again.',
    { seen },
  );
}

/** Null when the heads are not as they were seen. Running it again after it was done changes nothing. */
function carryOut(
  store: Store,
  seen: Seen,
  next: Heads,
  prepared: Prepared,
  fence: Fence | null,
): Promise<RowOf<'moves'> | null> {
  return store.session.transact(
    'move the active model',
    'write',
    ['heads', 'moves', 'checkpoints', 'evals', META],
    async (tx) => {
      await assertFence(tx, fence);
      const now = await seenIn(tx);
      const carriedOut = (await headRows(tx)).some((row) => row.move === prepared.id);
      if (!carriedOut && !(sameHeads(now.heads, seen.heads) && now.last === seen.last)) return null;
      await mustExist(
        tx,
        'checkpoints',
        [next.active, next.candidate].filter((id) => id !== null),
      );
      await mustExist(tx, 'evals', (prepared.content['evals'] ?? []) as readonly string[]);
      const [saved] = await insert(tx, 'moves', [prepared]);
      if (!carriedOut)
        await tx
          .table('heads')
          .bulkPut(HEAD_NAMES.map((name): Head => ({ name, checkpoint: next[name], move: prepared.id })));
      return must(saved, 'the saved move');
    },
  );
}

async function seenIn(tx: Tx): Promise<Seen> {
  const moved = (row: unknown): boolean => MOVING.includes((row as RowOf<'moves'>).action);
  const last = (await tx.table('moves').orderBy('seq').reverse().filter(moved).first()) as RowOf<'moves'> | undefined;
  return { heads: pointers(await headRows(tx)), last: last?.id ?? null };
}

/** Actions that decide what is active. */
const MOVING: readonly string[] = ['promote', 'rollback'] satisfies RowOf<'moves'>['action'][];

async function headRows(tx: Tx): Promise<Head[]> {
  return (await tx.table('heads').toArray()).map((row) => {
    assert(typeof row === 'object' && row !== null, 'a head is a record');
    if (misfits(row as Record<string, unknown>, headTable.shape).length === 0) return row as Head;
    throw new AppError(
      'storage/damaged-head',
      'The pointer to the active model is damaged. The model as shipped answers until you restore from an export.',
      { row },
    );
  });
}

function pointers(rows: readonly Head[]): Heads {
  const of = (name: HeadName): string | null => rows.find((row) => row.name === name)?.checkpoint ?? null;
  return { active: of('active'), candidate: of('candidate'), previous: of('previous') };
}

function sameHeads(a: Heads, b: Heads): boolean {
  return HEAD_NAMES.every((name) => a[name] === b[name]);
}

async function mustExist(tx: Tx, table: 'checkpoints' | 'evals', ids: readonly string[]): Promise<void> {
  const found = await tx.table(table).bulkGet([...ids]);
  const missing = ids.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) throw missingRow(table, missing);
}

/** The checkpoint row, once its file has been read and its hash found right. */
export async function verifiedCheckpoint(store: Store, files: Files, id: string): Promise<RowOf<'checkpoints'>> {
  const row = await store.get('checkpoints', id);
  if (row === null) throw missingRow('checkpoints', [id]);
  await files.read(row.file);
  return row;
}

async function mustHaveEval(store: Store, checkpoint: RowOf<'checkpoints'>, ids: readonly string[]): Promise<void> {
  const rows = await Promise.all(ids.map((id) => store.get('evals', id)));
  if (rows.some((row) => row?.checkpoint === checkpoint.file)) return;
  throw missingRow('evals', ids);
}

function missingRow(table: string, ids: readonly string[]): AppError {
  return new AppError(
    'storage/missing-row',
    `The active model was not changed: a record that this rests on is missing in ${table}. Run the night again.`,
    { table, ids },
  );
}
