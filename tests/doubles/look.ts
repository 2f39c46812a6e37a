// Looking at a profile after a night: rows, heads, and what of them must be the same whenever and however often the night was stopped.

import { checkAllChains } from '../../src/db/chain.ts';
import { openStore, type Store } from '../../src/db/db.ts';
import { type Heads, readHeads } from '../../src/db/heads.ts';
import type { LogName, RowOf } from '../../src/db/tables/index.ts';
import { LOG_NAMES } from '../../src/db/tables/index.ts';
import type { World } from './world.ts';

export async function look<T>(world: Pick<World, 'name' | 'backend'>, at: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ name: world.name, backend: world.backend });
  try {
    return await at(store);
  } finally {
    store.close();
  }
}

export function rowsOf<T extends LogName>(world: World, table: T): Promise<readonly RowOf<T>[]> {
  return look(world, (store) => store.list(table));
}

/** Tables with a row that does not verify, or a gap; empty when all is well. */
export function broken(world: World): Promise<string[]> {
  return look(world, async (store) =>
    (await checkAllChains(store.session)).filter(({ ok }) => !ok).map(({ table }) => table),
  );
}

/** Heads by the files that they name. */
export async function headFiles(store: Store): Promise<Heads> {
  const heads = await readHeads(store);
  const file = async (id: string | null): Promise<string | null> =>
    id ? ((await store.get('checkpoints', id))?.file ?? 'missing') : null;
  return {
    active: await file(heads.active),
    candidate: await file(heads.candidate),
    previous: await file(heads.previous),
  };
}

/** What a night comes to, without times and ids: equal for the same night, stopped or not. */
export function essence(world: World): Promise<object> {
  return look(world, async (store) => {
    const [episodes, tasks, attempts, lessons] = [
      await store.list('episodes'),
      await store.list('tasks'),
      await store.list('attempts'),
      await store.list('lessons'),
    ];
    const [runs, checkpoints, evals, moves] = [
      await store.list('runs'),
      await store.list('checkpoints'),
      await store.list('evals'),
      await store.list('moves'),
    ];
    return {
      heads: await headFiles(store),
      episodes: episodes.map(({ prompt, answer, skill, verdict, passed, total }) => ({
        prompt,
        answer,
        skill,
        verdict,
        passed,
        total,
      })),
      tasks: tasks.map(({ key, prompt, split, seeds }) => ({ key, prompt, split, seeds: seeds.length })),
      attempts: attempts.map(({ code, verdict, passed, total, reason }) => ({ code, verdict, passed, total, reason })),
      lessons: lessons.map(({ skill, level, prompt, code, weight }) => ({ skill, level, prompt, code, weight })),
      runs: runs.map(({ kind, config, losses, aeLoss, aeError, steps, tokens, data }) => ({
        kind,
        config,
        losses,
        aeLoss,
        aeError,
        steps,
        tokens,
        data: data.length,
      })),
      checkpoints: checkpoints.filter(({ kind }) => kind === 'lora').map(({ file, bytes }) => ({ file, bytes })),
      evals: evals.map(({ checkpoint, phase, level, skill, items, outcomes, nll }) => ({
        checkpoint,
        phase,
        level,
        skill,
        items,
        outcomes,
        nll,
      })),
      manners: (await store.list('manners')).map(
        ({ checkpoint, items, tokens, divergence, moved, form, repeated, deviceTest }) => ({
          checkpoint,
          items,
          tokens,
          divergence,
          moved,
          form,
          repeated,
          deviceTest,
        }),
      ),
      moves: moves.map(({ action, reason, detail }) => ({ action, reason, detail })),
    };
  });
}

export type Counts = Readonly<Record<LogName, number>>;

export function counts(world: World): Promise<Counts> {
  return look(world, async (store) => {
    const pairs = await Promise.all(LOG_NAMES.map(async (name) => [name, await store.count(name)] as const));
    return Object.fromEntries(pairs) as Counts;
  });
}
