// Scores drafts by forward passes over packed rows: no decoding, every position at once. Runs on any executor.

import type { Numbers } from '../../models/graph/onnx/encode.ts';
import type { TensorData } from '../../models/graph/ir.ts';
import { fromHalves, toHalves } from '../../models/halves.ts';
import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { TURN_END } from '../../models/qwen/chat.ts';
import { type Frozen, scoreGraph } from '../../models/qwen/graphs.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { must } from '../lib/assert.ts';
import type { Draft, Score } from './engine.ts';
import type { DeviceTensor, Executor, Program } from './executor/executor.ts';
import type { FedWeights } from './fed-weights.ts';
import { type Example, lengthOf, pack, type Packed } from './packing.ts';
import { encodePrompt, type Tokenizer } from './tokenizer.ts';
import { type TopK, topK } from './top-k.ts';

/** What is scored by: weights in the graph, or fed to it. `multiplications` of one position. */
export type ScoredModel = {
  config: QwenConfig;
  frozen: Frozen;
  multiplications: number;
  numbers?: Numbers;
  weights?: FedWeights;
};

export type Scorer = {
  /** @param beforeRun awaited before every run; may throw to stop @param each whether every token's log probability is told */
  score(
    drafts: readonly Draft[],
    adapter: Float32Array | null,
    beforeRun: () => void,
    each?: boolean,
  ): Promise<Score[]>;
  /** The model's own distribution at every token of each draft and at the end of its turn; null where a draft is too long to read. */
  likely(
    drafts: readonly Draft[],
    adapter: Float32Array | null,
    options: { top: number; temperature: number },
    beforeRun: () => void,
  ): Promise<(TopK | null)[]>;
  release(): Promise<void>;
};

/** Logits of every position are made at once: for large vocabularies, of no longer rows than this. */
const MOST_FED = 512;

/** A draft that is longer than the model reads: never the model's own answer. */
const UNREADABLE: Omit<Score, 'tokens'> = { agrees: false, nll: Infinity };

/**
 * A scorer of one model, with or without places for an adapter. Graphs are compiled when a length first needs them: rows of 128, of 256, and of the
 * whole context. @param budget multiplications of one run; what a stop may have to wait for
 */
export function createScorer(
  executor: Executor,
  model: ScoredModel,
  tokenizer: Tokenizer,
  budget: number,
  lora?: LoraConfig,
): Scorer {
  const { config, multiplications: size } = model;
  const longest = Math.min(config.max_position_embeddings, model.weights ? MOST_FED : Infinity);
  const lengths = [...new Set([128, 256, longest])].filter((time) => time <= longest);
  const runs = {
    scores: packedRuns(executor, model, lora, 'scores'),
    logits: packedRuns(executor, model, lora, 'logits'),
  };
  /** Every example that can be read, in packed rows of the shortest length that holds it. */
  const walk = async (
    examples: readonly Example[],
    finds: keyof typeof runs,
    adapter: Float32Array | null,
    beforeRun: () => void,
    onRun: (packed: Packed, found: Found) => void,
  ): Promise<void> => {
    for (const [i, time] of lengths.entries()) {
      const shorter = i ? must(lengths[i - 1], 'length') : 0;
      const members = [...examples.keys()].filter(
        (at) => lengthOf(must(examples[at], 'example')) > shorter && lengthOf(must(examples[at], 'example')) <= time,
      );
      const rows = Math.max(1, Math.floor(budget / size / time));
      for (const packed of batchesOf(examples, members, rows, time)) {
        beforeRun();
        onRun(packed, await runs[finds].run(packed, examples, adapter));
      }
    }
  };
  return {
    score: async (drafts, adapter, beforeRun, each = false) => {
      const examples = drafts.map((draft) => exampleOf(tokenizer, draft));
      const scores = examples.map((example) => unread(example, each));
      await walk(examples, 'scores', adapter, beforeRun, (packed, found) =>
        collect(packed, examples, found, scores, each),
      );
      return scores;
    },
    likely: async (drafts, adapter, { top, temperature }, beforeRun) => {
      const examples = drafts.map((draft) => exampleOf(tokenizer, draft));
      const found: (TopK | null)[] = examples.map(() => null);
      await walk(examples, 'logits', adapter, beforeRun, (packed, { logits }) => {
        let row = 0;
        for (const { at, cells } of placesOf(packed, examples)) {
          const own = logits.subarray(row * config.vocab_size, (row += cells.length) * config.vocab_size);
          found[at] = topK(own, config.vocab_size, top, temperature);
        }
      });
      return found;
    },
    release: async () => {
      for (const each of Object.values(runs)) await each.release();
    },
  };
}

const unread = ({ weights }: Example, each: boolean): Score => ({
  ...UNREADABLE,
  ...(each ? { logs: [] } : {}),
  tokens: weights.reduce((a, b) => a + b, 0),
});

export type PackedRuns = {
  run(packed: Packed, examples: readonly Example[], adapter: Float32Array | null): Promise<Found>;
  release(): Promise<void>;
};

