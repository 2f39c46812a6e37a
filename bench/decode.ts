// Decoding at true shapes with random weights, as an imported model is run: loading, reading a prompt, tokens after it, and how long a stop waits.

import type { Numbers } from '../models/graph/onnx/encode.ts';
import { fedBody } from '../src/engine/body.ts';
import { decodeRows } from '../src/engine/decoding.ts';
import type { Executor } from '../src/engine/executor/executor.ts';
import type { WebDevice } from '../src/engine/executor/web.ts';
import { loadFed, planFed } from '../src/engine/fed-weights.ts';
import { type HostedModel, hostModel } from '../src/engine/hosted-model.ts';
import type { Precision } from '../src/engine/import/layout.ts';
import { measuredPace } from '../src/engine/pace.ts';
import { createTurns } from '../src/engine/turns.ts';
import { rng } from '../src/lib/rng.ts';
import { configOf, randomWeights } from './layers.ts';
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

export async function benchDecode(options: DecodeOptions, report: (line: string) => void): Promise<DecodeBench> {
  const { executor, now, ...what } = options;
  const config = configOf(what.model, what.prompt + what.tokens + 8, what.layers);
  const file = randomWeights(config, what.precision);
  const begun = now();
  const plan = await planFed(file, { numbers: what.numbers, halves: await executor.readsHalves() });
  // A device has to be there before anything can be held on it.
  const body = (weights: Awaited<ReturnType<typeof loadFed>>): ReturnType<typeof fedBody> =>
    fedBody({ config, plan, numbers: what.numbers, weights }, what.device);
  const weights = await loadFed(executor, config, file, what.numbers, plan.keptAs);
  const json = { 'config.json': { ...SHAPES[what.model], num_hidden_layers: config.num_hidden_layers } };
  const facts = { ...json, 'generation_config.json': {} };
  const hosted = hostModel(config, facts, await body(weights), createTurns(now), measuredPace(RUN_MS, now));
  const loadSeconds = (now() - begun) / 1000;
  report(`loaded in ${loadSeconds.toFixed(1)} s`);
  const random = rng('bench/prompt');
  const prompt = Array.from({ length: what.prompt }, () => random.int(0, config.vocab_size - 1));
  try {
    const first = await timed(hosted, prompt, 1, now);
    report(`first reading ${first.ms.toFixed(0)} ms`);
    await timed(hosted, prompt, 8, now);
    const reading = await timed(hosted, prompt, 1, now);
    const whole = await timed(hosted, prompt, what.tokens + 1, now);
    const stopMs: number[] = [];
    for (let i = 0; i < 5; i++) stopMs.push(await stopped(hosted, prompt, (reading.ms * (i + 1)) / 7, now));
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
    await hosted.release();
    weights.dispose();
  }
}

const decoding = (model: HostedModel, isStopped: () => boolean): Parameters<typeof decodeRows>[1] => ({
  ...{ model, adapter: null, end: -1, temperature: 0, isStopped },
  onToken: () => undefined,
});

async function timed(
  model: HostedModel,
  prompt: readonly number[],
  limit: number,
  now: () => number,
): Promise<{ ms: number; said: number[] }> {
  const begun = now();
  const [row] = await decodeRows(
    [{ prompt, limit, seed: '' }],
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
