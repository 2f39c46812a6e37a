// Before a device computes with the embedded family for the first time it computes a small model of the same build, as the family's own are run: in float32,
// with the weights in the graph, and an adapter. It reads two rows and decodes after them with a cache, as answers are made; it scores packed rows, as exams
// are, and makes their logits, as a teacher's are. The answers are known, because WebAssembly, which has no drivers, gave them a moment ago.

import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { layoutOf, type Tensors, unflatten } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { scoreGraph } from '../../models/qwen/graphs.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import type { Graph, TensorData } from '../../models/graph/ir.ts';
import { must } from '../lib/assert.ts';
import { AppError } from '../lib/errors.ts';
import { relativeError } from '../lib/relative-error.ts';
import { rng } from '../lib/rng.ts';
import { wholeGraph } from './body.ts';
import type { DeviceTensor, Executor, Program } from './executor/executor.ts';
import { type Example, pack, type Packed } from './packing.ts';
import { Scope } from './runner.ts';

const CONFIG: QwenConfig = {
  ...{ model_type: 'qwen3', vocab_size: 64, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2 },
  ...{ num_attention_heads: 4, num_key_value_heads: 2, head_dim: 32, rope_theta: 1e4, rms_norm_eps: 1e-6 },
  ...{ tie_word_embeddings: true, max_position_embeddings: 32 },
};
const LORA: LoraConfig = { r: 4, lora_alpha: 8 };
/** Read at once, and one by one after them, in two rows of which the second begins later. */
const [READ, AFTER, PADDING] = [9, 3, 2];
/** Rows and positions of what is scored. */
const [ROWS, TIME] = [2, 24];
/** ‖found − known‖ / ‖known‖ of what is farthest off. A GPU that rounds as it should is off by 1e-6. */
const TOLERANCE = 1e-3;

/** By name: logits of the decoded tokens; of every scored position the greedy token, −log p of the next one, and the logits. */
export type Answers = Readonly<Record<'decoded' | 'greedy' | 'nll' | 'logits', Float32Array>>;

/** While one program is there the GPU stays open, and with it the kernels that were compiled: the second and third take them over. */
export function familyAnswers(executor: Executor): Promise<Answers> {
  const graph = wholeGraph(CONFIG, weights(), LORA);
  const kept = graph.outputs.map(({ name }) => name).filter((name) => name.startsWith('present'));
  return compiled(executor, graph, kept, async (program, scope) => {
    const decoded = await decode(executor, program, scope, kept);
    return { decoded, ...(await score(executor, 'scores')), ...(await score(executor, 'logits')) } as Answers;
  });
}

/** The largest error of any answer; NaN where there are numbers that are none. */
export function errorOf(known: Answers, found: Answers): number {
  return Math.max(...(Object.keys(known) as (keyof Answers)[]).map((name) => relativeError(found[name], known[name])));
}

/**
 * How far a device is from what is right. On WebAssembly nothing is computed, and nothing told.
 * @param known computes what is right @throws AppError engine/self-test
 */
export async function familyTest(executor: Executor, known: Executor): Promise<{ family?: number }> {
  if (executor.device === 'wasm') return {};
  const right = await familyAnswers(known);
  const family = await familyAnswers(executor).then(
    (found) => errorOf(right, found),
    () => Infinity,
  );
  if (family <= TOLERANCE) return { family };
  throw new AppError(
    'engine/self-test',
    'This GPU computes wrong numbers, so it is not used. Update its driver, or open Dream Lab with ?device=wasm in the address.',
    { family },
  );
}

function weights(): Tensors {
  const layout = layoutOf(weightShapes(CONFIG));
  const random = rng('family test');
  const tensors = unflatten(
    layout,
    Float32Array.from({ length: layout.size }, () => 0.2 * random.normal()),
  );
  for (const [name, { data }] of tensors)
    if (name.endsWith('norm.weight')) data.forEach((value, i) => (data[i] = 1 + value));
  return tensors;
}

function adapter(executor: Executor): DeviceTensor {
  const random = rng('family test adapter');
  const { size } = loraLayout(CONFIG, LORA);
  return executor.tensor(
    Float32Array.from({ length: size }, () => 0.1 * random.normal()),
    [size],
  );
}

