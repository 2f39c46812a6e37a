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

/** What is scored by: weights in the graph, or fed to it. `multiplications` of one position. */
export type ScoredModel = {
  config: QwenConfig;
  frozen: Frozen;
  multiplications: number;
  numbers?: Numbers;
  weights?: FedWeights;
};

export type Scorer = {
  /** @param beforeRun awaited before every run; may throw to stop */
  score(drafts: readonly Draft[], adapter: Float32Array | null, beforeRun: () => void): Promise<Score[]>;
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
  const { run, release } = packedRuns(executor, model, lora);
  return {
    score: async (drafts, adapter, beforeRun) => {
      const examples = drafts.map((draft) => exampleOf(tokenizer, draft));
      const scores = examples.map(({ weights }): Score => ({
        ...UNREADABLE,
        tokens: weights.reduce((a, b) => a + b, 0),
      }));
      for (const [i, time] of lengths.entries()) {
        const shorter = i ? must(lengths[i - 1], 'length') : 0;
        const members = [...examples.keys()].filter(
          (at) => lengthOf(must(examples[at], 'example')) > shorter && lengthOf(must(examples[at], 'example')) <= time,
        );
        const rows = Math.max(1, Math.floor(budget / size / time));
        for (const packed of batchesOf(examples, members, rows, time)) {
          beforeRun();
          collect(packed, examples, await run(packed, adapter), scores);
        }
      }
      return scores;
    },
    release,
  };
}

type PackedRuns = { run(packed: Packed, adapter: Float32Array | null): Promise<Scored>; release(): Promise<void> };

/** Forward passes over packed rows. */
function packedRuns(
  executor: Executor,
  { config, frozen, ...fed }: ScoredModel,
  lora: LoraConfig | undefined,
): PackedRuns {
  const programs = new Map<number, Promise<Program>>();
  const half = fed.numbers === 'float16';
  const numbers = (data: Float32Array): Float32Array | Uint16Array => (half ? toHalves(data) : data);
  const programOf = (time: number): Promise<Program> => {
    const program =
      programs.get(time) ??
      executor.compile(scoreGraph(config, time, frozen, lora), fed.numbers ? { numbers: fed.numbers } : {});
    programs.set(time, program);
    program.catch(() => programs.delete(time));
    return program;
  };
  const fedInputs = ({ ids, batch, time }: Packed): Record<string, DeviceTensor> => {
    if (!fed.weights) return { ids: executor.tensor(ids, [batch, time]) };
    const embedded = executor.tensor(fed.weights.embed(ids), [batch, time, config.hidden_size]);
    return { ...fed.weights.feeds, embedded };
  };
  const run = async (packed: Packed, adapter: Float32Array | null): Promise<Scored> => {
    const t = (data: BigInt64Array | Int32Array): DeviceTensor => executor.tensor(data, [packed.batch, packed.time]);
    const inputs: Record<string, DeviceTensor> = {
      ...fedInputs(packed),
      positions: t(packed.positions),
      targets: t(packed.targets),
      segments: t(packed.segments),
    };
    if (lora && adapter) inputs['lora'] = executor.tensor(numbers(adapter), [loraLayout(config, lora).size]);
    const out = await (await programOf(packed.time)).run(inputs);
    const scored = {
      greedy: (await must(out['greedy'], 'greedy').read()) as BigInt64Array,
      nll: floats(await must(out['nll'], 'nll').read()),
    };
    for (const tensor of Object.values(out)) tensor.dispose();
    return scored;
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

type Scored = { greedy: BigInt64Array; nll: Float32Array };

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

/** Sums what stands at the places of each example. Examples lie in their rows in the order in which the batch names them. */
function collect(packed: Packed, examples: readonly Example[], { greedy, nll }: Scored, scores: Score[]): void {
  let [row, start] = [0, 0];
  for (const at of packed.examples) {
    const example = must(examples[at], 'example');
    while (start >= packed.time || must(packed.segments[row * packed.time + start], 'segment') < 0)
      [row, start] = [row + 1, 0];
    const score = { agrees: true, nll: 0, tokens: must(scores[at], 'score').tokens };
    for (let i = 0; i < lengthOf(example); i++) {
      if (!example.weights[i + 1]) continue;
      const cell = row * packed.time + start + i;
      score.nll += must(nll[cell], 'nll');
      score.agrees &&= greedy[cell] === packed.targets[cell];
    }
    scores[at] = score;
    start += lengthOf(example);
  }
}
