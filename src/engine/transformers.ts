// The engine of the product: embedded models on transformers.js and the executor, in a worker. Several callers share it; whatever they ask, one run at a
// time goes to the runtime, so that their answers advance side by side.

import { abortable, throwIfAborted } from '../lib/abort.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import type { StopFlag } from '../lib/flag.ts';
import { type Decoded, decodeRows, type Row } from './decoding.ts';
import {
  type ChatMessage,
  type DeviceTest,
  type Draft,
  type Engine,
  type GenerateOptions,
  type Generation,
  importedHash,
  type ModelInfo,
  type ModelName,
  onnxHash,
  type Score,
  type Tester,
} from './engine.ts';
import type { Executor } from './executor/executor.ts';
import { takingTurns } from './executor/turns.ts';
import type { WebDevice } from './executor/adapter.ts';
import { webExecutor } from './executor/web.ts';
import type { ImportedFacts } from './import/facts.ts';
import type { WeightFile } from './import/layout.ts';
import { familyTest } from './family-test.ts';
import { LoadedModel } from './loaded-model.ts';
import { selfTest, type SelfTest, testDevice } from './self-test.ts';
import { createTextStream } from './text-stream.ts';
import { encodePrompt } from './tokenizer.ts';
import { createTurns, type Turns } from './turns.ts';
import { type Batching, embeddedInterior, importedInterior, type Interior, type Running } from './interior.ts';
import { type ReadyMade, readyMadeInterior } from './ready-made.ts';
import { loadModelFolder, type WeightSource } from './weights.ts';

export type EngineParts = {
  source: WeightSource;
  /** An imported model by its hash. */
  imported(hash: string): Promise<{ facts: ImportedFacts; weights: WeightFile }>;
  /** A ready-made model by its hash. */
  onnx(hash: string): Promise<ReadyMade>;
  device: WebDevice;
  /** Multiplications of one run at most, which is what a stop may have to wait for. */
  budget: number;
  /** Raised: decoding ends after the token at hand, scoring with abort/aborted. */
  stop: Pick<StopFlag, 'isRaised'>;
  /** Milliseconds from any start. */
  now(): number;
  /** What graphs run on, unless it is the runtime as it is. */
  executorOn?(device: WebDevice): Executor;
};

/** About 50 ms on two ordinary cores. */
export const RUN_BUDGET = 5e8;

type Known = { loaded: LoadedModel; info: ModelInfo };

/** Rows decoded together. More rows make a step longer, and all rows wait for the longest. */
const ROWS = 32;

