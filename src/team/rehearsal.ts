// rehearsal: what earlier nights taught the learner, as they taught it, again. Replay of known levels keeps what it was shipped with; what it learned since is kept by
// nothing else, and one night about other things is enough to lose it. Of nights that were rejected, or taken back, nothing is left in the learner, and nothing
// is rehearsed.

import type { RowOf } from '../db/tables/index.ts';
import { grouped } from '../lib/group.ts';
import { rng } from '../lib/rng.ts';
import type { Context, NightRef } from './context.ts';
import { keptLessons } from './dataset.ts';
import { lineageOf } from './lineage.ts';
import { questionName } from './questions.ts';

type Lesson = RowOf<'lessons'>;

/** Nights that taught something, the newest of them: a year and more of them would be read in every night. */
const NIGHTS = 100;

/** Lessons that the learner's adapter was made from, of the nights before this one, newest night first; each question once. @throws AppError dataset/damaged */
export async function lessonsBefore(
  { store, learner }: Pick<Context, 'store' | 'learner'>,
  night: Pick<NightRef, 'id'>,
): Promise<Lesson[]> {
  if (learner.checkpoint === null) return [];
  const checkpoints = new Map((await store.list('checkpoints')).map((row) => [row.id, row]));
  const line = lineageOf(checkpoints, learner.checkpoint);
  // In the order of the table, which is that of time.
  const nights = new Set([...checkpoints.values()].flatMap((row) => (line.has(row.id) ? (row.night ?? []) : [])));
  nights.delete(night.id);
  const found = new Map<string, Lesson>();
  for (const id of [...nights].reverse().slice(0, NIGHTS)) {
    for (const row of (await keptLessons({ store }, { id })).rows) {
      const name = questionName(row.prompt);
      if (!found.has(name)) found.set(name, row);
    }
  }
  return [...found.values()];
}

/** Skills that earlier nights taught it, newest first. */
export const skillsBefore = (lessons: readonly Lesson[]): string[] => [...new Set(lessons.map(({ skill }) => skill))];

/** At most so many of these lessons, none of them of the skills that are practised now anyway; as many of each skill as there are. */
export function rehearsed(lessons: readonly Lesson[], now: ReadonlySet<string>, most: number, seed: string): Lesson[] {
  const random = rng(`${seed}/rehearsal`);
  const bySkill = grouped(
    lessons.filter(({ skill }) => !now.has(skill)),
    ({ skill }) => skill,
  );
  const piles = random.shuffle([...bySkill.values()]).map((rows) => random.shuffle(rows));
  const longest = Math.max(0, ...piles.map((rows) => rows.length));
  const inTurns = Array.from({ length: longest }, (_, turn) => piles.flatMap((rows) => rows[turn] ?? []));
  return inTurns.flat().slice(0, most);
}
