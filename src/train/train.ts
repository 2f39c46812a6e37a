// train: lessons -> a run and a checkpoint. A LoRA adapter on the learner, from this night's verified lessons, with replay of known levels beside
// them. Going on from the active adapter keeps what earlier nights taught.

import type { QwenConfig } from '../../models/qwen/config.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { courseOf } from '../team/course.ts';
import { trainingRows, without } from '../team/replay.ts';
import { startOf } from '../team/start.ts';
import { studentOf } from '../team/student.ts';
import { type TrainedState, trainOnce, type TrainingSpec } from '../team/training.ts';
import { type Leg, trainInLegs } from './legs.ts';
import { distilOf, SOFTNESS, taughtRows } from './teach.ts';

/** At once, or in legs where the settings ask for that. */
export function train(ctx: Context, night: NightRef, config: QwenConfig): Promise<TrainedState> {
  const { legs } = ctx.settings;
  if (legs) return trainInLegs(ctx, night, config, legs.items, (leg) => planOf(ctx, night, config, leg));
  return trainOnce(ctx, night, config, 'train', () => planOf(ctx, night, config, null));
}

async function planOf(ctx: Context, night: NightRef, config: QwenConfig, leg: Leg | null): Promise<TrainingSpec> {
  const [lora, { loss }] = [loraOf(ctx), ctx.settings];
  const { model } = ctx.learner;
  const { replay, repeat, ...course } = (await courseOf(ctx, night)).train;
  const seed = leg ? `${night.seed}/train ${leg.number}` : `${night.seed}/train`;
  const all = await trainingRows(ctx, night, { share: replay, repeat: leg ? 1 : repeat, seed });
  const rows = leg ? without(all, leg.without) : all;
  const distil = await distilOf(ctx, night);
  const { lessons, ...named } = distil ? await taughtRows(ctx, night, rows) : rows;
  const distilled = distil && {
    loss: distil.loss ?? ('forward-kl' as const),
    lossOptions: { top: distil.top, temperature: SOFTNESS },
  };
  const once = leg ? { epochs: 1 } : {};
  return {
    from: leg?.from ? await setOut(ctx, config, leg.from) : startOf(ctx, night, config),
    ...named,
    ...(leg ? { leg: { number: leg.number, of: leg.of, epochs: course.epochs } } : {}),
    plan: { model, lora, loss, seed, lessons, decay: 0, maxNorm: 1, ...course, ...once, ...distilled },
  };
}

/** From what an earlier leg of this night made. */
async function setOut(ctx: Context, config: QwenConfig, leg: TrainedState): Promise<TrainingSpec['from']> {
  const { adapter, checkpoint } = await studentOf(ctx, config, leg);
  return { flat: adapter.flat, checkpoint };
}
