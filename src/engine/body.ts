// What a hosted model runs: a compiled session under the names that transformers.js feeds. Either a graph that holds its weights (the embedded family), or
// one that is fed them (imported models): then this looks up the embedding's rows, and widens logits that come in half precision.

import { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { Graph } from '../../models/graph/ir.ts';
import { encodeOnnx, type Numbers } from '../../models/graph/onnx/encode.ts';
import { fromHalves } from '../../models/halves.ts';
import type { LoraConfig } from '../../models/lora.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { generateGraph } from '../../models/qwen/graphs.ts';
import { must } from '../lib/assert.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { runtimeTensor } from './executor/onnx.ts';
import { type WebDevice, webSessionOptions } from './executor/web.ts';
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

/** A graph with its weights inside. @throws AppError engine/compile */
export async function wholeBody({ config, tensors }: ModelFolder, device: WebDevice, lora?: LoraConfig): Promise<Body> {
  const session = await compile(generateGraph(config, tensors, lora, 'last'), device, 'float32');
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

/** A graph that is fed its weights, which stay their owner's. @throws AppError engine/compile */
export async function fedBody(
  { config, plan, numbers, weights }: FedModel,
  device: WebDevice,
  lora?: LoraConfig,
): Promise<Body> {
  const session = await compile(generateGraph(config, plan, lora, 'last'), device, numbers);
  const known = new Set(session.inputNames);
  const fed = Object.entries(weights.feeds).filter(([name]) => known.has(name));
  const frozen = Object.fromEntries(fed.map(([name, tensor]) => [name, runtimeTensor(tensor) as Tensor]));
  return {
    run: async ({ input_ids, ...feeds }) => {
      const ids = must(input_ids, 'input_ids');
      const rows = weights.embed(ids.data as BigInt64Array);
      const embedded = new Tensor(numbers, rows as Float32Array, [...ids.dims, config.hidden_size]);
      const { logits, ...present } = await session.run({ ...feeds, ...frozen, embedded });
      return { ...present, logits: widened(must(logits, 'logits')) };
    },
    numbers,
    keepsCacheOnHost: device === 'wasm',
    release: () => session.release(),
  };
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
