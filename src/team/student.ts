// The learner as it is by now, in the middle of a night: a checkpoint that is asked, and trained on.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Adapter } from '../engine/engine.ts';
import { hash53 } from '../lib/hash.ts';
import { adapterFromBytes } from './adapter-file.ts';
import { wholeAnswers } from './answer.ts';
import { type Context, type Learner, loraOf, type NightSettings } from './context.ts';
import { chunks } from './steps.ts';
import type { TrainedState } from './training.ts';

export type Student = { adapter: Adapter; checkpoint: string };

/** A checkpoint of this night, as it answers and is trained on. @throws AppError storage/missing-file, storage/corrupt-file */
export async function studentOf(
  ctx: Context,
  config: QwenConfig,
  { file, checkpoint }: TrainedState,
): Promise<Student> {
  const lora = loraOf(ctx);
  const flat = adapterFromBytes(config, lora, await ctx.files.read(file));
  return { adapter: { hash: file, lora, flat }, checkpoint };
}

/** What drawing answers needs of a night. */
export type Asking = Pick<Context, 'engine' | 'signal'> & {
  learner: Pick<Learner, 'model'>;
  settings: Pick<NightSettings, 'batch' | 'maxNewTokens'>;
};
/** `ended`: it was not cut off. */
export type Drawn = { answer: string; ended: boolean };
/** `minP`: no token is drawn that is less likely than this share of the likeliest. */
export type Warmth = { temperature: number; minP?: number };

/** One answer to each question, drawn at the given temperature; a question may come several times. @throws AppError abort/aborted when decoding was stopped */
export async function drawnBy(
  { engine, learner: { model }, settings: { maxNewTokens, batch }, signal }: Asking,
  adapter: Adapter,
  prompts: readonly string[],
  { temperature, minP }: Warmth,
  seed: string,
): Promise<Drawn[]> {
  const drawn: Drawn[] = [];
  // Of settings that say more than that the rest is not for the engine.
  const warmth = { temperature, ...(minP === undefined ? {} : { minP }) };
  const respondent = { engine, model, adapter, maxNewTokens };
  for (const [i, some] of chunks(prompts, batch).entries()) {
    const said = await wholeAnswers(respondent, some, { ...warmth, seed: hash53(`${seed}/${i}`) }, signal);
    drawn.push(...said.map(({ text, stopped }) => ({ answer: text, ended: stopped === 'end' })));
  }
  return drawn;
}