/** A compiled graph and the tensors of its runs: these are freed first, for the runtime closes a GPU with its last program. */
async function compiled<T>(
  executor: Executor,
  graph: Graph,
  keepOnDevice: readonly string[],
  use: (program: Program, scope: Scope) => Promise<T>,
): Promise<T> {
  const program = await executor.compile(graph, { keepOnDevice });
  const scope = new Scope();
  try {
    return await use(program, scope);
  } finally {
    scope.dispose();
    await program.release();
  }
}

/** Logits of the last of the tokens, after each run. @param kept names of the outputs that are the cache */
async function decode(
  executor: Executor,
  program: Program,
  scope: Scope,
  kept: readonly string[],
): Promise<Float32Array> {
  const nothing = [2, CONFIG.num_key_value_heads, 0, CONFIG.head_dim];
  let cache = kept.map(() => scope.add(executor.tensor(new Float32Array(0), nothing)));
  const lora = scope.add(adapter(executor));
  const found: number[] = [];
  for (let done = 0; done < READ + AFTER; done += done ? 1 : READ) {
    const past = kept.map((name, i) => [name.replace('present', 'past_key_values'), must(cache[i], name)] as const);
    const given = tokens(executor, scope, done, done ? 1 : READ);
    const out = scope.all(await program.run({ ...given, ...Object.fromEntries(past), lora }));
    found.push(...((await must(out['logits'], 'logits').read()) as Float32Array));
    cache = kept.map((name) => must(out[name], name));
  }
  return Float32Array.from(found);
}

/** Positions `start` to `start + count` of two rows. */
function tokens(executor: Executor, scope: Scope, start: number, count: number): Record<string, DeviceTensor> {
  const whole = (length: number, at: (row: number, place: number) => number): DeviceTensor => {
    const data = BigInt64Array.from({ length: 2 * length }, (_, i) => BigInt(at(Math.floor(i / length), i % length)));
    return scope.add(executor.tensor(data, [2, length]));
  };
  return {
    input_ids: whole(count, (row, i) => (7 * (start + i) + 13 * row + 5) % CONFIG.vocab_size),
    attention_mask: whole(start + count, (row, i) => Number(row === 0 || i >= PADDING)),
    position_ids: whole(count, (row, i) => Math.max(0, start + i - (row ? PADDING : 0))),
  };
}

/** Several segments in a row, and places that stay empty: of ids of the first 64, to be scored whole. */
export function packedRows(): { packed: Packed; examples: readonly Example[] } {
  const random = rng('family test rows');
  const examples = [12, 9, 17, 6].map((length) => {
    const ids = Array.from({ length }, () => random.int(0, CONFIG.vocab_size - 1));
    return { ids, weights: ids.map(() => 1) };
  });
  return { packed: must(pack(examples, ROWS, TIME).batches[0], 'rows'), examples };
}

/** Everything that the graph of scores gives. */
function score(executor: Executor, finds: 'scores' | 'logits'): Promise<Record<string, Float32Array>> {
  const { ids, positions, segments, targets } = packedRows().packed;
  return compiled(executor, scoreGraph(CONFIG, TIME, weights(), LORA, finds), [], async (program, scope) => {
    const held = (data: TensorData): DeviceTensor => scope.add(executor.tensor(data, [ROWS, TIME]));
    const lora = scope.add(adapter(executor));
    const given = { ids: held(ids), positions: held(positions), segments: held(segments), lora };
    // Every place, from the last on.
    const places = BigInt64Array.from(ids, (_, cell) => BigInt(ids.length - 1 - cell));
    const wanted: Record<string, DeviceTensor> =
      finds === 'scores' ? { targets: held(targets) } : { places: scope.add(executor.tensor(places, [places.length])) };
    const out = scope.all(await program.run({ ...given, ...wanted }));
    const found: Record<string, Float32Array> = {};
    for (const [name, tensor] of Object.entries(out))
      found[name] = Float32Array.from(Array.from(await tensor.read(), Number));
    return found;
  });
}
