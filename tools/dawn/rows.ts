// What is measured on a GPU: the rows of the table in docs/bench.md, each by the function that measures the same in a browser.

import { benchDecode, type DecodeOptions } from '../../bench/decode.ts';
import { benchKernels } from '../../bench/kernels.ts';
import { benchLayers } from '../../bench/layers.ts';
import { type LayerwiseCase, layerwiseAgreement } from '../../bench/layerwise-checks.ts';
import type { ShapeName } from '../../bench/shapes.ts';
import { benchTrain } from '../../bench/train.ts';
import type { Executor } from '../../src/engine/executor/executor.ts';
import { webExecutor } from '../../src/engine/executor/web.ts';
import { familyTest } from '../../src/engine/family-test.ts';
import type { Precision } from '../../src/engine/import/layout.ts';
import { selfTest } from '../../src/engine/self-test.ts';
import { quantiles } from '../lab/bench-wake.ts';

export type Tools = { executor: Executor; now(): number; say(line: string): void };
/** In place of what a row says, where it has such a thing: tokens of a step or of a prompt, and fewer layers than the model has. */
export type Wish = { shape?: ShapeName; tokens?: number; layers?: number };
/** What was found, and the same as a line for people. */
export type Found = { told: string; found: object };
type Row = (tools: Tools, wish: Wish) => Promise<Found>;

const LEARNER_ROUNDS = 3;

const agreement =
  (what: LayerwiseCase): Row =>
  async ({ executor }) => {
    const found = await layerwiseAgreement(executor, what);
    return { told: `gradients within ${found.gradient.toExponential(1)}`, found };
  };

const numbers: Row = async ({ executor, now }) => {
  const begun = now();
  const { numbers, errors } = await selfTest('webgpu', executor);
  const importedMs = now() - begun;
  const { family } = await familyTest(executor, webExecutor('wasm'));
  const found = { numbers, errors: { ...errors, family }, importedMs, familyMs: now() - begun - importedMs };
  const told = `${numbers} is used; errors ${JSON.stringify(found.errors)}; ${round(importedMs)} ms, the family ${round(found.familyMs)} ms`;
  return { told, found };
};

type Step = { model: ShapeName; precision: Precision; tokens: number; time?: number; steps?: number };

const step =
  ({ model, precision, tokens, time = 128, steps = 5 }: Step): Row =>
  async ({ say, ...tools }, wish) => {
    const all = wish.tokens ?? tokens;
    const length = Math.min(time, all);
    const shape = { model: wish.shape ?? model, precision, time: length, batch: Math.ceil(all / length), steps };
    const found = await benchLayers({ ...tools, ...shape, ...layersOf(wish) }, say);
    const { stepMs, tokensPerSecond, gapMs, losses, work } = found;
    const speed =
      work && `${work.operations} operations, ${tera(work.flop)} TFLOP: ${tera((work.flop * 1000) / stepMs)} TFLOP/s`;
    const told = `${round(stepMs)} ms (${round(tokensPerSecond)} tokens/s), a stop is heard after ${round(gapMs)} ms at most; ${speed}; losses ${losses.map((loss) => loss.toFixed(5)).join(' ')}`;
    return { told, found };
  };

type Answer = Pick<DecodeOptions, 'prompt' | 'numbers' | 'padded' | 'stops'>;

const answer =
  (what: Answer): Row =>
  async ({ say, ...tools }, wish) => {
    if (what.numbers === 'float16' && !(await tools.executor.readsHalves()))
      return { told: 'this GPU offers no half precision', found: {} };
    const model = { model: wish.shape ?? ('qwen2.5-0.5b' as const), precision: 'int4' as const, tokens: 64 };
    const prompt = wish.tokens ?? what.prompt;
    const device = 'webgpu' as const;
    const found = await benchDecode({ ...tools, ...what, ...model, ...layersOf(wish), prompt, device }, say);
    const { p50, p95, max, n } = quantiles(found.stopMs.map(Math.round));
    const told = `${round(found.decodePerSecond)} tokens/s; ${prompt} read at ${round(found.prefillPerSecond)} tokens/s; a stop while they are read: median ${p50}, p95 ${p95}, longest ${max} ms of ${n}`;
    return { told, found };
  };

