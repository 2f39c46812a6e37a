// The training part of the bench, on any executor, in a worker of the page or in Node: one function, JSON out. Memory is that of the whole process, so it
// is measured in a process of its own: ask for the part 'memory' of one engine at a time.

import { accumulateGraph } from '../models/qwen/graphs.ts';
import { unflatten } from '../models/parameters.ts';
import type { DeviceTensor, Executor } from '../src/engine/executor/executor.ts';
import type { Packed } from '../src/engine/packing.ts';
import { ADAMW, TrainingSession } from '../src/engine/training.ts';
import { divisorsOf, fitUnit, settledMs, WARM_MS } from '../src/engine/units.ts';
import { must } from '../src/lib/assert.ts';
import { createJaxTrainer, type JaxBatch, type JaxTrainer } from './jax-model.ts';
import { median, timed } from './timing.ts';
import { type BenchModel, LORA, type Mode, rowsOf, SHAPE, type Subject, subject } from './models.ts';

export type TrainPart = 'learner' | 'full' | 'lora' | 'endurance' | 'memory';

export type TrainBenchOptions = {
  executor: Executor;
  /** Milliseconds, as fine as the platform has them. */
  now(): number;
  /** Bytes in use by this process; without it no memory is reported. */
  memory?: () => Promise<number>;
  /** Default: all but memory. */
  parts?: readonly TrainPart[];
  /** Timed steps of each kind (default 7), and steps of endurance (default 200). */
  rounds?: number;
  steps?: number;
  /** Whose memory the part 'memory' measures. */
  engine?: 'ours' | 'jax';
};

export type Rate = { tokensPerSecond: number; ms: number };
export type Measured = {
  model: BenchModel;
  mode: Mode;
  /** Steps of one run of 16 x 128 tokens. */
  ours: Rate;
  jax?: Rate;
  /** Ours / jax-js in tokens/s, median of neighbours in time; the largest difference of their losses. */
  againstJax?: number;
  lossDifference?: number;
  /** Time of a step / time of a forward pass with loss. */
  stepToForward: number;
  /** Steps of runs of at most 80 ms, and their speed / that of one run. */
  units: Rate & { rows: number; runMs: number; againstOneRun: number };
};
export type Endurance = {
  steps: number;
  early: Rate;
  late: Rate;
  speed: number;
  memory: { early: number; late: number; growth: number } | null;
};
export type TrainBench = {
  device: string;
  measured: Measured[];
  endurance?: Endurance;
  memory?: { engine: 'ours' | 'jax'; bytes: number };
};

const RATES = { learningRate: 1e-3, decay: 0.01, maxNorm: 1 };
const TOKENS = SHAPE.batch * SHAPE.time;
const UNIT_MS = 80;

export async function benchTrain(options: TrainBenchOptions, report: (line: string) => void): Promise<TrainBench> {
  const parts = options.parts ?? ['learner', 'full', 'lora', 'endurance'];
  const out: TrainBench = { device: options.executor.device, measured: [] };
  const add = async (model: BenchModel, mode: Mode, withJax: boolean): Promise<void> => {
    report(`training ${model} ${mode}`);
    const measured = await compare(options, model, mode, withJax);
    report(JSON.stringify(measured));
    out.measured.push(measured);
  };
  if (parts.includes('learner')) await add('dream-s', 'lora', false);
  if (parts.includes('full')) await add('qwen3-3.5m', 'full', true);
  if (parts.includes('lora')) await add('qwen3-3.5m', 'lora', true);
  if (parts.includes('endurance')) out.endurance = await endurance(options, report);
  if (parts.includes('memory')) out.memory = await memory(options);
  return out;
}

const rateOf = (ms: number): Rate => ({ tokensPerSecond: Math.round((TOKENS / ms) * 1000), ms: +ms.toFixed(1) });

function openSession(executor: Executor, { config, trainable, flat }: Subject): Promise<TrainingSession> {
  return TrainingSession.create(executor, { config, trainable, buckets: [SHAPE], adamw: ADAMW }, flat);
}

/** One optimiser step in runs of `rows` rows; the mean loss before it. */
async function step(session: TrainingSession, batch: Packed, rows: number): Promise<number> {
  let loss = 0;
  for (const unit of cut(batch, rows)) loss += (await session.accumulate(unit)).loss;
  await session.apply(batch.supervised, RATES);
  return loss / batch.supervised;
}