export class TransformersEngine implements Engine, Tester {
  readonly #parts: EngineParts;
  readonly #turns: Turns;
  readonly #models = new Map<ModelName, Promise<Known>>();
  readonly #calls = new Set<Promise<unknown>>();
  #tested: Promise<SelfTest> | null = null;
  #familyTested: Promise<object> | null = null;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    this.#turns = createTurns(() => parts.now());
  }

  async load(model: ModelName, signal: AbortSignal): Promise<ModelInfo> {
    return (await this.#model(model, signal)).info;
  }

  generate(...args: Parameters<Engine['generate']>): Promise<Generation> {
    return this.#counted(this.#generate(...args));
  }

  generateBatch(...args: Parameters<Engine['generateBatch']>): Promise<Generation[]> {
    return this.#counted(this.#generateBatch(...args));
  }

  score(...args: Parameters<Engine['score']>): Promise<Score[]> {
    return this.#counted(this.#score(...args));
  }

  likely(...args: Parameters<Engine['likely']>): ReturnType<Engine['likely']> {
    return this.#counted(this.#likely(...args));
  }

  /** Anew at every call: drivers fail in the night, too. */
  test(signal: AbortSignal): Promise<DeviceTest> {
    throwIfAborted(signal);
    return this.#counted(testDevice(this.#parts.device, this.#executor(), this.#executor('wasm')));
  }

  /** Resolves when nothing is being generated or scored. */
  async idle(): Promise<void> {
    while (this.#calls.size) await Promise.allSettled(this.#calls);
  }

  async dispose(): Promise<void> {
    const models = [...this.#models.values()];
    this.#models.clear();
    // One that never came has nothing to release.
    for (const model of models) await (await model.catch(() => null))?.loaded.release();
  }

  #counted<T>(call: Promise<T>): Promise<T> {
    const counted = call.finally(() => this.#calls.delete(counted));
    this.#calls.add(counted);
    return counted;
  }

  async #generate(
    messages: readonly ChatMessage[],
    options: GenerateOptions,
    onText: (piece: string) => void,
    signal: AbortSignal,
  ): Promise<Generation> {
    const { loaded } = await this.#model(options.model, signal);
    const start = this.#parts.now();
    const prompt = encodePrompt(loaded.tokenizer, messages, options.thinking);
    const facts = { tokens: prompt.length, context: loaded.context };
    if (prompt.length >= loaded.context)
      throw new AppError(
        'engine/too-long',
        `The conversation is ${facts.tokens} tokens long, this model reads ${facts.context}. Shorten it, or start a new one.`,
        facts,
      );
    const stream = createTextStream(loaded.tokenizer, onText);
    const [decoded] = await this.#decode(loaded, [rowOf(loaded, prompt, options, 0)], options, signal, (token) =>
      stream.push(token),
    );
    stream.end();
    return generationOf(loaded, prompt, must(decoded, 'row'), (this.#parts.now() - start) / 1000);
  }

  async #generateBatch(
    conversations: readonly (readonly ChatMessage[])[],
    options: GenerateOptions,
    signal: AbortSignal,
  ): Promise<Generation[]> {
    const { loaded } = await this.#model(options.model, signal);
    const prompts = conversations.map((messages) => encodePrompt(loaded.tokenizer, messages, options.thinking));
    // What the model cannot read gets no answer; the others must not suffer for it.
    const out = prompts.map((prompt): Generation => ({
      text: '',
      tokens: 0,
      promptTokens: prompt.length,
      seconds: 0,
      stopped: 'length',
    }));
    const lengthAt = (i: number): number => must(prompts[i], 'prompt').length;
    // Rows of like length go together, so that little is padding.
    const order = [...prompts.keys()]
      .filter((i) => lengthAt(i) < loaded.context)
      .sort((a, b) => lengthAt(a) - lengthAt(b));
    while (order.length) {
      const start = this.#parts.now();
      const size = rowsTogether(order.slice(0, ROWS).map(lengthAt), loaded.batching);
      const chunk = order.splice(0, size).map((i) => ({ i, prompt: must(prompts[i], 'prompt') }));
      const rows = chunk.map(({ i, prompt }) => rowOf(loaded, prompt, options, i));
      const decoded = await this.#decode(loaded, rows, options, signal, () => undefined);
      const seconds = (this.#parts.now() - start) / 1000 / chunk.length;
      chunk.forEach(
        ({ i, prompt }, row) => (out[i] = generationOf(loaded, prompt, must(decoded[row], 'row'), seconds)),
      );
    }
    return out;
  }

  async #score(
    drafts: readonly Draft[],
    { model, adapter, each = false }: Parameters<Engine['score']>[1],
    signal: AbortSignal,
  ): Promise<Score[]> {
    const { loaded } = await this.#model(model, signal);
    const { scorer } = loaded.graphs(adapter?.lora);
    return scorer.score(drafts, loaded.flatOf(adapter), () => this.#assertGoing(signal), each);
  }

  async #likely(
    ...[drafts, { model, adapter, ...options }, signal]: Parameters<Engine['likely']>
  ): ReturnType<Engine['likely']> {
    const { loaded } = await this.#model(model, signal);
    const { scorer } = loaded.graphs(adapter?.lora);
    return scorer.likely(drafts, loaded.flatOf(adapter), options, () => this.#assertGoing(signal));
  }

  #assertGoing(signal: AbortSignal): void {
    throwIfAborted(signal);
    if (this.#parts.stop.isRaised())
      throw new AppError('abort/aborted', 'Stopped before all drafts were scored; start it again to go on.');
  }

  // The loading itself is not stopped by the signal: another caller may be waiting for the same model.
  #model(name: ModelName, signal: AbortSignal): Promise<Known> {
    const loading = this.#models.get(name) ?? this.#open(name);
    this.#models.set(name, loading);
    loading.catch(() => this.#models.delete(name));
    return abortable(loading, signal);
  }

  async #open(name: ModelName): Promise<Known> {
    const { now, device } = this.#parts;
    const start = now();
    const { interior, hash } = await this.#interior(name);
    const loaded = new LoadedModel(interior);
    try {
      await loaded.graphs().hosted;
    } catch (error) {
      interior.release();
      throw error;
    }
    return {
      loaded,
      info: { model: name, parameters: loaded.parameters, device, hash, seconds: (now() - start) / 1000 },
    };
  }

  #executor(device = this.#parts.device): Executor {
    const { executorOn = webExecutor } = this.#parts;
    return takingTurns(executorOn(device), this.#turns);
  }

  /** Once, for all models of the family in this worker; a failure is told again at the next. */
  #testFamily(executor: Executor): Promise<object> {
    const testing = this.#familyTested ?? familyTest(executor, this.#executor('wasm'));
    this.#familyTested = testing;
    testing.catch(() => (this.#familyTested = null));
    return testing;
  }

  async #interior(name: ModelName): Promise<{ interior: Interior; hash: string }> {
    const { now, source, device, budget, imported, onnx } = this.#parts;
    const turns = this.#turns;
    const running: Running = { device, executor: this.#executor(), turns, budget, now };
    const readyMade = onnxHash(name);
    if (readyMade !== null)
      return { interior: await readyMadeInterior(await onnx(readyMade), running), hash: readyMade };
    const hash = importedHash(name);
    if (hash === null) {
      await this.#testFamily(running.executor);
      const folder = await loadModelFolder(source, name, new AbortController().signal);
      return { interior: embeddedInterior(folder, running), hash: folder.hash };
    }
    const { facts, weights } = await imported(hash);
    // Once, for all models of this worker; a failure is told again at the next.
    this.#tested ??= selfTest(device, running.executor);
    this.#tested.catch(() => (this.#tested = null));
    const { numbers } = await this.#tested;
    return { interior: await importedInterior(facts, weights, numbers, running), hash };
  }

  async #decode(
    loaded: LoadedModel,
    rows: readonly Row[],
    { adapter, temperature = 0, minP = 0 }: GenerateOptions,
    signal: AbortSignal,
    onToken: (token: number) => void,
  ): Promise<Decoded[]> {
    const model = await loaded.graphs(adapter?.lora).hosted;
    const isStopped = (): boolean => signal.aborted || this.#parts.stop.isRaised();
    return decodeRows(rows, {
      model,
      adapter: loaded.flatOf(adapter),
      end: loaded.end,
      ends: loaded.ends,
      temperature,
      minP,
      isStopped,
      onToken,
    });
  }
}

/** How many of the first rows are decoded together, at least one. @param lengths from the shortest on */
function rowsTogether(lengths: readonly number[], { even, positions }: Batching): number {
  const fits = (length: number, i: number): boolean =>
    (!even || length === lengths[0]) && (i === 0 || length * (i + 1) <= positions);
  const others = lengths.findIndex((length, i) => !fits(length, i));
  return others < 0 ? lengths.length : others;
}

/** `place` among the conversations of the call: with the seed it decides what is drawn, whoever shares the batch. */
function rowOf(
  loaded: LoadedModel,
  prompt: readonly number[],
  { maxNewTokens, seed = 0 }: GenerateOptions,
  place: number,
): Row {
  return { prompt, limit: Math.min(maxNewTokens, loaded.context - prompt.length), seed: `${seed}/${place}` };
}

function generationOf(
  loaded: LoadedModel,
  prompt: readonly number[],
  { tokens, stopped }: Decoded,
  seconds: number,
): Generation {
  return {
    text: loaded.tokenizer.decode(tokens),
    tokens: tokens.length + (stopped === 'end' ? 1 : 0),
    promptTokens: prompt.length,
    seconds,
    stopped,
  };
}
