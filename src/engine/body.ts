// What a hosted model runs: a compiled session under the names that transformers.js feeds. Either a graph that holds its weights (the embedded family), or
// one that is fed them (imported models): then this looks up the embedding's rows, and widens logits that come in half precision.

import { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { Graph } from '../../models/graph/ir.ts';
import { encodeOnnx, type Numbers } from '../../models/graph/onnx/encode.ts';
import { fromHalves } from '../../models/halves.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { Tensors } from '../../models/parameters.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { generateGraph } from '../../models/qwen/graphs.ts';
import { must } from '../lib/assert.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { runtimeTensor } from './executor/onnx.ts';
import type { WebDevice } from './executor/adapter.ts';
import { webSessionOptions } from './executor/web.ts';
import type { FedWeights } from './fed-weights.ts';
import type { KeptAs, Shapes } from '../../models/qwen/weight-inputs.ts';
import type { ModelFolder } from './weights.ts';

export type Feeds = Readonly<Record<string, Tensor>>;

export type Body = {
  /** input_ids, attention_mask, position_ids, past_key_values.*, lora → logits (float32, of the last position), present.* */
  run(feeds: Feeds): Promise<Feeds>;
  /** Of the cache and the adapter. */
  readonly numbers: Numbers;
  readonly keepsCacheOnHost: boolean;
  release(): Promise<void>;
};

/** What the family decodes with. */
export const wholeGraph = (config: QwenConfig, tensors: Tensors, lora?: LoraConfig): Graph =>
  generateGraph(config, tensors, lora, { logitsOf: 'last' });

/** A graph with its weights inside. @throws AppError engine/compile */
export async function wholeBody({ config, tensors }: ModelFolder, device: WebDevice, lora?: LoraConfig): Promise<Body> {
  const session = await compile(wholeGraph(config, tensors, lora), device, 'float32');
  return {
    run: (feeds) => session.run(feeds),
    numbers: 'float32',
    keepsCacheOnHost: device === 'wasm',
    release: () => session.release(),
  };
}

export type FedModel = {
  config: QwenConfig;
  plan: { shapes: Shapes; keptAs: KeptAs };
  numbers: Numbers;
  weights: FedWeights;
};

/**
 * Graphs that are fed their weights, which stay their owner's: one for rows of equal length, a row alone for example, with attention in one kernel, and one
 * for rows that are padded, or that are read together in pieces; the second is compiled when it is first needed. @throws AppError engine/compile, from `run` too
 */
export async function fedBody(model: FedModel, device: WebDevice, lora?: LoraConfig): Promise<Body> {
  const kinds = new Map<Kind, Promise<InferenceSession>>();
  const session = (kind: Kind): Promise<InferenceSession> => {
    const graph = (): Graph =>
      generateGraph(model.config, model.plan, lora, { logitsOf: 'last', fused: kind === 'even' });
    const known = kinds.get(kind) ?? compile(graph(), device, model.numbers);
    kinds.set(kind, known);
    known.catch(() => kinds.delete(kind));
    return known;
  };
  await session('even');
  return {
    run: async (feeds) => {
      const running = await session(kindOf(feeds));
      const { logits, ...present } = await running.run(feedsOf(running, model, feeds));
      return { ...present, logits: widened(must(logits, 'logits')) };
    },
    numbers: model.numbers,
    keepsCacheOnHost: device === 'wasm',
    release: async () => {
      for (const each of kinds.values()) await (await each).release();
    },
  };
}

type Kind = 'even' | 'padded';

/** The kernel takes no gaps, and of several rows at once no more than one new position behind a cache. */
function kindOf(feeds: Feeds): Kind {
  const mask = must(feeds['attention_mask'], 'attention_mask');
  const [rows = 0, total = 0] = mask.dims;
  const [, time = 0] = must(feeds['input_ids'], 'input_ids').dims;
  const isPiece = rows > 1 && time > 1 && total > time;
  return isPiece || (mask.data as BigInt64Array).includes(0n) ? 'padded' : 'even';
}

/** What a session takes of what there is: weights, the embedding's rows, and how long the cache will be. */
function feedsOf({ inputNames }: InferenceSession, { config, weights, numbers }: FedModel, feeds: Feeds): Feeds {
  const ids = must(feeds['input_ids'], 'input_ids');
  const rows = weights.embed(ids.data as BigInt64Array);
  const [rowCount = 0, total = 0] = must(feeds['attention_mask'], 'attention_mask').dims;
  const given: Record<string, Tensor> = {
    ...feeds,
    embedded: new Tensor(numbers, rows as Float32Array, [...ids.dims, config.hidden_size]),
    last_position: new Tensor('int32', new Int32Array(rowCount).fill(total - 1), [rowCount]),
    total_length: new Tensor('int32', Int32Array.of(total), []),
  };
  const held = (name: string): Tensor => runtimeTensor(must(weights.feeds[name], `input ${name}`)) as Tensor;
  return Object.fromEntries(inputNames.map((name) => [name, given[name] ?? held(name)]));
}

function widened(logits: Tensor): Tensor {
  if (logits.type !== 'float16') return logits;
  const { buffer, byteOffset, length } = logits.data as Uint16Array;
  return new Tensor('float32', fromHalves(new Uint16Array(buffer, byteOffset, length)), logits.dims);
}

async function compile(graph: Graph, device: WebDevice, numbers: Numbers): Promise<InferenceSession> {
  // The cache stays where it is made.
  const locations = Object.fromEntries(
    graph.outputs.map(
      ({ name }) => [name, device === 'webgpu' && name.startsWith('present') ? 'gpu-buffer' : 'cpu'] as const,
    ),
  );
  try {
    return await InferenceSession.create(encodeOnnx(graph, device === 'webgpu' ? 'gpu' : 'cpu', numbers), {
      ...webSessionOptions(device),
      preferredOutputLocation: locations,
    });
  } catch (error) {
    throw new AppError(
      'engine/compile',
      `The ${device} runtime refused the model: ${messageOf(error)}. Reload the page or choose another device.`,
      { device },
      error,
    );
  }
}
