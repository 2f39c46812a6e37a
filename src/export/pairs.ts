// export: attempts and episodes -> preference pairs in a file, in the conversational form that TRL's trainers read (prompt, chosen, rejected as lists of
// messages; Axolotl with field_messages: prompt), flat columns beside them, one JSON object a line. Of nights unless the user wants their own words in it too.
// However many tasks there are, a page of rows is held, and of every pair where its line goes and which rows it is made of.

import type { Store } from '../db/db.ts';
import type { LogName, RowOf } from '../db/tables/index.ts';
import { grouped } from '../lib/group.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical, type Json } from '../lib/json.ts';
import { type Pair, pairsOfChat, pairsOfNights, sameAs } from '../team/pairs.ts';
import { verifiedReward } from '../team/rewards.ts';
import { chunks } from '../team/steps.ts';
import { FORMAT, weekOf } from './lines.ts';
import type { Exported } from './night.ts';

/** Lines that are written at once. */
const PAGE = 500;
/** Tasks whose attempts are read at once: a task may have a dozen of them. */
const TASKS = 100;

type Task = RowOf<'tasks'>;
type Attempt = RowOf<'attempts'>;

/** One line to be. `of`: the pair, or the ids of the attempts that it is made of again. */
type Found = { place: string; task: string | null; of: Pair | readonly [good: string, bad: string] };

/** @param own whether the user's own questions, answers and votes go into the file @throws AppError storage/… */
export async function exportPairs(store: Store, own: boolean): Promise<Exported> {
  const found = [...(await foundInNights(store)), ...(own ? await foundInChat(store) : [])];
  // By their text, so that the order of nights and devices does not show.
  found.sort((a, b) => (a.place < b.place ? -1 : 1));
  const pages: Blob[] = [];
  let rows = 0;
  for (const page of chunks(found, PAGE)) {
    const lines = await linesOf(store, page);
    pages.push(new Blob(lines.map((line) => `${line}\n`)));
    rows += lines.length;
  }
  return { name: 'dream-lab-preference.jsonl', file: new Blob(pages), rows };
}

/** Of every question with the same two answers the pair that was made last, as `distinct` of all of them at once. */
async function foundInNights(store: Store): Promise<Found[]> {
  const last = new Map<string, Found & { at: number }>();
  const tried = await attemptsOfPairs(store);
  for await (const tasks of pagesOf(store, tried)) {
    const ids = tasks.flatMap(({ id }) => tried.get(id) ?? []);
    const attempts = (await store.getMany('attempts', ids)).filter((row) => row !== null);
    const byTask = grouped(attempts, ({ task }) => task);
    for (const pair of pairsOfNights(tasks, attempts)) {
      // As a hash, for all are held.
      const key = await sha256(sameAs(pair));
      if ((last.get(key)?.at ?? 0) <= pair.at) last.set(key, await foundOf(pair, byTask.get(pair.task ?? '') ?? []));
    }
  }
  return [...last.values()];
}

/** Ids of the attempts, oldest first, of the tasks that were both solved and failed: of no other comes a pair. */
async function attemptsOfPairs(store: Store): Promise<ReadonlyMap<string, readonly string[]>> {
  const tried = new Map<string, { ids: string[]; right: boolean; wrong: boolean }>();
  for await (const row of store.stream('attempts')) {
    const of = tried.get(row.task) ?? { ids: [], right: false, wrong: false };
    of.ids.push(row.id);
    of.right ||= verifiedReward(row) === 1;
    of.wrong ||= row.verdict !== 'pass';
    tried.set(row.task, of);
  }
  return new Map([...tried].filter(([, { right, wrong }]) => right && wrong).map(([task, { ids }]) => [task, ids]));
}

/** Those tasks, oldest first, a few at a time. */
async function* pagesOf(store: Store, wanted: ReadonlyMap<string, unknown>): AsyncGenerator<readonly Task[], void> {
  let page: Task[] = [];
  for await (const task of store.stream('tasks')) {
    if (!wanted.has(task.id)) continue;
    page.push(task);
    if (page.length < TASKS) continue;
    yield page;
    page = [];
  }
  yield page;
}

