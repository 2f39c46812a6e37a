// export: lessons -> a file. Verified solutions of one night, or of all, with the tests that they passed. Built from an allow-list of fields of tasks,
// attempts and lessons; what the user wrote in the chat is in none of them. However many there are, a page of rows is held, and where each one goes.

import { importedName, shipped } from '../../models/catalog.ts';
import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { chunks } from '../team/steps.ts';
import { isRepository } from './card.ts';
import { type Lesson, lineOf, placeOf } from './lines.ts';

export type Exported = { name: string; file: Blob; rows: number };

/** Rows that are read and written at once. */
const PAGE = 500;
/** A row's id is the end of its place. */
const ID = 64;

/** Lines sorted by their text: the order of nights and devices does not show. @param night all nights when null. @throws AppError storage/… */
export async function exportLessons(store: Store, night: string | null): Promise<Exported> {
  const places: string[] = [];
  for await (const row of store.stream('lessons', night ?? undefined))
    if (row.night !== null) places.push(placeOf({ ...row, night: row.night }));
  const names = await namesOf(store);
  const pages: Blob[] = [];
  let rows = 0;
  for (const page of chunks(places.sort(), PAGE)) {
    const lines = (await lessonsAt(store, page, names)).map((lesson) => `${lineOf(lesson)}\n`);
    pages.push(new Blob(lines));
    rows += lines.length;
  }
  const name = `dream-lab-${night === null ? 'all' : night.slice(0, 8)}.jsonl`;
  return { name, file: new Blob(pages, { type: 'application/x-ndjson' }), rows };
}

/** What a learner is called, by the hash of its weights. */
type Names = ReadonlyMap<string, string>;

/** Student of a night of before nights told their base, or of weights that nobody here has a name for, as of an older Dream S. */
const UNKNOWN = 'unknown';

/** The family by their ids, models that were brought by their repository. A folder's name is the user's own: then the hash is told, as of teachers. */
async function namesOf(store: Store): Promise<Names> {
  const rows = await store.list('models', { newest: true });
  // Oldest last, and so it holds: what is brought once more, by another name, changes no line.
  const brought = rows.map(({ file, source }) => [file, isRepository(source) ? source : importedName(file)] as const);
  const family = Object.entries(shipped).flatMap(([id, files]) =>
    files.filter(({ name }) => name === 'model.safetensors').map(({ sha256 }) => [sha256, id] as const),
  );
  return new Map([...brought, ...family]);
}

/** Who learned in a night, by its `started` row: not who learns now, or the same lesson would be another line by then. */
function studentOf(started: RowOf<'nights'> | null | undefined, names: Names): string {
  const { base } = (started?.options ?? {}) as { base?: unknown };
  return (typeof base === 'string' ? names.get(base) : undefined) ?? UNKNOWN;
}

/** The lessons of one page; those whose task or attempt cannot be read are left out. */
async function lessonsAt(store: Store, places: readonly string[], names: Names): Promise<Lesson[]> {
  const found = await store.getMany(
    'lessons',
    places.map((place) => place.slice(-ID)),
  );
  const lessons = found.flatMap((row) => (row?.night ? [{ ...row, night: row.night }] : []));
  const [tasks, attempts, nights] = await Promise.all([
    store.getMany(
      'tasks',
      lessons.map((row) => row.task),
    ),
    store.getMany(
      'attempts',
      lessons.map((row) => row.attempt),
    ),
    store.getMany(
      'nights',
      lessons.map((row) => row.night),
    ),
  ]);
  return lessons.flatMap((lesson, i) => {
    const [task, attempt] = [tasks[i], attempts[i]];
    return task && attempt ? [rowOf(lesson, task, attempt.model, studentOf(nights[i], names))] : [];
  });
}

function rowOf(
  { id, night, skill, level, prompt, code, at }: RowOf<'lessons'> & { night: string },
  { entry, shown, hidden }: RowOf<'tasks'>,
  teacher: string,
  student: string,
): Lesson {
  const tests = [...shown, ...hidden];
  return { id, night, skill, level, prompt, code, entry, tests, teacher, student, at };
}