const kernels: Row = async (tools, { shape = 'qwen2.5-0.5b', tokens = 1024 }) => {
  const found = await benchKernels({ ...tools, model: shape, tokens });
  const { there, back, small } = found;
  const told = `x·Wᵀ ${tera(there.flopPerSecond)}, g·W ${tera(back.flopPerSecond)} TFLOP/s; a run of ${small.operations} tiny operations ${small.runMs.toFixed(2)} ms`;
  return { told, found };
};

const learner: Row = async ({ say, ...tools }) => {
  const found = await benchTrain({ ...tools, parts: ['learner'], rounds: LEARNER_ROUNDS }, say);
  const told = found.measured.map(
    ({ ours, units }) =>
      `${ours.tokensPerSecond} tokens/s in one run, ${units.tokensPerSecond} in units of ${units.rows} rows`,
  );
  return { told: told.join('; '), found };
};

/** A whole night, with the seed that `night.ts` of tools/pretrain has unless told otherwise, so that both can be compared. */
const night: Row = async ({ executor, say }) => {
  const { nightOnGpu } = await import('./night.ts');
  const found = await nightOnGpu(executor, '1', say);
  const { status, reason, gain, retention, nllChange, steps, seconds } = found;
  const told = `${status}, ${reason}: gain ${gain.toFixed(3)}, level 1 keeps ${retention.level1.toFixed(3)}, NLL ${percent(nllChange)}; ${round(seconds.total)} s: dreaming ${round(seconds.dream)}, training ${round(seconds.train)}, consolidating ${round(seconds.consolidate)}, examining ${round(seconds.evaluate)}; ${steps} steps`;
  return { told, found };
};

const percent = (share: number | null): string => (share === null ? 'unknown' : `${(100 * share).toFixed(1)} %`);
const layersOf = ({ layers }: Wish): { layers?: number } => (layers === undefined ? {} : { layers });
const round = (value: number): string => Math.round(value).toLocaleString('en');
const tera = (flop: number): string => (flop / 1e12).toFixed(2);

/** Cheap ones first: what was measured before a run is cut short stays. */
export const ROWS = {
  'agreement-f32': agreement({ type: 'qwen3', tied: true, precision: 'f32' }),
  'agreement-f16': agreement({ type: 'qwen2', tied: false, precision: 'f16' }),
  'agreement-int4': agreement({ type: 'qwen2', tied: true, precision: 'int4' }),
  'self-test': numbers,
  kernels,
  'step-128': step({ model: 'qwen2.5-0.5b', precision: 'int4', tokens: 128, steps: 8 }),
  step: step({ model: 'qwen2.5-0.5b', precision: 'int4', tokens: 1024, steps: 8 }),
  'step-f16': step({ model: 'qwen2.5-0.5b', precision: 'f16', tokens: 1024 }),
  answer: answer({ numbers: 'float32', prompt: 512 }),
  'answer-half': answer({ numbers: 'float16', prompt: 512 }),
  'answer-padded': answer({ numbers: 'float32', prompt: 512, padded: true }),
  read: answer({ numbers: 'float32', prompt: 2000, stops: 20 }),
  'read-half': answer({ numbers: 'float16', prompt: 2000, stops: 40 }),
  learner,
  'step-0.6b': step({ model: 'qwen3-0.6b', precision: 'int4', tokens: 1024 }),
  night,
  'step-1.5b': step({ model: 'qwen2.5-1.5b', precision: 'int4', tokens: 1024, time: 256, steps: 4 }),
} satisfies Record<string, Row>;

export type RowName = keyof typeof ROWS;
