// The library: every adapter that passed the gate, or that the user brought, with what it was measured to be good at. Read from rows alone. Pure.

import type { RowOf } from './tables/index.ts';

export type Rate = { before: number | null; after: number };
export type Book = {
  checkpoint: RowOf<'checkpoints'>;
  /** Pass rates on held-out tasks of the skills that its night learned, best first, and of the learner before it. Empty where nothing was measured. */
  skills: readonly ({ skill: string } & Rate)[];
  /** It was taken back, by the user or by the watch, and not brought again. */
  takenBack: boolean;
};

export type Shelf = {
  checkpoints: readonly RowOf<'checkpoints'>[];
  moves: readonly RowOf<'moves'>[];
  evals: readonly RowOf<'evals'>[];
};

/** Newest first. @param rows each oldest first */
export function libraryOf({ checkpoints, moves, evals }: Shelf): Book[] {
  const last = new Map<string, 'promote' | 'rollback'>();
  for (const { action, from, to } of moves) {
    if (action === 'rollback' && from !== null && last.has(from)) last.set(from, action);
    if ((action === 'promote' || action === 'rollback') && to !== null) last.set(to, 'promote');
  }
  return checkpoints
    .filter(({ id }) => last.has(id))
    .map((checkpoint) => ({
      checkpoint,
      skills: skillsOf(checkpoint, evals),
      takenBack: last.get(checkpoint.id) === 'rollback',
    }))
    .reverse();
}

function skillsOf({ file, night }: RowOf<'checkpoints'>, evals: readonly RowOf<'evals'>[]): Book['skills'] {
  const own = evals.filter((row) => row.night === night && row.skill !== null);
  return own
    .filter(({ checkpoint }) => checkpoint === file)
    .map(({ skill, items, passes, total }) => {
      const was = own.find((row) => row.phase === 'before' && row.items === items);
      return { skill: skill ?? '', before: was ? was.passes / was.total : null, after: passes / total };
    })
    .sort((a, b) => b.after - a.after);
}
