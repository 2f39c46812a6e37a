// train: lessons -> a run and a checkpoint. A LoRA adapter on the learner, from this night's verified lessons, with replay of known levels beside
// them. Going on from the active adapter keeps what earlier nights taught.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { courseOf } from '../team/course.ts';
import { trainingRows } from '../team/replay.ts';
import { type TrainedState, trainOnce, type TrainingSpec } from '../team/training.ts';
import { distilOf, taughtRows } from './teach.ts';

export function train(ctx: Context, night: NightRef, config: QwenConfig): Promise<TrainedState> {
  return trainOnce(ctx, night, config, 'train', () => planOf(ctx, night));
}

async function planOf(ctx: Context, night: NightRef): Promise<TrainingSpec> {
  const [lora, { loss }] = [loraOf(ctx), ctx.settings];
  const { model, adapter, checkpoint } = ctx.learner;
  const { replay, repeat, ...course } = (await courseOf(ctx, night)).train;
  const seed = `${night.seed}/train`;
  const rows = await trainingRows(ctx, night, { share: replay, repeat, seed });
  const distil = distilOf(ctx);
  const { lessons, ...named } = distil ? await taughtRows(ctx, night, rows) : rows;
  const distilled = distil && ({ loss: 'forward-kl', lossOptions: distil } as const);
  return {
    from: adapter && checkpoint ? { flat: adapter.flat, checkpoint } : null,
    ...named,
    plan: { model, lora, loss, seed, lessons, decay: 0, maxNorm: 1, ...course, ...distilled },
  };
}
