// export: lessons -> a file. Verified solutions of one night, or of all, with the tests that they passed. Built from an allow-list of fields of tasks,
// attempts and lessons; what the user wrote in the chat is in none of them.

import type { Store } from '../db/db.ts';
import type { RowOf } from '../db/tables/index.ts';
import { fileOf, type Lesson } from './lines.ts';

export type Exported = { name: string; text: string; rows: number };

/** @param night all nights when null. @param student name of the model that learned. */
export async function exportLessons(store: Store, night: string | null, student: string): Promise<Exported> {
  const lessons = await store.list('lessons', night === null ? {} : { where: ['night', night] });
  const rows: Lesson[] = [];
  for (const lesson of lessons) {
    const [task, attempt] = [await store.get('tasks', lesson.task), await store.get('attempts', lesson.attempt)];
    if (task && attempt && lesson.night !== null) rows.push(rowOf(lesson, lesson.night, task, attempt.model, student));
  }
  const name = `dream-lab-${night === null ? 'all' : night.slice(0, 8)}.jsonl`;
  return { name, text: fileOf(rows), rows: rows.length };
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
