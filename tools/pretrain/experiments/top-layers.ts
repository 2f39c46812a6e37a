// `top-layers`: is an adapter of the top layers alone, on kept hidden states of those under them, worth what it costs? The learner on exercises of levels that it
// does not know, by equal lessons in equal order; what counts is the held-out loss of the answers and the seconds of processor that steps took (one thread, so that
// what else the machine does is not counted), keeping the hidden states included.

import { initLora, type LoraConfig, loraLayout } from '../../../models/lora.ts';
import type { LossName } from '../../../models/losses/index.ts';
import type { QwenConfig } from '../../../models/qwen/config.ts';
import { makeExercise } from '../../../src/domains/katas/tasks.ts';
import { skills } from '../../../src/domains/katas/skills.ts';
import { type CourseBatch, makeCourse, type Prepared } from '../../../src/engine/course.ts';
import type { Executor } from '../../../src/engine/executor/executor.ts';
import { type Example, lengthOf, pack } from '../../../src/engine/packing.ts';
import { rateAt } from '../../../src/engine/schedule.ts';
import { chatExample } from '../../../src/engine/tokenizer.ts';
import { TopLayers } from '../../../src/engine/top-layers.ts';
import { ADAMW, TrainingSession } from '../../../src/engine/training.ts';
import { rng } from '../../../src/lib/rng.ts';
import { NIGHT_SETTINGS } from '../../../src/team/context.ts';
import { node } from '../runtime.ts';
import { folderWeights } from '../team.ts';
import { familyTokenizer } from '../tokenizer.ts';
import { type ArmRows, compare, type Compared, type Experiment, finding, numbers } from './experiment.ts';
import { intervalOf } from './interval.ts';

const BATCH = { batch: 8, time: 128 };
const EPOCHS = 8;
/** Skills, and exercises of each. */
const [SKILLS, ROWS, HELD_OUT] = [6, 40, 10];
/** Losses that differ by no more are called equal. */
const EQUAL = 1.02;

/**
 * `rate`: times that of nights. What is best for few layers is too much for all, so each has its own; the best of all layers is what others are compared with.
 * `epochs`: more than the others, for steps that cost less: equal loss in less time is what is asked.
 */
type Arm = { rate: number; topLayers?: number; r?: number; everyToken?: true; epochs?: number };
const ARMS = {
  'all layers, every token': { rate: 2, everyToken: true },
  'all layers, every token, rate x 4': { rate: 4, everyToken: true },
  'all layers': { rate: 1 },
  'all layers, rate x 2': { rate: 2 },
  'all layers, rate x 4': { rate: 4 },
  'top 2, r 32, rate x 2': { topLayers: 2, rate: 2, r: 32 },
  'top 2, r 32, rate x 4': { topLayers: 2, rate: 4, r: 32 },
  'top 1, r 32, rate x 4': { topLayers: 1, rate: 4, r: 32 },
  'top 1, r 32, rate x 4, half as many passes again': { topLayers: 1, rate: 4, r: 32, epochs: 12 },
} as const satisfies Record<string, Arm>;
type ArmName = keyof typeof ARMS;

export const topLayers: Experiment = {
  about: 'Is it enough to train the top layers alone, on kept hidden states of those under them?',
  arms: Object.keys(ARMS),
  seeds: { full: 5, quick: 2 },
  measure: async (name, seed) => {
    const arm: Arm = ARMS[name as ArmName];
    const { config, tensors } = await folderWeights('dream-s');
    const { lessons, heldOut } = draw(seed);
    const executor = node(1);
    const learned = await learn(
      executor,
      { ...config, max_position_embeddings: BATCH.time },
      tensors,
      arm,
      seed,
      lessons,
    );
    const lora = loraOf(arm);
    const lossBy = (loss: LossName): Promise<number> =>
      lossOf(executor, { config, base: tensors, lora, parameters: learned.parameters, loss }, heldOut);
    const { seconds, steps } = learned;
    return { seed, loss: await lossBy(NIGHT_SETTINGS.loss), nll: await lossBy('cross-entropy'), seconds, steps };
  },
  conclude: (rows) => {
    const arms = (Object.keys(ARMS) as ArmName[]).filter((arm) => rows[arm]?.length);
    const lossOfArm = (arm: ArmName): number => intervalOf(numbers(rows, arm, 'loss')).mean;
    const whole = (everyToken: boolean): ArmName[] =>
      arms.filter((arm) => !('topLayers' in ARMS[arm]) && 'everyToken' in ARMS[arm] === everyToken);
    const best = least(whole(false), lossOfArm) ?? ALL;
    const every = least(whole(true), lossOfArm) ?? EVERY;
    const found = arms.map((arm) => ({
      arm,
      loss: ratios(rows, 'loss', arm, best),
      lossToEvery: ratios(rows, 'loss', arm, every),
      time: ratios(rows, 'seconds', arm, every),
      timeToAll: ratios(rows, 'seconds', arm, best),
    }));
    const cheapest = (loss: 'loss' | 'lossToEvery'): (typeof found)[number] | null =>
      least(
        found.filter((each) => each[loss].mean <= EQUAL),
        ({ time }) => time.mean,
      );
    return { best, every, cheapest: cheapest('loss'), cheapestToEvery: cheapest('lossToEvery'), arms: found };
  },
  findings: (rows) => [
    finding('top-layers', 'time', ratios(rows, 'seconds', ONE, ALL), 'all layers'),
    finding('top-layers', 'loss', ratios(rows, 'loss', ONE, ALL), 'all layers'),
  ],
};

