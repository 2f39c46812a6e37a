// What a model would say at every token of some answers, in one file: asked for while that model is there, learned from when it no longer is.

import type { RowOf } from '../db/tables/index.ts';
import { AppError } from '../lib/errors.ts';
import type { ModelName } from '../engine/engine.ts';
import { concatTopK, cutTopK, decodeTopK, encodeTopK, type TopK } from '../engine/top-k.ts';
import type { Context } from './context.ts';
import { assertGoing } from './stopping.ts';

/** `tokens` of each answer, in order; 0 for one that was too long to read. */
export type Told = { file: string; bytes: number; tokens: readonly number[] };

/** What the step says instead where that was wanted and the teacher cannot tell it: who taught. */
export type Untold = { untoldBy: ModelName };

/** The teacher that could not tell, by the parts of that step; null where nobody was asked, or it could. */
export function untoldBy(parts: readonly Pick<RowOf<'steps'>, 'state'>[]): ModelName | null {
  const states = parts.map(({ state }) => (state ?? {}) as Partial<Untold>);
  return states.find((state) => state.untoldBy !== undefined)?.untoldBy ?? null;
}

/** @param top ids a token @throws AppError storage/…, abort/aborted */
export async function storeTold(ctx: Context, answers: readonly (TopK | null)[], top: number): Promise<Told> {
  const bytes = encodeTopK(
    concatTopK(
      answers.filter((each) => each !== null),
      top,
    ),
  );
  assertGoing(ctx);
  const file = await ctx.files.write(bytes);
  return { file, bytes: bytes.length, tokens: answers.map((each) => each?.tails.length ?? 0) };
}

/** As it was stored, to the precision of its bytes. @throws AppError storage/…, data/top-k */
export async function readTold(ctx: Context, { file, tokens }: Told): Promise<(TopK | null)[]> {
  const all = decodeTopK(await ctx.files.read(file));
  const count = tokens.reduce((sum, each) => sum + each, 0);
  if (all.tails.length !== count)
    throw new AppError(
      'data/top-k',
      `A stored distribution has ${all.tails.length} tokens where ${count} were told. Ask the teacher again.`,
    );
  let at = 0;
  return tokens.map((each) => (each ? cutTopK(all, at, (at += each)) : null));
}
