// A trainer whose training is a few sums: each lesson moves the number of its skill, up when its answer is right and down when it is wrong. Like the
// real one it is seeded, has moments, tells points, can be stopped before every step, and comes out the same wherever it was stopped, if a point comes
// back whole: what is missing from it shows in the adapter or in the reconstruction error.

import { throwIfAborted } from '../../src/lib/abort.ts';
import type { Lesson, Trainer, TrainingPlan, TrainingPoint, TrainingResult } from '../../src/engine/trainer.ts';
import { codeOf } from '../../src/lib/errors.ts';
import { rng } from '../../src/lib/rng.ts';
import { emptyTrace, type Step, withStep } from '../../src/lib/trace.ts';
import { read } from './domain.ts';
import { adapterSize, placeOf } from './mind.ts';

export type ScriptedTrainer = Trainer & { plans: TrainingPlan[] };

const POINT_EVERY = 3;

/** @param before called before every step. @param size numbers of an adapter */
export function scriptedTrainer(before: () => void = () => undefined, size = adapterSize): ScriptedTrainer {
  const plans: TrainingPlan[] = [];
  return {
    plans,
    train: async (plan, start, onProgress, onPoint, signal) => {
      plans.push(plan);
      const course = courseOf(plan);
      const point = start ? copyOf(start) : fresh(size);
      try {
        while (point.optimiser.step < course.length) {
          before();
          throwIfAborted(signal);
          advance(point, course[point.optimiser.step] ?? [], plan);
          const { step } = point.optimiser;
          const made = stepOf(point, course.length, plan);
          point.trace = withStep(point.trace ?? emptyTrace(), made);
          onProgress({ ...made, steps: course.length });
          if (step % POINT_EVERY === 0 && step < course.length) await onPoint(copyOf(point));
        }
      } catch (error) {
        if (codeOf(error) !== 'abort/aborted') throw error;
        return result(point, plan, 'interrupted');
      }
      return result(point, plan, 'completed');
    },
    dispose: async () => undefined,
  };
}

type Point = { -readonly [K in keyof TrainingPoint]: TrainingPoint[K] } & { losses: number[] };

function courseOf({ lessons, seed, epochs, batch }: TrainingPlan): Lesson[][] {
  const size = batch * 4;
  return Array.from({ length: epochs }, (_, epoch) => {
    const order = rng(`${seed}/${epoch}`).shuffle(lessons);
    return Array.from({ length: Math.ceil(order.length / size) }, (_, i) => order.slice(i * size, (i + 1) * size));
  }).flat();
}

function advance(point: Point, lessons: readonly Lesson[], { learningRate }: TrainingPlan): void {
  const { parameters, optimiser } = point;
  const { m, v } = optimiser;
  optimiser.step++;
  for (const { turns, weight, replay } of lessons) {
    const asked = read(turns[0]?.content ?? '');
    point.tokens += 10;
    if (replay)
      point.carried = {
        rows: 2,
        errors: (point.carried?.errors ?? 0) + 0.25,
        replayTokens: (point.carried?.replayTokens ?? 0) + 10,
      };
    if (!asked) continue;
    const at = placeOf(asked.skill);
    const direction = turns[1]?.content.includes(asked.reference) ? 1 : -1;
    m[at] = 0.5 * (m[at] ?? 0) + direction * weight;
    v[at] = 0.9 * (v[at] ?? 0) + 0.1;
    parameters[at] = Math.max(
      -1,
      Math.min(0.99, (parameters[at] ?? 0) + (learningRate * (m[at] ?? 0)) / (1 + (v[at] ?? 0))),
    );
  }
  point.losses.push(1 / optimiser.step);
  point.seconds += 0.5;
}

function stepOf({ optimiser, losses, tokens, seconds }: Point, of: number, plan: TrainingPlan): Step {
  const { step } = optimiser;
  const error = plan.manifold ? 0.5 / step : null;
  return {
    ...{ step, epoch: (plan.epochs * step) / of, loss: losses.at(-1) ?? 0, tokens, seconds, error },
    ...{ consolidation: (error ?? 0) * (plan.manifold ?? 0), rate: plan.learningRate, norm: 2 / step },
  };
}

function fresh(size: number): Point {
  const zeros = (): Float32Array => new Float32Array(size);
  return { parameters: zeros(), optimiser: { m: zeros(), v: zeros(), step: 0 }, losses: [], tokens: 0, seconds: 0 };
}

function copyOf({ parameters, optimiser: { m, v, step }, ...rest }: TrainingPoint): Point {
  return {
    ...structuredClone(rest),
    losses: [...rest.losses],
    parameters: parameters.slice(),
    optimiser: { m: m.slice(), v: v.slice(), step },
  };
}

function result(point: Point, { manifold }: TrainingPlan, status: TrainingResult['status']): TrainingResult {
  const { errors, replayTokens } = point.carried ?? { errors: 0, replayTokens: 0 };
  const aeError = manifold && replayTokens > 0 ? errors / replayTokens + replayTokens / 1000 : null;
  const aeLoss = aeError === null ? null : aeError * (manifold ?? 0);
  const unit = { rows: 2, ms: 1 };
  return { ...copyOf(point), status, steps: point.optimiser.step, aeLoss, aeError, selfCheck: 1e-7, unit };
}
