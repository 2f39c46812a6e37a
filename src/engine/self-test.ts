// Before a device computes with a user's model for the first time it computes a small one whose answer is known, because WebAssembly, which has no drivers,
// gave it a moment ago: with every kernel that decoding an imported model uses (int4, an adapter, a cache, rows padded and not), and with those that score its
// exams, in the numbers that are asked about. What is wrong is not used. The embedded family is computed by other kernels, in float32: family-test.ts tests those.

import { toHalves } from '../../models/halves.ts';
import type { Numbers } from '../../models/graph/onnx/encode.ts';
import { type LoraConfig, loraLayout } from '../../models/lora.ts';
import { quantise } from '../../models/quant.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { weightShapes } from '../../models/qwen/weights.ts';
import { Tensor } from 'onnxruntime-web/webgpu';
import { must } from '../lib/assert.ts';
import { AppError, codeOf } from '../lib/errors.ts';
import { relativeError } from '../lib/relative-error.ts';
import { rng } from '../lib/rng.ts';
import { type Body, fedBody, type Feeds } from './body.ts';
import type { DeviceTest } from './engine.ts';
import type { Executor } from './executor/executor.ts';
import type { WebDevice } from './executor/adapter.ts';
import { webExecutor } from './executor/web.ts';
import { familyTest, packedRows } from './family-test.ts';
import { loadFed, planFed } from './fed-weights.ts';
import type { KeptTensor, WeightFile } from './import/layout.ts';
import { KeyValueCache } from './key-value-cache.ts';
import { type PackedRuns, packedRuns } from './scoring.ts';

const CONFIG: QwenConfig = {
  ...{ model_type: 'qwen3', vocab_size: 64, hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2 },
  ...{ num_attention_heads: 4, num_key_value_heads: 2, head_dim: 32, rope_theta: 1e6, rms_norm_eps: 1e-6 },
  ...{ tie_word_embeddings: false, max_position_embeddings: 32 },
};
const LORA: LoraConfig = { r: 4, lora_alpha: 8 };
/** Read at once, and one by one after them. */
const [READ, AFTER] = [9, 3];
/** ‖found − known‖ / ‖known‖: half precision has three digits, and loses one on the way. */
const TOLERANCE: Readonly<Record<Numbers, number>> = { float32: 1e-3, float16: 3e-2 };

/** int4 matrices, float32 vectors. */
function smallModel(): WeightFile {
  const shapes = new Map(weightShapes(CONFIG));
  const kept = async (name: string): Promise<KeptTensor> => {
    const shape = must(shapes.get(name), name);
    const random = rng(name);
    const centre = name.endsWith('norm.weight') ? 1 : 0;
    const size = shape.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: size }, () => centre + 0.2 * random.normal());
    return shape.length === 2 ? { shape, kept: 'int4', ...quantise(data) } : { shape, kept: 'f32', data };
  };
  const outline: WeightFile['outline'] = () =>
    [...shapes].map(([name, shape]) => ({ name, shape, kept: shape.length === 2 ? 'int4' : 'f32' }));
  const tensor = (): never => {
    throw new AppError('engine/self-test', 'The small model is read as it is kept.');
  };
  return { names: [...shapes.keys()], outline, kept, tensor };
}

/**
 * All with an adapter. `decoded`: logits of the last of the tokens, in rows that are padded, and in one that is not; of packed rows `nll`, −log p of every token, and
 * `logits`; `greedy`: which token is the likeliest.
 */
type Answers = Readonly<Record<'decoded' | 'nll' | 'logits' | 'greedy', Float32Array>>;

async function answers(device: WebDevice, executor: Executor, numbers: Numbers): Promise<Answers> {
  const file = smallModel();
  const plan = planFed(file, { numbers, halves: await executor.readsHalves() });
  const weights = await loadFed(executor, CONFIG, file, numbers, plan.keptAs);
  const body = await fedBody({ config: CONFIG, plan, numbers, weights }, device, LORA);
  const scored = { config: CONFIG, frozen: plan, multiplications: 1, numbers, weights };
  try {
    const decoded = await decode(device, body, numbers);
    const { nll, greedy } = await scoredBy(packedRuns(executor, scored, LORA, 'scores'));
    const { logits } = await scoredBy(packedRuns(executor, scored, LORA, 'logits'));
    return { decoded, nll, logits, greedy: Float32Array.from(greedy, Number) };
  } finally {
    await body.release();
    weights.dispose();
  }
}

async function scoredBy(runs: PackedRuns): ReturnType<PackedRuns['run']> {
  const { packed, examples } = packedRows();
  try {
    return await runs.run(packed, examples, adapterValues());
  } finally {
    await runs.release();
  }
}