/** A batch in runs of so many rows, which divide it. */
export function cut(batch: Packed, rows: number): Packed[] {
  if (rows === batch.batch) return [batch];
  return Array.from({ length: batch.batch / rows }, (_, i) => {
    const part = <T extends { subarray(start: number, end: number): T }>(data: T): T =>
      data.subarray(i * rows * batch.time, (i + 1) * rows * batch.time);
    const weights = (part as (data: Float32Array) => Float32Array)(batch.weights);
    const [ids, positions, targets] = [batch.ids, batch.positions, batch.targets].map(
      part as (data: BigInt64Array) => BigInt64Array,
    ) as [BigInt64Array, BigInt64Array, BigInt64Array];
    const segments = (part as (data: Int32Array) => Int32Array)(batch.segments);
    return {
      ...batch,
      batch: rows,
      ids,
      positions,
      targets,
      segments,
      weights,
      supervised: weights.reduce((a, b) => a + b, 0),
    };
  });
}

function openJax({ config, layout, flat, frozen }: Subject): Promise<JaxTrainer> {
  return createJaxTrainer(config, SHAPE, unflatten(layout, flat), frozen, frozen ? LORA : null);
}

const forJax = ({ ids, targets, batch, time }: Packed): JaxBatch => ({
  ids: Int32Array.from(ids, Number),
  targets: Int32Array.from(targets, Number),
  batch,
  time,
});

async function compare(
  { executor, now, rounds = 7 }: TrainBenchOptions,
  model: BenchModel,
  mode: Mode,
  withJax: boolean,
): Promise<Measured> {
  const what = subject(model, mode);
  const batch = rowsOf(what.config, SHAPE, withJax ? 50 : 20, 'bench/rows');
  await warmUp(executor, what, batch, now);
  const session = await openSession(executor, what);
  const jax = withJax ? await openJax(what) : null;
  const forward = await openForward(executor, what, batch);
  try {
    const unit = await chooseUnit(session, batch, now);
    const times = { one: [] as number[], units: [] as number[], jax: [] as number[], forward: [] as number[] };
    // A separate session for units would double what is held, so both kinds of step train on; jax-js follows the first.
    let lossDifference = 0;
    for (let round = -1; round < rounds; round++) {
      const one = await timed(now, () => step(session, batch, SHAPE.batch));
      const other = jax ? await timed(now, () => jax.step(forJax(batch), RATES.learningRate)) : null;
      if (other && round === -1) lossDifference = Math.abs(other.value - one.value);
      const small = await timed(now, () => step(session, batch, unit.rows));
      const pass = await timed(now, forward.run);
      if (round < 0) continue;
      times.one.push(one.ms);
      times.units.push(small.ms);
      times.forward.push(pass.ms);
      if (other) times.jax.push(other.ms);
    }
    const ratio = (over: readonly number[], under: readonly number[]): number =>
      +median(over.map((ms, i) => ms / must(under[i], 'pair'))).toFixed(3);
    return {
      ...{ model, mode, ours: rateOf(median(times.one)), stepToForward: ratio(times.one, times.forward) },
      units: {
        ...rateOf(median(times.units)),
        rows: unit.rows,
        runMs: +unit.ms.toFixed(1),
        againstOneRun: ratio(times.one, times.units),
      },
      ...(jax ? { jax: rateOf(median(times.jax)), againstJax: ratio(times.jax, times.one), lossDifference } : {}),
    };
  } finally {
    await session.dispose();
    await forward.release();
    jax?.dispose();
  }
}

/** As in the trainer, units are chosen when the code has become fast. In a session of its own: jax-js must begin where ours begins. */
async function warmUp(executor: Executor, what: Subject, batch: Packed, now: () => number): Promise<void> {
  const session = await openSession(executor, what);
  for (const begun = now(); now() - begun < WARM_MS;) await step(session, batch, SHAPE.batch);
  await session.dispose();
}

/** Rows of a run of at most 80 ms; its bucket is ready afterwards, and no more than two are. */
async function chooseUnit(
  session: TrainingSession,
  batch: Packed,
  now: () => number,
): Promise<{ rows: number; ms: number }> {
  const measure = async (rows: number): Promise<number> => {
    await session.addBucket({ batch: rows, time: SHAPE.time });
    const sample = must(cut(batch, rows)[0], 'unit');
    const ms = await settledMs(async () => (await timed(now, () => session.accumulate(sample))).ms);
    session.clear();
    if (rows !== SHAPE.batch) await session.keepBucket({ batch: rows, time: SHAPE.time });
    return ms;
  };
  const unit = await fitUnit(SHAPE.batch, UNIT_MS, measure);
  for (const rows of divisorsOf(SHAPE.batch))
    if (rows === unit.rows) await session.addBucket({ batch: rows, time: SHAPE.time });
  await session.addBucket(SHAPE);
  return unit;
}

