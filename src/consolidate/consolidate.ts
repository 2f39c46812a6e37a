// consolidate: a checkpoint -> a checkpoint that has gone over known levels again. Replay of what the learner knows, at a low rate, a part of it made up by itself where
// the night does so (creative.ts); this night's lessons stay in the mix so that they are not lost. In the end it takes a step back (way.ts). Where the night holds on to something (settings.against), how far hidden states are from it
// is a second term: the frozen autoencoder's reconstruction error, or the way to what else was chosen.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { adapterFromBytes } from '../team/adapter-file.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { courseOf } from '../team/course.ts';
import { trainingRows } from '../team/replay.ts';
import { startOf } from '../team/start.ts';
import { type TrainedState, trainOnce, type TrainingSpec } from '../team/training.ts';
import { creativeReplay } from './creative.ts';
import { echoed } from './echo.ts';
import { partOfTheWay } from './way.ts';

export function consolidate(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  trained: TrainedState,
): Promise<TrainedState> {
  return trainOnce(ctx, night, config, 'consolidate', () => planOf(ctx, night, config, trained));
}

async function planOf(ctx: Context, night: NightRef, config: QwenConfig, trained: TrainedState): Promise<TrainingSpec> {
  const [lora, { loss }] = [loraOf(ctx), ctx.settings];
  const { train, consolidate: settings } = await courseOf(ctx, night);
  const { replay, least, ...course } = settings;
  const seed = `${night.seed}/consolidate`;
  const made = await creativeReplay(ctx, night, config, trained);
  const { lessons, ...named } = await trainingRows(ctx, night, { share: replay, least, repeat: 1, made, seed });
  const { model } = ctx.learner;
  const learned = await echoed(ctx, lessons);
  const rows = { batch: train.batch, time: train.time };
  return {
    from: { flat: adapterFromBytes(config, lora, await ctx.files.read(trained.file)), checkpoint: trained.checkpoint },
    ...named,
    ...keeping(ctx, night, config),
    plan: { model, lora, loss, seed, decay: 0, maxNorm: 1, ...rows, ...course, ...learned },
  };
}

/** A night that set out from the base keeps all of its way at first: there is nothing yet that it could lose but levels that it replays (nearer.ts: where those became too much less likely, it goes back a part). */
function keeping(ctx: Context, night: NightRef, config: QwenConfig): Pick<TrainingSpec, 'kept' | 'way'> {
  const { way } = ctx.settings;
  const start = startOf(ctx, night, config);
  if (!start || way === undefined) return {};
  return { way, kept: (trained) => partOfTheWay(start.flat, trained, way) };
}
