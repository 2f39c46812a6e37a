// Packing against its absence: whole LoRA steps of the learner over the same examples, as they are packed and as shuffled batches of 16 are padded to their
// longest. A step ends after about as many real tokens in all of them; only real tokens are counted.

import type { Executor } from '../src/engine/executor/executor.ts';
import { packByLength } from '../src/engine/length-buckets.ts';
import { type Example, lengthOf, pack, type Packed } from '../src/engine/packing.ts';
import { ADAMW, TrainingSession } from '../src/engine/training.ts';
import { must } from '../src/lib/assert.ts';
import { alpacaLike, padded } from './alpaca.ts';
import { subject, type Subject } from './models.ts';
import { inRounds, median, type Ratio, ratioOf } from './timing.ts';
import { cut } from './train.ts';

export type PackingOptions = { executor: Executor; now(): number; examples?: number; rounds?: number };

type Layout = {
  /** Real tokens / positions. */
  filled: number;
  tokensPerSecond: number;
  /** In real tokens/s, against batches of 16 that are padded. */
  againstPadded: Ratio;
};
export type PackingBench = {
  device: string;
  examples: { count: number; mean: number; median: number; longest: number };
  layouts: Record<LayoutName, Layout>;
};

const RATES = { learningRate: 1e-3, decay: 0.01, maxNorm: 1 };
const PADDED_BATCH = 16;
const TIMES = [128, 256, 512] as const;
const LONGEST = TIMES[2];
/** Positions of a run, and runs of a step, where examples are packed: a step has some 2,000 tokens then, one of 16 padded examples 1,600. */
const RUN = 512;
const RUNS = 4;

/** Runs of each step. */
const layouts = {
  padded: (examples) => padded(examples, PADDED_BATCH).map((batch) => [batch]),
  'padded, in runs of 4 rows': (examples) => padded(examples, PADDED_BATCH).map((batch) => cut(batch, 4)),
  'packed, rows of 512': (examples) => inSteps(pack(examples, RUN / LONGEST, LONGEST).batches),
  'packed, rows of 128, 256 and 512': (examples) => inSteps(packByLength(examples, TIMES, RUN).batches),
} as const satisfies Record<string, (examples: readonly Example[]) => Packed[][]>;
type LayoutName = keyof typeof layouts;

function inSteps(runs: readonly Packed[]): Packed[][] {
  return Array.from({ length: Math.ceil(runs.length / RUNS) }, (_, i) => runs.slice(i * RUNS, (i + 1) * RUNS));
}

export async function benchPacking(
  { executor, now, examples: count = 256, rounds = 5 }: PackingOptions,
  report: (line: string) => void,
): Promise<PackingBench> {
  const learner = subject('dream-s', 'lora');
  const what = { ...learner, config: { ...learner.config, max_position_embeddings: LONGEST } };
  const examples = alpacaLike(what.config, count, 'bench/alpaca');
  const sizes = examples.map(lengthOf);
  const tokens = sizes.reduce((a, b) => a + b, 0);
  const runner = new ShapeRunner(executor, what);
  try {
    const kinds = {} as Record<LayoutName, () => Promise<void>>;
    const filled = {} as Record<LayoutName, number>;
    for (const [name, make] of Object.entries(layouts) as [LayoutName, (typeof layouts)[LayoutName]][]) {
      const steps = make(examples);
      const positions = steps.flat().reduce((sum, { batch, time }) => sum + batch * time, 0);
      filled[name] = +(tokens / positions).toFixed(3);
      await runner.compile(steps.flat());
      kinds[name] = () => runner.train(steps);
      report(`${name}: ${steps.length} steps, ${filled[name]} filled`);
    }
    const times = await inRounds(now, rounds, kinds);
    const of = (name: LayoutName): Layout => ({
      filled: filled[name],
      tokensPerSecond: Math.round((tokens / median(times[name])) * 1000),
      againstPadded: ratioOf(times.padded, times[name]),
    });
    return {
      device: executor.device,
      examples: { count, mean: tokens / count, median: median(sizes), longest: Math.max(...sizes) },
      layouts: Object.fromEntries(Object.keys(layouts).map((name) => [name, of(name as LayoutName)])) as never,
    };
  } finally {
    await runner.dispose();
  }
}

/** Trains in any shape: a session for each, for every padded batch has its own length. Compiling is not measured. */
class ShapeRunner {
  readonly #executor: Executor;
  readonly #what: Subject;
  readonly #sessions = new Map<string, TrainingSession>();

  constructor(executor: Executor, what: Subject) {
    [this.#executor, this.#what] = [executor, what];
  }

  async compile(batches: readonly Packed[]): Promise<void> {
    const { config, trainable, flat } = this.#what;
    for (const { batch, time } of batches) {
      const key = `${batch}x${time}`;
      if (this.#sessions.has(key)) continue;
      const spec = { config, trainable, buckets: [{ batch, time }], adamw: ADAMW };
      this.#sessions.set(key, await TrainingSession.create(this.#executor, spec, flat));
    }
  }

  /** Every run's gradient is applied where it is: that sessions share no parameters changes nothing in what a step costs. */
  async train(steps: readonly (readonly Packed[])[]): Promise<void> {
    for (const runs of steps) {
      let last: TrainingSession | null = null;
      for (const run of runs.filter(({ supervised }) => supervised > 0)) {
        last = must(this.#sessions.get(`${run.batch}x${run.time}`), 'session');
        await last.accumulate(run);
      }
      const weight = runs.reduce((sum, { supervised }) => sum + supervised, 0);
      await last?.apply(weight, RATES);
    }
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions.values()) await session.dispose();
  }
}
