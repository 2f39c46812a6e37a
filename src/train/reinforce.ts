// reinforce: a checkpoint -> a checkpoint for which what passed is likelier. Policy gradient on verified rewards, in rounds (GRPO, arXiv 2402.03300): the learner
// answers each task several times, the Guardian executes the answers, and each counts by how much better it did than the others to the same task. It is held to the
// checkpoint that it set out from, not to the base as shipped, which does not know what the training has just taught.

import type { QwenConfig } from '../../models/qwen/config.ts';
import type { Adapter } from '../engine/engine.ts';
import type { Lesson } from '../engine/trainer.ts';
import { must } from '../lib/assert.ts';
import { grouped } from '../lib/group.ts';
import type { Json } from '../lib/json.ts';
import { rng } from '../lib/rng.ts';
import { mean } from '../lib/stats.ts';
import { type Context, loraOf, type NightRef, type NightSettings } from '../team/context.ts';
import { courseOf, pace } from '../team/course.ts';
import { lessonsOf, lessonTurns } from '../team/replay.ts';
import { verifiedReward } from '../team/rewards.ts';
import { openStep } from '../team/steps.ts';
import { studentOf } from '../team/student.ts';
import type { TrainedState, TrainingSpec } from '../team/training.ts';
import { judgedBy, sampled } from './look.ts';
import { inRounds } from './rounds.ts';
import { fits, trainIfAny } from './spare.ts';

type Reinforcing = NonNullable<NightSettings['reinforce']>;
type Night = { ctx: Context; night: NightRef; config: QwenConfig; how: Reinforcing };

/** An answer to a lesson's task, and by how many deviations it did better than its group. */
type Try = { lesson: string; prompt: string; answer: string; advantage: number };
type Tries = { tries: readonly Try[]; passed: number; sampled: number };

/** Share of what passed before that must still pass. */
const LEAST_RIGHT = 0.8;

/** The same checkpoint in nights that do not reinforce. */
export async function reinforce(
  ctx: Context,
  night: NightRef,
  config: QwenConfig,
  trained: TrainedState,
): Promise<TrainedState> {
  const { reinforce: how } = ctx.settings;
  if (!how) return trained;
  const all: Night = { ctx, night, config, how };
  return inRounds(trained, {
    rounds: how.rounds,
    look: (round, now) => tryOnce(all, round, now),
    isEmpty: ({ tries }) => tries.length === 0,
    hasCollapsed: (first, { passed, sampled }, round) => {
      const fallen = passed / Math.max(1, sampled) < (LEAST_RIGHT * first.passed) / Math.max(1, first.sampled);
      if (fallen)
        ctx.log.error('reinforce: less passes than before, its last round is not kept', { round, passed, sampled });
      return fallen;
    },
    learn: (round, { tries }, now) =>
      trainIfAny(now, ctx, night, config, `reinforce ${round}`, () =>
        planOf(all, round, tries, { now, first: trained }),
      ),
  });
}

/** Answers of this round, judged, made now unless they were made before. */
async function tryOnce({ ctx, night, config, how }: Night, round: number, now: TrainedState): Promise<Tries> {
  const { done, save } = await openStep(ctx, night, `rollout ${round}`);
  if (done) return done.state as unknown as Tries;
  const seed = `${night.seed}/rollout ${round}`;
  const student = await studentOf(ctx, config, now);
  const lessons = rng(seed)
    .shuffle(await lessonsOf(ctx, night))
    .slice(0, how.prompts);
  // All tries of a task follow each other.
  const asked = lessons.flatMap((lesson) => Array.from({ length: how.tries }, () => lesson));
  const judged = await judgedBy(ctx, night, await sampled(ctx, asked, student, how, seed), student);
  const attempts = judged.map(({ attempt }) => attempt);
  const passed = attempts.filter((attempt) => verifiedReward(attempt) === 1).length;
  const tries = [...grouped(judged, ({ lesson }) => lesson.id).values()].flatMap((group) => {
    const advantages = advantagesOf(group.map(({ attempt }) => verifiedReward(attempt)));
    // What was cut off has no end that could be learned.
    return group.flatMap(({ lesson: { id, prompt }, answer, ended }, i): Try[] => {
      const advantage = must(advantages[i], 'advantage');
      return advantage !== 0 && ended && answer !== '' ? [{ lesson: id, prompt, answer, advantage }] : [];
    });
  });
  const { time } = (await courseOf(ctx, night)).train;
  const found: Tries = { tries: await fitting(ctx, tries, student.adapter, time), passed, sampled: attempts.length };
  const note = `${passed} of ${attempts.length} tries passed`;
  ctx.report({ step: 'reinforce', done: round, of: how.rounds, note });
  await save({ rows: { attempts }, state: found as unknown as Json, done: true });
  return found;
}

