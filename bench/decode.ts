// Decoding at true shapes with random weights, as an imported model is run: loading, reading a prompt, tokens after it, and how long a stop waits.

import type { Numbers } from '../models/graph/onnx/encode.ts';
import { fedBody } from '../src/engine/body.ts';
import { decodeRows } from '../src/engine/decoding.ts';
import type { Executor } from '../src/engine/executor/executor.ts';
import type { WebDevice } from '../src/engine/executor/adapter.ts';
import { loadFed, planFed } from '../src/engine/fed-weights.ts';
import { type HostedModel, hostModel } from '../src/engine/hosted-model.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import { measuredPace } from '../src/engine/pace.ts';
import { createTurns } from '../src/engine/turns.ts';
import { rng } from '../src/lib/rng.ts';
import { configOf, randomWeights } from './random-weights.ts';
import { SHAPES, type ShapeName } from './shapes.ts';

export type DecodeOptions = {
  executor: Executor;
  device: WebDevice;
  now(): number;
  model: ShapeName;
  precision: Precision;
  numbers: Numbers;
  /** Tokens of the prompt, and new ones. */
  prompt: number;
  tokens: number;
  layers?: number;
  /** Beside a prompt that is one token shorter: its row is padded, and attention over padded rows is not one kernel. */
  padded?: boolean;
  /** Stops that are measured. */
  stops?: number;
};

export type DecodeBench = Omit<DecodeOptions, 'executor' | 'now'> & {
  loadSeconds: number;
  /** Of the second reading: kernels are compiled in the first. */
  prefillMs: number;
  firstPrefillMs: number;
  prefillPerSecond: number;
  decodePerSecond: number;
  /** From raising the flag in the middle of reading a prompt to the end of the run. */
  stopMs: number[];
  /** What it said, to compare devices and numbers by. */
  said: number[];
};

const RUN_MS = 60;

type Opened = { hosted: HostedModel; vocabulary: number; close(): Promise<void> };

/** A model in memory, as the engine holds an imported one. */
async function open({
  executor,
  now,
  device,
  model,
  precision,
  numbers,
  prompt,
  tokens,
  layers,
}: DecodeOptions): Promise<Opened> {
  const config = configOf(model, prompt + tokens + 8, layers);
  const file = randomWeights(config, precision);
  const plan = planFed(file, { numbers, halves: await executor.readsHalves() });
  const weights = await loadFed(executor, config, file, numbers, plan.keptAs);
  const body = await fedBody({ config, plan, numbers, weights }, device);
  const facts = {
    'config.json': { ...SHAPES[model], num_hidden_layers: config.num_hidden_layers },
    'generation_config.json': {},
  };
  const hosted = hostModel(config, facts, body, createTurns(now), measuredPace(RUN_MS, now));
  const close = async (): Promise<void> => {
    await hosted.release();
    weights.dispose();
  };
  return { hosted, vocabulary: config.vocab_size, close };
}

function promptOf(length: number, vocabulary: number, seed: string): number[] {
  const random = rng(seed);
  return Array.from({ length }, () => random.int(0, vocabulary - 1));
}

export async function benchDecode(options: DecodeOptions, report: (line: string) => void): Promise<DecodeBench> {
  const { executor, now, stops = 5, ...what } = options;
  const begun = now();
  const { hosted, vocabulary, close } = await open(options);
  const loadSeconds = (now() - begun) / 1000;
  report(`loaded in ${loadSeconds.toFixed(1)} s`);
  const prompt = promptOf(what.prompt, vocabulary, 'bench/prompt');
  const prompts = what.padded ? [prompt, prompt.slice(1)] : [prompt];
  try {
    const first = await timed(hosted, prompts, 1, now);
    report(`first reading ${first.ms.toFixed(0)} ms`);
    await timed(hosted, prompts, 8, now);
    const reading = await timed(hosted, prompts, 1, now);
    const whole = await timed(hosted, prompts, what.tokens + 1, now);
    const stopMs: number[] = [];
    for (let i = 0; i < stops; i++)
      stopMs.push(await stopped(hosted, prompt, (reading.ms * (i + 1)) / (stops + 2), now));
    const found = {
      ...{
        ...what,
        loadSeconds,
        firstPrefillMs: first.ms,
        prefillMs: reading.ms,
        stopMs,
        said: whole.said.slice(0, 8),
      },
      prefillPerSecond: (what.prompt * 1000) / reading.ms,
      decodePerSecond: (what.tokens * 1000) / Math.max(1, whole.ms - reading.ms),
    };
    report(JSON.stringify(found));
    return found;
  } finally {
    await close();
  }
}

export type HeldOptions = DecodeOptions & { memory(): Promise<number>; generations: number; cycles: number };
/** Bytes of the process after a fifth of the work and at its end, and by how much that is more. */
export type HeldBench = Record<'generations' | 'cycles', { early: number; late: number; growth: number }>;

/** Does memory stay where it was: over many answers of one model, and over loading and unloading it. */
export async function benchHeld(options: HeldOptions, report: (line: string) => void): Promise<HeldBench> {
  const { generations, cycles } = options;
  const { hosted, vocabulary, close } = await open(options);
  const answer = async (model: HostedModel, seed: string): Promise<void> => {
    const row = { prompt: promptOf(options.prompt, vocabulary, seed), limit: options.tokens, seed };
    await decodeRows(
      [row],
      decoding(model, () => false),
    );
  };
  const answers = await grown(options, generations, (i) => answer(hosted, `answer ${i}`));
  await close();
  report(`generations: ${JSON.stringify(answers)}`);
  const loads = await grown(options, cycles, async (i) => {
    const again = await open(options);
    await answer(again.hosted, `cycle ${i}`);
    await again.close();
  });
  report(`cycles: ${JSON.stringify(loads)}`);
  return { generations: answers, cycles: loads };
}

async function grown(
  { memory }: HeldOptions,
  times: number,
  work: (i: number) => Promise<void>,
): Promise<HeldBench['cycles']> {
  const warm = Math.ceil(times / 5);
  for (let i = 0; i < warm; i++) await work(i);
  const early = await memory();
  for (let i = warm; i < times; i++) await work(i);
  const late = await memory();
  return { early, late, growth: late / early - 1 };
}

const decoding = (model: HostedModel, isStopped: () => boolean): Parameters<typeof decodeRows>[1] => ({
  ...{ model, adapter: null, end: 0, ends: new Set<number>(), temperature: 0, minP: 0, isStopped },
  onToken: () => undefined,
});

async function timed(
  model: HostedModel,
  prompts: readonly (readonly number[])[],
  limit: number,
  now: () => number,
): Promise<{ ms: number; said: number[] }> {
  const begun = now();
  const [row] = await decodeRows(
    prompts.map((prompt) => ({ prompt, limit, seed: '' })),
    decoding(model, () => false),
  );
  return { ms: now() - begun, said: row?.tokens ?? [] };
}

async function stopped(
  model: HostedModel,
  prompt: readonly number[],
  after: number,
  now: () => number,
): Promise<number> {
  const begun = now();
  await decodeRows(
    [{ prompt, limit: 4, seed: '' }],
    decoding(model, () => now() - begun > after),
  );
  return Math.max(0, now() - begun - after);
}