const [ONE, ALL] = ['top 1, r 32, rate x 4', 'all layers'] as const satisfies [ArmName, ArmName];

const EVERY: ArmName = 'all layers, every token';

const least = <T>(items: readonly T[], by: (item: T) => number): T | null =>
  items.reduce<T | null>((best, item) => (best === null || by(item) < by(best) ? item : best), null);

const ratios = (rows: ArmRows, what: 'loss' | 'seconds', arm: ArmName, against: ArmName): Compared =>
  compare(rows, arm, against, (own, there) => Number(own[what]) / Number(there[what]));

/** Exercises of six skills of levels 6 to 10, and others of the same that are held out. */
function draw(seed: string): { lessons: Example[]; heldOut: Example[] } {
  const chosen = rng(`top-layers ${seed}`)
    .shuffle(skills.filter(({ level }) => level >= 6))
    .slice(0, SKILLS);
  const tokenizer = familyTokenizer();
  const rows = (split: 'train' | 'held-out', count: number): Example[] =>
    chosen
      .flatMap((skill) => Array.from({ length: count }, (_, i) => makeExercise(skill, split, `${seed} ${i}`)))
      .map(({ prompt, reference }) =>
        chatExample(tokenizer, [
          { role: 'user', content: prompt },
          { role: 'assistant', content: reference },
        ]),
      )
      .filter((row) => lengthOf(row) <= BATCH.time);
  return { lessons: rows('train', ROWS), heldOut: rows('held-out', HELD_OUT) };
}

type Base = Awaited<ReturnType<typeof folderWeights>>['tensors'];

async function learn(
  executor: Executor,
  config: QwenConfig,
  base: Base,
  arm: Arm,
  seed: string,
  lessons: readonly Example[],
): Promise<{ parameters: Float32Array; seconds: number; steps: number }> {
  const { train, loss } = NIGHT_SETTINGS;
  const lora = loraOf(arm);
  const top = new TopLayers(config, { lora, ...(arm.topLayers ? { topLayers: arm.topLayers } : {}) });
  const layout = loraLayout(config, lora);
  const zeros = new Float32Array(layout.size);
  const first = {
    parameters: initLora(layout, rng(`${seed}/adapter`)),
    optimiser: { m: zeros, v: zeros, step: 0 },
  };
  const prepared = lessons.map((example): Prepared => {
    const weights = example.weights.map((weight, i) => (arm.everyToken && i > 0 ? 1 : weight));
    return { example: { ...example, weights }, mask: example };
  });
  const begun = process.cpuUsage();
  const plan = { lora, time: BATCH.time, parameters: first.parameters };
  const kept = top.from > 0 ? await top.keep(executor, { config, base }, plan, prepared, async () => {}) : null;
  const keeping = process.cpuUsage(begun);
  const trainable = { mode: 'lora' as const, lora, base, from: top.from };
  const spec = {
    config,
    trainable,
    buckets: [BATCH],
    adamw: ADAMW,
    objective: { loss },
    ...(kept ? { below: kept.below } : {}),
  };
  const own = top.cut(first);
  const session = await TrainingSession.create(executor, spec, own.parameters, own.optimiser);
  const course = makeCourse(kept?.lessons ?? prepared, { seed, epochs: arm.epochs ?? EPOCHS, ...BATCH });
  const stepping = process.cpuUsage();
  for (let step = 0; step < course.steps; step++) {
    const batch: CourseBatch = course.at(step).batch;
    await session.accumulate(batch);
    const learningRate = rateAt(step, course.steps, train.learningRate * arm.rate);
    await session.apply(batch.supervised, { learningRate, decay: 0, maxNorm: 1 });
  }
  const spent = process.cpuUsage(stepping);
  const parts = { parameters: await session.parameters(), optimiser: await session.optimiser() };
  await session.dispose();
  const { parameters } = top.whole(first, parts);
  const seconds = (keeping.user + keeping.system + spent.user + spent.system) / 1e6;
  return { parameters, seconds, steps: course.steps };
}

/** Mean loss of the answers' tokens. */
async function lossOf(
  executor: Executor,
  learned: { config: QwenConfig; base: Base; lora: LoraConfig; parameters: Float32Array; loss: LossName },
  rows: readonly Example[],
): Promise<number> {
  const { config, lora, base, loss, parameters } = learned;
  const trainable = { mode: 'lora' as const, lora, base };
  const spec = { config, trainable, buckets: [BATCH], adamw: ADAMW, objective: { loss } };
  const session = await TrainingSession.create(executor, spec, parameters);
  let [sum, count] = [0, 0];
  for (const batch of pack(rows, BATCH.batch, BATCH.time).batches) {
    sum += (await session.accumulate(batch)).loss;
    count += batch.supervised;
  }
  await session.dispose();
  return sum / count;
}

const loraOf = ({ r = NIGHT_SETTINGS.lora.r }: Arm): LoraConfig => ({ r, lora_alpha: 2 * r });