/** Those that the learner can score, for it learns by what it thought of them, and that are no longer than a row even without their question. */
async function fitting(ctx: Context, tries: readonly Try[], adapter: Adapter, time: number): Promise<Try[]> {
  const tokens = (await logsOf(ctx, tries, adapter)).map((logs) => logs.length);
  return tries.filter((_, i) => fits(must(tokens[i], 'tokens'), time));
}

/** Rewards less their mean, over their deviation; all 0 where they do not differ. */
export function advantagesOf(rewards: readonly number[]): number[] {
  const centre = mean(rewards);
  const deviation = Math.sqrt(mean(rewards.map((reward) => (reward - centre) ** 2)));
  return rewards.map((reward) => (deviation > 0 ? (reward - centre) / deviation : 0));
}

async function planOf(
  { ctx, night, config, how }: Night,
  round: number,
  tries: readonly Try[],
  { now, first }: { now: TrainedState; first: TrainedState },
): Promise<TrainingSpec> {
  const { model } = ctx.learner;
  const { batch, time } = (await courseOf(ctx, night)).train;
  const { adapter, checkpoint } = await studentOf(ctx, config, now);
  const old = await logsOf(ctx, tries, adapter);
  const base = now.file === first.file ? old : await logsOf(ctx, tries, (await studentOf(ctx, config, first)).adapter);
  const lessons = reinforcedLessons(tries, old, base);
  return {
    from: { flat: adapter.flat, checkpoint },
    dataset: null,
    data: [...new Set(tries.map(({ lesson }) => lesson))],
    plan: {
      ...{ model, lora: loraOf(ctx), seed: `${night.seed}/reinforce ${round}`, lessons, epochs: 1 },
      ...{ learningRate: pace(ctx) * how.learningRate, decay: 0, maxNorm: 1, batch, time },
      ...{ loss: 'policy-gradient', lossOptions: { clip: how.clip, kl: how.kl } },
    },
  };
}

/** Lessons of the policy gradient. @param old log p of each token of each answer, and of its end, for who gave it @param base the same of what it is held to */
export function reinforcedLessons(
  tries: readonly Pick<Try, 'prompt' | 'answer' | 'advantage'>[],
  old: readonly (readonly number[])[],
  base: readonly (readonly number[])[],
): Lesson[] {
  return tries.map(({ prompt, answer, advantage }, i): Lesson => {
    const oldLogs = must(old[i], 'logs');
    return {
      turns: lessonTurns({ prompt, code: answer }),
      // Every answer counts alike, however long.
      ...{ weight: 1 / oldLogs.length, replay: false },
      given: { advantages: advantage },
      perToken: { old_logs: oldLogs, base_logs: must(base[i], 'logs') },
    };
  });
}

/** Log probability of every token of each answer, and of its end; none of one that is too long to read. */
async function logsOf(
  { engine, learner: { model }, signal }: Context,
  tries: readonly Try[],
  adapter: Adapter,
): Promise<(readonly number[])[]> {
  const drafts = tries.map(({ prompt, answer }) => ({
    messages: [{ role: 'user' as const, content: prompt }],
    draft: answer,
  }));
  const scores = await engine.score(drafts, { model, adapter, each: true }, signal);
  return scores.map(({ logs = [] }) => logs);
}