/** Forward passes over packed rows, each length compiled when it is first needed. Logits are made of the positions alone that predict drafts, in the order of `placesOf`. */
export function packedRuns(
  executor: Executor,
  { config, frozen, ...fed }: ScoredModel,
  lora: LoraConfig | undefined,
  finds: 'scores' | 'logits',
): PackedRuns {
  const programs = new Map<number, Promise<Program>>();
  const half = fed.numbers === 'float16';
  const numbers = (data: Float32Array): Float32Array | Uint16Array => (half ? toHalves(data) : data);
  const programOf = (time: number): Promise<Program> => {
    const program =
      programs.get(time) ??
      executor.compile(scoreGraph(config, time, frozen, lora, finds), fed.numbers ? { numbers: fed.numbers } : {});
    programs.set(time, program);
    program.catch(() => programs.delete(time));
    return program;
  };
  const fedInputs = ({ ids, batch, time }: Packed): Record<string, DeviceTensor> => {
    if (!fed.weights) return { ids: executor.tensor(ids, [batch, time]) };
    const embedded = executor.tensor(fed.weights.embed(ids), [batch, time, config.hidden_size]);
    return { ...fed.weights.feeds, embedded };
  };
  const wanted = (packed: Packed, examples: readonly Example[]): Record<string, DeviceTensor> => {
    if (finds === 'scores') return { targets: executor.tensor(packed.targets, [packed.batch, packed.time]) };
    const cells = [...placesOf(packed, examples)].flatMap((each) => each.cells);
    return { places: executor.tensor(BigInt64Array.from(cells, BigInt), [cells.length]) };
  };
  const run: PackedRuns['run'] = async (packed, examples, adapter) => {
    const t = (data: BigInt64Array | Int32Array): DeviceTensor => executor.tensor(data, [packed.batch, packed.time]);
    const inputs: Record<string, DeviceTensor> = {
      ...fedInputs(packed),
      positions: t(packed.positions),
      ...wanted(packed, examples),
      segments: t(packed.segments),
    };
    if (lora && adapter) inputs['lora'] = executor.tensor(numbers(adapter), [loraLayout(config, lora).size]);
    const out = await (await programOf(packed.time)).run(inputs);
    const read = async (name: string): Promise<TensorData | null> => (await out[name]?.read()) ?? null;
    const [greedy, nll, logits] = [await read('greedy'), await read('nll'), await read('logits')];
    for (const tensor of Object.values(out)) tensor.dispose();
    return {
      greedy: (greedy ?? new BigInt64Array(0)) as BigInt64Array,
      nll: floats(nll ?? new Float32Array(0)),
      logits: floats(logits ?? new Float32Array(0)),
    };
  };
  return {
    run,
    release: async () => {
      for (const program of programs.values()) await (await program).release();
    },
  };
}

const floats = (data: TensorData): Float32Array =>
  data instanceof Float32Array
    ? data
    : fromHalves(new Uint16Array(data.buffer as ArrayBuffer, data.byteOffset, data.length));

/** What a run gives, by what it was asked for; the rest is empty. */
type Found = { greedy: BigInt64Array; nll: Float32Array; logits: Float32Array };

function exampleOf(tokenizer: Tokenizer, { messages, draft }: Draft): Example {
  const prompt = encodePrompt(tokenizer, messages);
  const answer = tokenizer.encode(draft + TURN_END);
  return { ids: [...prompt, ...answer], weights: [...prompt.map(() => 0), ...answer.map(() => 1)] };
}

/** Packs some of the examples; the batches speak of them by their index in `examples`. Rows that stay empty are cut off. */
function batchesOf(examples: readonly Example[], members: readonly number[], rows: number, time: number): Packed[] {
  const { batches } = pack(
    members.map((at) => must(examples[at], 'example')),
    rows,
    time,
  );
  return batches.map((packed) => {
    let used = packed.batch;
    while (must(packed.segments[(used - 1) * time], 'segment') < 0) used--;
    const cut = <T extends BigInt64Array | Int32Array>(data: T): T => data.subarray(0, used * time) as T;
    const grids = {
      ids: cut(packed.ids),
      positions: cut(packed.positions),
      targets: cut(packed.targets),
      segments: cut(packed.segments),
    };
    return { ...packed, ...grids, batch: used, examples: packed.examples.map((i) => must(members[i], 'member')) };
  });
}

/** Cells that predict the draft of each example of a batch. Examples lie in their rows in the order in which the batch names them. */
function* placesOf(packed: Packed, examples: readonly Example[]): Generator<{ at: number; cells: number[] }> {
  let [row, start] = [0, 0];
  for (const at of packed.examples) {
    const example = must(examples[at], 'example');
    while (start >= packed.time || must(packed.segments[row * packed.time + start], 'segment') < 0)
      [row, start] = [row + 1, 0];
    const first = row * packed.time + start;
    const cells = Array.from({ length: lengthOf(example) }, (_, i) => i).filter((i) => example.weights[i + 1]);
    yield { at, cells: cells.map((i) => first + i) };
    start += lengthOf(example);
  }
}

/** Sums what stands at the places of each example. */
function collect(
  packed: Packed,
  examples: readonly Example[],
  { greedy, nll }: Found,
  scores: Score[],
  each: boolean,
): void {
  for (const { at, cells } of placesOf(packed, examples))
    scores[at] = {
      ...(each ? { logs: cells.map((cell) => -must(nll[cell], 'nll')) } : {}),
      agrees: cells.every((cell) => greedy[cell] === packed.targets[cell]),
      nll: cells.reduce((sum, cell) => sum + must(nll[cell], 'nll'), 0),
      tokens: must(scores[at], 'score').tokens,
    };
}
