// nearer: a candidate that would cost too much -> one less far from where the night set out. What a night costs is less than half of it there; what it gained is in some
// nights nearly as much, in others nothing (docs/log.md, "a second exam"), which only an exam tells. Nothing is trained: the rules are the same, and there is no third.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { rowId } from '../db/rows.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Json } from '../lib/json.ts';
import { adapterBytes, adapterFromBytes } from '../team/adapter-file.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { openStep } from '../team/steps.ts';
import { assertGoing } from '../team/stopping.ts';
import type { TrainedState } from '../team/training.ts';
import { partOfTheWay } from './way.ts';

/** `further`: what spoke against the candidate that went further. */
export type Nearer<T extends Json> = { candidate: TrainedState; further: T };

/**
 * The checkpoint at `settings.nearer` of the way that the trainings went, made now unless it was made before; null where the night needs or has none. That is stored in any
 * case: after a promotion it would be another adapter that the night seems to have set out from.
 * @param costs what the candidate that went further would cost; null if it may be taken, or going less far would not mend it
 * @throws AppError abort/aborted, storage/…
 */
export async function goNearer<T extends Json>(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  far: TrainedState,
  costs: () => Promise<T | null>,
): Promise<Nearer<T> | null> {
  const { done, save } = await openStep(ctx, night, 'nearer');
  if (done) return done.state as Nearer<T> | null;
  const further = canBeNearer(ctx) ? await costs() : null;
  if (further === null) {
    await save({ done: true });
    return null;
  }
  ctx.report({ step: 'nearer', done: 0, of: 1, note: '' });
  const row = await nearerRow(ctx, night, config, far);
  const candidate = { checkpoint: await rowId('checkpoints', row), file: row.file };
  await save({ rows: { checkpoints: [row] }, state: { candidate, further }, done: true });
  return { candidate, further };
}

/** Whether the night set out from an adapter, went a part of the way, and is to try a smaller one. */
const canBeNearer = ({ learner, settings: { way = 1, nearer = way } }: Context): boolean =>
  learner.adapter !== null && nearer > 0 && nearer < way;

/** Writes the file, too. */
async function nearerRow(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  far: TrainedState,
): Promise<DraftOf<'checkpoints'>> {
  const { way = 1, nearer = way } = ctx.settings;
  const lora = loraOf(ctx);
  const start = must(ctx.learner.adapter, 'an adapter that the night set out from').flat;
  const flat = adapterFromBytes(config, lora, await ctx.files.read(far.file));
  const bytes = adapterBytes(config, lora, partOfTheWay(start, flat, nearer / way));
  const { run, parent } = must(await ctx.store.get('checkpoints', far.checkpoint), 'the checkpoint of the trainings');
  assertGoing(ctx);
  const file = await ctx.files.write(bytes);
  const common = { at: ctx.clock.now(), night: night.id, base: ctx.learner.base, config: lora };
  return { ...common, run, parent, kind: 'lora', file, bytes: bytes.length };
}