async function decode(device: WebDevice, body: Body, numbers: Numbers): Promise<Float32Array> {
  const found: number[] = [];
  for (const padding of [0, 2]) {
    const cache = new KeyValueCache(CONFIG, numbers, device === 'wasm');
    for (let done = 0; done < READ + AFTER; done = cache.length) {
      const { logits, ...present } = await body.run({
        ...inputs(done, done === 0 ? READ : 1, padding),
        ...cache.feeds(padding ? 2 : 1),
        lora: adapter(numbers),
      });
      cache.replace(present);
      found.push(...(must(logits, 'logits').data as Float32Array));
    }
    cache.dispose();
  }
  return Float32Array.from(found);
}

function adapterValues(): Float32Array {
  const random = rng('self-test adapter');
  return Float32Array.from({ length: loraLayout(CONFIG, LORA).size }, () => 0.1 * random.normal());
}

function adapter(numbers: Numbers): Tensor {
  const flat = adapterValues();
  return new Tensor(numbers, (numbers === 'float16' ? toHalves(flat) : flat) as Float32Array, [flat.length]);
}

/** Positions `start` to `start + count` of one row; or of two, of which the second begins `padding` later. */
function inputs(start: number, count: number, padding: number): Feeds {
  const rows = padding ? 2 : 1;
  const whole = (length: number, at: (row: number, place: number) => number): Tensor =>
    new Tensor(
      'int64',
      BigInt64Array.from({ length: rows * length }, (_, i) => BigInt(at(Math.floor(i / length), i % length))),
      [rows, length],
    );
  return {
    input_ids: whole(count, (row, i) => (7 * (start + i) + 13 * row + 5) % CONFIG.vocab_size),
    attention_mask: whole(start + count, (row, i) => Number(row === 0 || i >= padding)),
    position_ids: whole(count, (row, i) => Math.max(0, start + i - (row ? padding : 0))),
  };
}

/** How far a device is from what is right, in these numbers, where it is farthest; Infinity when it fails. */
async function errorOf(known: Answers, executor: Executor, numbers: Numbers): Promise<number> {
  const found = await answers('webgpu', executor, numbers).catch(() => null);
  if (!found) return Infinity;
  const errors = (['decoded', 'nll', 'logits'] as const).map((name) => relativeError(found[name], known[name]));
  const error = Math.max(...errors, SHARE_OFF * shareOff(found.greedy, known.greedy));
  return Number.isNaN(error) ? Infinity : error;
}

/** Which of two tokens that are as likely comes first may change with the last digit: in half precision with one in three. */
const SHARE_OFF = 0.1;

function shareOff(found: Float32Array, known: Float32Array): number {
  return known.filter((value, i) => value !== found[i]).length / known.length;
}

export type SelfTest = { numbers: Numbers; errors: Partial<Record<Numbers, number>> };

/**
 * What this device may compute imported models in: half precision where it has it and gets it right, else float32.
 * @throws AppError engine/self-test when a GPU gets neither right
 */
export async function selfTest(device: WebDevice, executor: Executor): Promise<SelfTest> {
  if (device === 'wasm') return { numbers: 'float32', errors: {} };
  const known = await answers('wasm', webExecutor('wasm'), 'float32');
  const errors: Partial<Record<Numbers, number>> = {};
  for (const numbers of ['float16', 'float32'] as const) {
    if (numbers === 'float16' && !(await executor.readsHalves())) continue;
    errors[numbers] = await errorOf(known, executor, numbers);
    if (errors[numbers] <= TOLERANCE[numbers]) return { numbers, errors };
  }
  throw new AppError(
    'engine/self-test',
    'This GPU computes wrong numbers, so it is not used for models that you bring. Update its driver, or open Dream Lab with ?device=wasm in the address.',
    errors,
  );
}

/**
 * This and what the family is computed with, told instead of thrown. @param known computes what is right for the latter
 * @throws what is no verdict about the device
 */
export async function testDevice(device: WebDevice, executor: Executor, known: Executor): Promise<DeviceTest> {
  const parts = [
    await verdict(async () => (await selfTest(device, executor)).errors),
    await verdict(() => familyTest(executor, known)),
  ];
  const errors = Object.assign({}, ...parts.map((part) => part.errors)) as DeviceTest['errors'];
  return { device, passed: parts.every(({ passed }) => passed), errors };
}

async function verdict(test: () => Promise<object>): Promise<Pick<DeviceTest, 'passed' | 'errors'>> {
  try {
    return { passed: true, errors: told(await test()) };
  } catch (error) {
    if (codeOf(error) !== 'engine/self-test') throw error;
    return { passed: false, errors: told((error as AppError).facts) };
  }
}

function told(errors: object): DeviceTest['errors'] {
  const known = (error: unknown): number | null => (Number.isFinite(error) ? (error as number) : null);
  return Object.fromEntries(Object.entries(errors).map(([what, error]) => [what, known(error)]));
}
