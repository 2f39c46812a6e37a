// Trainings that a night can do without. Only the trainer knows how long a lesson is: where it finds that none fits into its rows, or that there is nothing to
// learn, what was trained before stands. That is stored as what the step came to, so that a night that is taken up behind it goes on in the same way.

import { codeOf, type ErrorCode } from '../lib/errors.ts';
import { openStep } from '../team/steps.ts';
import { type TrainedState, trainOnce } from '../team/training.ts';

const NOTHING: readonly string[] = ['train/too-long', 'train/no-lessons'] satisfies ErrorCode[];

type Training = Parameters<typeof trainOnce>;

/** As trainOnce; the checkpoint of before where nothing can be learned. */
export async function trainIfAny(
  before: TrainedState,
  ...[ctx, night, config, step, specOf]: Training
): Promise<TrainedState> {
  try {
    return await trainOnce(ctx, night, config, step, specOf);
  } catch (error) {
    const code = codeOf(error);
    if (!NOTHING.includes(code)) throw error;
    ctx.log.info(`${step}: nothing of it can be learned, what was trained before stands`, { code });
    const { save } = await openStep(ctx, night, step);
    await save({ state: before, done: true });
    return before;
  }
}

/** Whether an answer could be read, and is no longer than a row even without its question. @param tokens of it, 0 where it could not */
export const fits = (tokens: number, time: number): boolean => tokens > 0 && tokens <= time;
