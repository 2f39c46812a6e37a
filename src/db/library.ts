// The library: every adapter that passed the gate, or that the user brought, with what it learned and what it was measured to be good at. Read from rows
// alone. Pure.

import type { Json } from '../lib/json.ts';
import type { RowOf } from './tables/index.ts';
import { takenBackBy } from './taken-back.ts';

export type Rate = { before: number | null; after: number };
export type Book = {
  checkpoint: RowOf<'checkpoints'>;
  /**
   * Pass rates on held-out tasks of the skills that its night was examined on, best first, and of the learner before it: those that it learned, and those that
   * earlier nights taught. Empty where nothing was measured.
   */
  skills: readonly ({ skill: string } & Rate)[];
  /** Skills that it learned: those of its night; of one that was brought those that the user named; of a merged one those of its parts. */
  learned: readonly string[];
  /** It was taken back, by the user or by the watch, and not brought again. */
  takenBack: boolean;
};

export type Shelf = {
  checkpoints: readonly RowOf<'checkpoints'>[];
  moves: readonly RowOf<'moves'>[];
  evals: readonly RowOf<'evals'>[];
};

/** So many of the newest of each learner are kept on this device, beside those that the heads name: whoever learns again goes on with what is its own. */
export const SHELF = 12;

/** Those of the library whose files stay; of the others only the rows do. @param books newest first */
export function keptBooks(books: readonly Book[], heads: Readonly<Record<string, string | null>>): Book[] {
  const [named, seen] = [new Set(Object.values(heads)), new Map<string, number>()];
  return books.filter(({ checkpoint: { id, base } }) => {
    const newer = seen.get(base) ?? 0;
    seen.set(base, newer + 1);
    return newer < SHELF || named.has(id);
  });
}

/** Newest first. @param rows each oldest first */
export function libraryOf({ checkpoints, moves, evals }: Shelf): Book[] {
  const last = new Map<string, 'promote' | 'rollback'>();
  for (const move of moves) {
    const { action, to } = move;
    for (const id of takenBackBy(move)) if (last.has(id)) last.set(id, 'rollback');
    if ((action === 'promote' || action === 'rollback') && to !== null) last.set(to, 'promote');
  }
  return checkpoints
    .filter(({ id }) => last.has(id))
    .map((checkpoint) => {
      const { skills, kept } = ratesOf(checkpoint, evals);
      const learned = toldSkills(checkpoint.config) ?? skills.flatMap(({ skill }) => (kept.has(skill) ? [] : [skill]));
      return { checkpoint, skills, learned, takenBack: last.get(checkpoint.id) === 'rollback' };
    })
    .reverse();
}

/** What a row says itself, where no night does. */
function toldSkills(config: Json): string[] | null {
  const { skills } = (config ?? {}) as { skills?: unknown };
  return Array.isArray(skills) ? skills.filter((skill) => typeof skill === 'string') : null;
}

/** `kept`: those of the skills that earlier nights taught. */
function ratesOf(
  { file, night }: RowOf<'checkpoints'>,
  evals: readonly RowOf<'evals'>[],
): { skills: Book['skills']; kept: ReadonlySet<string> } {
  const own = evals.filter((row) => row.night === night && row.skill !== null);
  // Outside of nights it may be measured again and again, and there is no learner before it.
  const newest = new Map(own.filter(({ checkpoint }) => checkpoint === file).map((row) => [row.skill ?? '', row]));
  const skills = [...newest]
    .map(([skill, { items, passes, total }]) => {
      const was = night === null ? undefined : own.find((row) => row.phase === 'before' && row.items === items);
      return { skill, before: was ? was.passes / was.total : null, after: passes / total };
    })
    .sort((a, b) => b.after - a.after);
  return { skills, kept: new Set(own.flatMap(({ skill, earlier }) => (earlier && skill ? [skill] : []))) };
}
