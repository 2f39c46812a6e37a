// curate: lessons -> a version of a dataset. Chosen once in a night, so that all its trainings learn from the same rows: none that says what another
// said, none that holds a held-out question, none that is mostly noise, no skill far above the others.

import type { Task } from '../domains/domain.ts';
import { sha256 } from '../lib/hash.ts';
import { canonical } from '../lib/json.ts';
import type { Context, NightRef } from '../team/context.ts';
import { datasetRows, nameOf } from '../team/dataset.ts';
import { GRAM, makeHeldOut } from '../team/held-out.ts';
import { openStep } from '../team/steps.ts';
import { assertGoing, inSlices } from '../team/stopping.ts';
import { BAND_ROWS, BANDS } from './duplicates.ts';
import { type Row, type Rules, sift } from './sift.ts';

/** Name of the version, and how many rows it has. */
export type Chosen = { version: string; rows: number };

/** A night of the longest settings gives 1,000 lessons; more than ten times that is no night's work. */
const RULES: Rules = { least: 0.3, spread: 3, most: 10_000 };

/** What this night may learn from, chosen now unless it was before. @param heldOut every item that the night will be measured on */
export async function curate(ctx: Context, night: NightRef, heldOut: Iterable<Task>): Promise<Chosen> {
  const { done, save } = await openStep(ctx, night, 'curate');
  if (done) return done.state as Chosen;
  const questions = await inSlices(ctx, promptsOf(heldOut));
  const { ids, counts } = await sift(lessonsOf(ctx, night), makeHeldOut(questions), RULES);
  const source = { table: 'lessons', night: night.id };
  const recipe = {
    ...RULES,
    source,
    heldOut: await sha256(canonical(questions)),
    gram: GRAM,
    bands: [BANDS, BAND_ROWS],
  };
  const version = await nameOf(ids, recipe);
  const rows = datasetRows({ at: ctx.clock.now(), night: night.id, version, ids, recipe, counts });
  const state: Chosen = { version, rows: ids.length };
  await save({ rows: { datasets: rows }, state, done: true });
  return state;
}

function* promptsOf(tasks: Iterable<Task>): Generator<string> {
  for (const { prompt } of tasks) yield prompt;
}

async function* lessonsOf(ctx: Context, night: NightRef): AsyncGenerator<Row> {
  for await (const row of ctx.store.stream('lessons', night.id)) {
    assertGoing(ctx);
    yield row;
  }
}
