// nearer: a candidate that would cost too much -> one less far from where the night set out. At three quarters of the way that it went a night costs less than half; what it
// gained is in some nights nearly as much, in others nothing (docs/log.md, "a second exam"), which only an exam tells. First nights lose more of their gain, so they go back no
// further than likelihood asks (decisions/0022). Nothing is trained: the rules are the same, and there is no third.

import { loraLayout } from '../../models/lora.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { rowId } from '../db/rows.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import { adapterBytes, adapterFromBytes } from '../team/adapter-file.ts';
import { type Context, loraOf, type Nearness, type NightRef } from '../team/context.ts';
import { startOf } from '../team/start.ts';
import { openStep } from '../team/steps.ts';
import { assertGoing } from '../team/stopping.ts';
import type { TrainedState } from '../team/training.ts';
import { partOfTheWay, withoutWay } from './way.ts';

/** `further`: what spoke against the candidate that went further. */
export type Nearer<T extends Json> = { candidate: TrainedState; further: T };
/** `over`: by bound, how many times as much of it was measured, where such measures are all that spoke against the candidate; null where others did. */
export type Cost<T extends Json> = { further: T; over: Readonly<Partial<Record<'nll' | 'kl', number>>> | null };

/** Nearer than this share of the way that was too far hardly anything is left of what was learned. */
const LEAST = 0.4;

/**
 * The checkpoint at a smaller part of the way that the trainings went (`nearer`, `nearerBy` and `nearerFirst` of the settings), made now unless it was made before; null where the
 * night needs or has none. That is stored in any case: after a promotion it would be another adapter that the night seems to have set out from.
 * @param costs what the candidate that went further would cost; null if it may be taken, or going less far would not mend it
 * @throws AppError abort/aborted, storage/…
 */
export async function goNearer<T extends Json>(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  far: TrainedState,
  costs: () => Promise<Cost<T> | null>,
): Promise<Nearer<T> | null> {
  const { done, save } = await openStep(ctx, night, 'nearer');
  if (done) return done.state as Nearer<T> | null;
  const cost = canBeNearer(ctx) ? await costs() : null;
  const share = cost && shareOf(ctx, cost.over);
  if (cost === null || share === null) {
    await save({ done: true });
    return null;
  }
  const { further } = cost;
  ctx.report({ step: 'nearer', done: 0, of: 1, note: '' });
  const row = await nearerRow(ctx, night, config, far, share);
  const candidate = { checkpoint: await rowId('checkpoints', row), file: row.file };
  await save({ rows: { checkpoints: [row] }, state: { candidate, further }, done: true });
  return { candidate, further };
}

/** Whether the settings know of a smaller part for a night that set out as this one did. */
function canBeNearer({ learner, settings: { way = 1, nearer = way, nearerFirst } }: Context): boolean {
  return learner.adapter === null ? !!nearerFirst : nearer > 0 && nearer < way;
}

/** Of the way that was too far; null where the night is not examined again. */
function shareOf({ learner, settings }: Context, over: Cost<Json>['over']): number | null {
  const { way = 1, nearer = way, nearerBy, nearerFirst } = settings;
  if (learner.adapter === null) return over && nearerFirst ? shareBy(nearerFirst, over) : null;
  return over && nearerBy ? shareBy(nearerBy, over) : nearer / way;
}

function shareBy(by: Nearness & { kl?: number }, over: NonNullable<Cost<Json>['over']>): number {
  const shares = (['nll', 'kl'] as const).flatMap((name) => {
    const [times, power] = [over[name], by[name]];
    return times === undefined || power === undefined ? [] : [(by.share / times) ** (1 / power)];
  });
  return Math.max(LEAST, Math.min(1, ...shares));
}

/** Writes the file, too. @param share of the way that was too far */
async function nearerRow(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  far: TrainedState,
  share: number,
): Promise<DraftOf<'checkpoints'>> {
  const lora = loraOf(ctx);
  const flat = adapterFromBytes(config, lora, await ctx.files.read(far.file));
  const start = startOf(ctx, night, config)?.flat ?? withoutWay(loraLayout(config, lora), flat);
  const bytes = adapterBytes(config, lora, partOfTheWay(start, flat, share));
  const { run, parent } = must(await ctx.store.get('checkpoints', far.checkpoint), 'the checkpoint of the trainings');
  assertGoing(ctx);
  const file = await ctx.files.write(bytes);
  const common = { at: ctx.clock.now(), night: night.id, base: ctx.learner.base, config: lora };
  return { ...common, run, parent, kind: 'lora', file, bytes: bytes.length };
}