/** @param attempts of its task, oldest first */
async function foundOf(pair: Pair, attempts: readonly Attempt[]): Promise<Found & { at: number }> {
  // Of attempts with the same code the last one counts.
  const idOf = (answer: string): string => attempts.findLast(({ code }) => code === answer)?.id ?? '';
  return {
    place: await placeOf(pair),
    task: pair.task,
    of: [idOf(pair.chosen), idOf(pair.rejected)],
    at: pair.at,
  };
}

/** What is better is told by all that was said to a question, whenever it was: these are held, for they are as many as somebody has typed. */
async function foundInChat(store: Store): Promise<Found[]> {
  const episodes: RowOf<'episodes'>[] = [];
  for await (const row of store.stream('episodes')) episodes.push(row);
  const pairs = pairsOfChat(episodes);
  return Promise.all(pairs.map(async (pair) => ({ place: await placeOf(pair), task: pair.task, of: pair })));
}

/** The lines of one page; those whose task or attempts cannot be read any more are left out. */
async function linesOf(store: Store, page: readonly Found[]): Promise<string[]> {
  const tasks = await byId(
    store,
    'tasks',
    page.flatMap(({ task }) => task ?? []),
  );
  const attempts = await byId(
    store,
    'attempts',
    page.flatMap(({ of }) => (isPair(of) ? [] : of)),
  );
  const lines = page.flatMap(({ task: id, of }) => {
    const task = tasks.get(id ?? '') ?? null;
    const pair = isPair(of) ? of : pairAgain(task, attempts, of);
    return pair ? [pairLine(pair, task)] : [];
  });
  return Promise.all(lines);
}

const isPair = (of: Found['of']): of is Pair => !Array.isArray(of);

function pairAgain(
  task: Task | null,
  attempts: ReadonlyMap<string, Attempt>,
  of: readonly [string, string],
): Pair | null {
  const both = of.flatMap((id) => attempts.get(id) ?? []);
  return (task && pairsOfNights([task], both)[0]) ?? null;
}

async function byId<T extends LogName>(
  store: Store,
  table: T,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RowOf<T>>> {
  const rows = await store.getMany(table, ids);
  return new Map(rows.flatMap((row) => (row ? [[row.id, row] as const] : [])));
}

type Tests = Pick<RowOf<'tasks'>, 'entry' | 'shown' | 'hidden'>;

/** One pair. `meta` is a JSON text with what comparing the two again needs, where tests can. */
export async function pairLine(pair: Pair, task: Tests | null): Promise<string> {
  const { prompt, rejected, evidence, source, skill, rejectedBy } = pair;
  const row = {
    ...(await headOf(pair)),
    prompt: said('user', prompt),
    rejected: said('assistant', rejected),
    skill: skill ?? '',
    verified: evidence === 'tests',
    rejected_model: rejectedBy,
    source,
    synthetic: source === 'dream',
    meta: canonical({ format: FORMAT, language: 'javascript', ...(task ? testsOf(task) : { entry: '', tests: [] }) }),
  };
  return canonical(row);
}

/** Sorts as the line does: its first columns by name, of which the id and the licence tell any two lines apart. */
const placeOf = async (pair: Pair): Promise<string> => canonical(await headOf(pair));

/** The columns of a line whose names come before `meta`. */
async function headOf(pair: Pair): Promise<Record<string, Json>> {
  const { prompt, chosen, rejected, evidence, source, night, level, chosenBy, at } = pair;
  return {
    chosen: said('assistant', chosen),
    chosen_model: chosenBy,
    created_at: weekOf(at),
    difficulty: level ?? 0,
    dream_id: night ?? '',
    evidence,
    id: await sha256(canonical([prompt, chosen, rejected])),
    license: source === 'dream' ? 'CC0-1.0' : 'other',
  };
}

const said = (role: string, content: string): Json => [{ role, content }];

const testsOf = ({ entry, shown, hidden }: Tests): { entry: string; tests: Json } => ({
  entry,
  tests: [...shown, ...hidden] as Json,
});