/** Forward pass and loss alone: the accumulate graph with nothing behind the loss. */
export async function openForward(
  executor: Executor,
  { config, trainable, flat }: Subject,
  batch: Packed,
): Promise<{ run(): Promise<void>; release(): Promise<void> }> {
  const graph = accumulateGraph(config, SHAPE, trainable);
  graph.outputs.splice(0, graph.outputs.length, ...graph.outputs.filter(({ name }) => name === 'loss'));
  const program = await executor.compile(graph);
  const chosen = Array.from(batch.weights.keys()).filter((cell) => batch.weights[cell] !== 0);
  const places = new BigInt64Array(TOKENS);
  chosen.forEach((cell, place) => (places[cell] = BigInt(place + 1)));
  const grid = [SHAPE.batch, SHAPE.time];
  const list = (data: Parameters<Executor['tensor']>[0]): DeviceTensor => executor.tensor(data, [data.length]);
  const inputs: Record<string, DeviceTensor> = {
    parameters: list(flat),
    gradient: list(new Float32Array(flat.length)),
    ids: executor.tensor(batch.ids, grid),
    positions: executor.tensor(batch.positions, grid),
    segments: executor.tensor(batch.segments, grid),
    rows: list(BigInt64Array.from(chosen, BigInt)),
    places: list(places),
    targets: list(BigInt64Array.from(chosen, (cell) => batch.targets[cell] as bigint)),
    weights: list(Float32Array.from(chosen, () => 1)),
  };
  return {
    run: async () => {
      const out = await program.run(inputs);
      await out['loss']?.read();
      for (const tensor of Object.values(out)) tensor.dispose();
    },
    release: () => program.release(),
  };
}

/** Full training of the fixed model: does it stay as fast and as small as it was? */
async function endurance(
  { executor, now, memory: bytes, steps = 200 }: TrainBenchOptions,
  report: (line: string) => void,
): Promise<Endurance> {
  const what = subject('qwen3-3.5m', 'full');
  const session = await openSession(executor, what);
  const samples: { ms: number; bytes: number }[] = [];
  for (let i = 0; i < steps; i++) {
    const batch = rowsOf(what.config, SHAPE, 50, `bench/step ${i}`);
    const { ms } = await timed(now, () => step(session, batch, SHAPE.batch));
    samples.push({ ms, bytes: bytes ? await bytes() : 0 });
    if (i % 50 === 49) report(`endurance: ${i + 1} of ${steps} steps`);
  }
  await session.dispose();
  const between = (from: number, to: number): typeof samples =>
    samples.slice(Math.floor(from * steps), Math.floor(to * steps));
  const [early, late] = [between(0.1, 0.35), between(0.75, 1)];
  const [earlyMs, lateMs] = [median(early.map(({ ms }) => ms)), median(late.map(({ ms }) => ms))];
  const [before, after] = [median(early.map((each) => each.bytes)), median(late.map((each) => each.bytes))];
  return {
    ...{ steps, early: rateOf(earlyMs), late: rateOf(lateMs), speed: +(earlyMs / lateMs).toFixed(3) },
    memory: bytes ? { early: before, late: after, growth: +(after / before - 1).toFixed(4) } : null,
  };
}

/** The most memory that this process used while one engine alone trained the fixed model in full. */
async function memory({
  executor,
  memory: bytes,
  engine = 'ours',
  rounds = 7,
}: TrainBenchOptions): Promise<{ engine: 'ours' | 'jax'; bytes: number }> {
  const read = must(bytes, 'a way to read memory');
  const what = subject('qwen3-3.5m', 'full');
  const batch = rowsOf(what.config, SHAPE, 50, 'bench/rows');
  const session = engine === 'ours' ? await openSession(executor, what) : null;
  const jax = session ? null : await openJax(what);
  let most = 0;
  for (let i = 0; i < rounds; i++) {
    if (session) await step(session, batch, SHAPE.batch);
    else await jax?.step(forJax(batch), RATES.learningRate);
    most = Math.max(most, await read());
  }
  await session?.dispose();
  jax?.dispose();
  return { engine, bytes: most };
}
