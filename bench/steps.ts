// What a LoRA step costs, kind against kind in one run: a whole step against its forward pass, distillation against cross-entropy, the upper layers on kept
// hidden states against all layers, and loss on completions against loss on every token. Rows are full and random.

import type { Objective } from '../models/qwen/graphs.ts';
import type { Executor } from '../src/engine/executor/executor.ts';
import { keepHiddenStates, withKeptPlaces } from '../src/engine/hidden-states.ts';
import { type Example, pack, type Packed } from '../src/engine/packing.ts';
import { givenOf } from '../src/engine/taught.ts';
import { ADAMW, TrainingSession } from '../src/engine/training.ts';
import { must } from '../src/lib/assert.ts';
import { rng } from '../src/lib/rng.ts';
import { loraLayout } from '../models/lora.ts';
import { type BenchModel, LORA, SHAPE, subject, type Subject } from './models.ts';
import { inRounds, median, type Ratio, ratioOf } from './timing.ts';
import { openForward } from './train.ts';

export type StepsOptions = { executor: Executor; now(): number; models?: readonly BenchModel[]; rounds?: number };

export type Steps = {
  model: BenchModel;
  /** Milliseconds of a step of 16 x 128 tokens, 40 % of them supervised, by its kind. */
  ms: Record<Kind, number>;
  stepToForward: Ratio;
  distilToCrossEntropy: Ratio;
  /** The upper half of the layers on kept hidden states / all layers, and / all layers with the loss on every token. */
  upperToAll: Ratio;
  upperToEveryToken: Ratio;
};
export type StepsBench = { device: string; measured: Steps[] };

type Kind = 'forward' | 'cross-entropy' | 'distil' | 'upper' | 'every token';

const RATES = { learningRate: 1e-3, decay: 0.01, maxNorm: 1 };
const TOP = 32;
/** Of fifty positions so many carry a loss. */
const SUPERVISED = 20;

export async function benchSteps(options: StepsOptions, report: (line: string) => void): Promise<StepsBench> {
  const measured: Steps[] = [];
  for (const model of options.models ?? (['dream-s', 'qwen3-3.5m'] as const)) {
    measured.push(await measure(options, model));
    report(JSON.stringify(measured.at(-1)));
  }
  return { device: options.executor.device, measured };
}

async function measure({ executor, now, rounds = 9 }: StepsOptions, model: BenchModel): Promise<Steps> {
  const what = subject(model, 'lora');
  const completions = rows(what, SUPERVISED);
  const batch = packed(completions.placed);
  const everywhere = packed(rows(what, 50).placed);
  const all = await open(executor, what, {});
  const distil = await open(executor, what, { loss: 'forward-kl', lossOptions: { top: TOP } });
  const upper = await openUpper(executor, what, completions);
  const forward = await openForward(executor, what, batch);
  const step = (session: TrainingSession, over: Packed) => async (): Promise<void> => {
    await session.accumulate(over);
    await session.apply(over.supervised, RATES);
  };
  try {
    const times = await inRounds<Kind>(now, rounds, {
      'cross-entropy': step(all, batch),
      forward: forward.run,
      distil: step(distil, batch),
      upper: step(upper, batch),
      'every token': step(all, everywhere),
    });
    return {
      model,
      ms: Object.fromEntries(Object.entries(times).map(([kind, ms]) => [kind, +median(ms).toFixed(1)])) as never,
      stepToForward: ratioOf(times['cross-entropy'], times.forward),
      distilToCrossEntropy: ratioOf(times.distil, times['cross-entropy']),
      upperToAll: ratioOf(times.upper, times['cross-entropy']),
      upperToEveryToken: ratioOf(times.upper, times['every token']),
    };
  } finally {
    for (const session of [all, distil, upper]) await session.dispose();
    await forward.release();
  }
}

type Placed = ReturnType<typeof withKeptPlaces>;

/** One example to a row, with what a teacher would say of it, and places for its hidden states. */
function rows({ config }: Subject, supervised: number): Placed {
  const random = rng('bench/steps');
  const examples = Array.from({ length: SHAPE.batch }, (): Example => {
    const ids = Array.from({ length: SHAPE.time + 1 }, () => random.int(0, config.vocab_size - 1));
    const weights = ids.map((_, i) => (i > 0 && i % 50 >= 50 - supervised ? 1 : 0));
    const given = givenOf(ids, [...ids.keys()], null, { top: TOP, vocabulary: config.vocab_size });
    return { ids, weights, given };
  });
  return withKeptPlaces(examples);
}

const packed = (examples: readonly Example[]): Packed =>
  must(pack(examples, SHAPE.batch, SHAPE.time).batches[0], 'batch');

function open(
  executor: Executor,
  { config, trainable, flat }: Subject,
  objective: Objective,
): Promise<TrainingSession> {
  return TrainingSession.create(executor, { config, trainable, buckets: [SHAPE], adamw: ADAMW, objective }, flat);
}

async function openUpper(executor: Executor, what: Subject, placed: Placed): Promise<TrainingSession> {
  const { config, flat } = what;
  const [base, from] = [must(what.frozen, 'frozen weights'), config.num_hidden_layers >> 1];
  const begins = flat.length - loraLayout(config, LORA, from).size;
  const under = { config, lora: LORA, base, from, parameters: flat.subarray(0, begins), time: SHAPE.time };
  const below = await keepHiddenStates(executor, under, placed, async () => {});
  const trainable = { mode: 'lora' as const, lora: LORA, base, from };
  const spec = { config, trainable, buckets: [SHAPE], adamw: ADAMW, below };
  return TrainingSession.create(executor, spec, flat.slice(begins));
}
