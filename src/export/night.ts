// export: lessons -> a file. Verified solutions of one night, or of all, with the tests that they passed. Built from an allow-list of fields of tasks,
// attempts and lessons; what the user wrote in the chat is in none of them. However many there are, a page of rows is held, and where each one goes.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { chunks } from '../team/steps.ts';
import { type Lesson, lineOf, placeOf } from './lines.ts';

export type Exported = { name: string; file: Blob; rows: number };

/** Rows that are read and written at once. */
const PAGE = 500;
/** A row's id is the end of its place. */
const ID = 64;

/** Lines sorted by their text: the order of nights and devices does not show. @param night all nights when null. @param student name of the model that learned. */
export async function exportLessons(store: Store, night: string | null, student: string): Promise<Exported> {
  const places: string[] = [];
  for await (const row of store.stream('lessons', night ?? undefined))
    if (row.night !== null) places.push(placeOf({ ...row, night: row.night }));
  const pages: Blob[] = [];
  let rows = 0;
  for (const page of chunks(places.sort(), PAGE)) {
    const lines = (await lessonsAt(store, page, student)).map((lesson) => `${lineOf(lesson)}\n`);
    pages.push(new Blob(lines));
    rows += lines.length;
  }
  const name = `dream-lab-${night === null ? 'all' : night.slice(0, 8)}.jsonl`;
  return { name, file: new Blob(pages, { type: 'application/x-ndjson' }), rows };
}

/** The lessons of one page; those whose task or attempt cannot be read are left out. */
async function lessonsAt(store: Store, places: readonly string[], student: string): Promise<Lesson[]> {
  const found = await store.getMany(
    'lessons',
    places.map((place) => place.slice(-ID)),
  );
  const lessons = found.filter((row) => row !== null);
  const tasks = await store.getMany(
    'tasks',
    lessons.map((row) => row.task),
  );
  const attempts = await store.getMany(
    'attempts',
    lessons.map((row) => row.attempt),
  );
  return lessons.flatMap((lesson, i) => {
    const [task, attempt] = [tasks[i], attempts[i]];
    return task && attempt && lesson.night !== null ? [rowOf(lesson, lesson.night, task, attempt.model, student)] : [];
  });
}

function rowOf(
  { id, skill, level, prompt, code, at }: RowOf<'lessons'>,
  night: string,
  { entry, shown, hidden }: RowOf<'tasks'>,
  teacher: string,
  student: string,
): Lesson {
  const tests = [...shown, ...hidden];
  return { id, night, skill, level, prompt, code, entry, tests, teacher, student, at };
}
