// evaluate, outside of nights: what several adapters do on the same exams, all levels and some skills, and on general prompts. The rows are given back and not
// stored: whoever decides by them stores them with the decision.

import type { ContentOf } from '../db/tables/index.ts';
import type { Level } from '../domains/domain.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Context } from '../team/context.ts';
import { knownLevels } from '../team/known.ts';
import { evalOf, heldOut, knownScores, setsOf, trainedQuestions } from './evaluate.ts';
import { mannersRow } from './manners.ts';

/** `after`: what is decided about; `before`: what it is compared with. `file`: hash of the adapter, or of the base. */
export type Examinee = { phase: 'before' | 'after'; file: string; adapter: Adapter | null };
export type Exams = { evals: ContentOf<'evals'>[]; manners: ContentOf<'manners'>[] };

/**
 * Measured in slices that can be stopped; what is stored about a file is not measured again. @param nights whose lessons are in it: an item of theirs says nothing
 * @throws AppError evaluate/leak, abort/aborted, those of the engine
 */
export async function examine(
  ctx: Context,
  examinees: readonly Examinee[],
  skills: readonly string[],
  nights: readonly string[],
): Promise<Exams> {
  const sets = setsOf(ctx, await levelsKnownTo(ctx, examinees), skills);
  const subjects = await Promise.all(
    examinees.map(async (each) => ({ ...each, known: await knownScores(ctx, each.file) })),
  );
  const trained = await questionsOf(ctx, nights);
  const of = (sets.length + 1) * subjects.length;
  const found: Exams = { evals: [], manners: [] };
  for (const set of sets) {
    const items = await heldOut(ctx, set, trained);
    for (const subject of subjects) {
      const note = set.skill ?? `level ${set.level}`;
      ctx.report({ step: 'merge', done: found.evals.length, of, note });
      found.evals.push(await evalOf(ctx, null, set, subject, items));
    }
  }
  for (const { file, adapter } of subjects) {
    const done = found.evals.length + found.manners.length;
    ctx.report({ step: 'merge', done, of, note: 'answers to general prompts' });
    const looking = { night: null, trained: () => Promise.resolve(trained) };
    found.manners.push(await mannersRow(ctx, looking, file, () => Promise.resolve(adapter)));
  }
  return found;
}

/** Levels that one of them knows, as far as that was measured before. */
async function levelsKnownTo(ctx: Context, examinees: readonly Examinee[]): Promise<Level[]> {
  const known = await Promise.all(
    examinees.map(({ adapter }) => knownLevels({ ...ctx, learner: { ...ctx.learner, adapter } }, { id: '', seed: '' })),
  );
  return [...new Set(known.flat())];
}

async function questionsOf(ctx: Context, nights: readonly string[]): Promise<ReadonlySet<string>> {
  const all = new Set<string>();
  for (const id of nights) for (const name of await trainedQuestions(ctx, { id })) all.add(name);
  return all;
}
