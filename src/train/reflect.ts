// reflect: a checkpoint -> a checkpoint that has learned from its own answers. On-policy self-distillation, in rounds: the learner answers, the Guardian
// verifies, and the same weights of before the night, which see a verified solution or what went wrong, say at every token of the answer what they would have said;
// reverse KL on the learner's own tokens (SDFT, arXiv 2601.19897; SDPO, arXiv 2601.20802). A round after which the learner has collapsed is not kept.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Lesson } from '../engine/trainer.ts';
import { adapterFromBytes } from '../team/adapter-file.ts';
import { type Context, loraOf, type NightRef } from '../team/context.ts';
import { courseOf, pace } from '../team/course.ts';
import { lessonTurns, replayRows } from '../team/replay.ts';
import { studentOf } from '../team/student.ts';
import { readTold } from '../team/told.ts';
import type { TrainedState, TrainingSpec } from '../team/training.ts';
import { collapseOf } from './collapse.ts';
import { hasNothingToTeach, type Look, lookOnce, type Reflecting } from './look.ts';
import { inRounds } from './rounds.ts';
import { fits, trainIfAny } from './spare.ts';
import { SOFTNESS } from './teach.ts';

type Night = { ctx: Context; night: NightRef; config: QwenConfig; how: Reflecting };

/** The same checkpoint in nights that do not reflect. */
export async function reflect(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  trained: TrainedState,
): Promise<TrainedState> {
  const { reflect: how } = ctx.settings;
  if (!how) return trained;
  const { time } = (await courseOf(ctx, night)).train;
  return inRounds(trained, {
    rounds: how.rounds,
    look: async (round, now) => lookOnce(ctx, night, round, await studentOf(ctx, config, now), how),
    isEmpty: (look) => !look.told.tokens.some((tokens) => fits(tokens, time)) || teachesNothing(ctx, look),
    hasCollapsed: (first, look, round) => {
      const fault = collapseOf(first, look);
      if (fault)
        ctx.log.error(`reflect: the learner ${fault}, its last round is not kept`, { round, ...healthOf(first, look) });
      return fault !== null;
    },
    learn: (round, look, now) =>
      trainIfAny(now, ctx, night, config, `reflect ${round}`, () =>
        planOf({ ctx, night, config, how }, round, look, now),
      ),
  });
}

function teachesNothing({ log }: Context, look: Look): boolean {
  const teachesNone = hasNothingToTeach(look);
  if (teachesNone)
    log.info(
      'reflect: with the solution shown the model of before the night knows it no better than the learner does',
      look.hint,
    );
  return teachesNone;
}

const healthOf = (first: Look, now: Look): Record<string, number> => ({
  entropyBefore: first.entropy,
  entropy: now.entropy,
  repeated: now.repeated,
  rightBefore: first.right,
  right: now.right,
});

async function planOf(
  { ctx, night, config, how }: Night,
  round: number,
  look: Look,
  from: TrainedState,
): Promise<TrainingSpec> {
  const { model } = ctx.learner;
  const lora = loraOf(ctx);
  const seed = `${night.seed}/reflect ${round}`;
  const { batch, time } = (await courseOf(ctx, night)).train;
  const told = await readTold(ctx, look.told);
  // What the trainer would drop is left out here, or replay would be measured by it.
  const own = look.answers.flatMap(({ lesson, prompt, answer }, i): (Lesson & { of: string })[] => {
    const taught = fits(look.told.tokens[i] ?? 0, time) ? told[i] : undefined;
    return taught
      ? [{ turns: lessonTurns({ prompt, code: answer }), weight: 1, replay: false, taught, of: lesson }]
      : [];
  });
  const replay = await replayRows(ctx, night, Math.round(own.length * how.replay), seed);
  return {
    from: { flat: adapterFromBytes(config, lora, await ctx.files.read(from.file)), checkpoint: from.checkpoint },
    dataset: null,
    data: [...own.map(({ of }) => of), ...replay.data],
    plan: {
      ...{
        model,
        lora,
        seed,
        lessons: [...own.map(({ of: _, ...lesson }) => lesson), ...replay.lessons],
        epochs: 1,
        learningRate: pace(ctx) * how.learningRate,
        decay: 0,
      },
      ...{ maxNorm: 1, batch, time, loss: 'reverse-kl', lossOptions: { top: how.top, temperature: SOFTNESS } },
    },
  };
}
