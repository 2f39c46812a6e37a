// A model of ours inside transformers.js: the session runs a graph that we wrote, and is wrapped, so that the library sees an ordinary exported
// model. The wrapping feeds the adapter, which the library does not know, cuts long prefills into pieces and lets a stop in between them.
//
// It leans on what transformers.js 4.3.1 asks of a session (names, metadata, run), which is not a public contract: the version is pinned.

import { PretrainedConfig, type PreTrainedModel, Qwen2ForCausalLM, Qwen3ForCausalLM } from '@huggingface/transformers';
import { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import { encodeOnnx } from '../../models/graph/onnx/encode.ts';
import type { LoraConfig } from '../../models/lora.ts';
import { generateGraph } from '../../models/qwen/graphs.ts';
import { parameterCount } from '../../models/qwen/weights.ts';
import { must } from '../lib/assert.ts';
import { AppError, messageOf } from '../lib/errors.ts';
import { type WebDevice, webSessionOptions } from './executor/web.ts';
import type { Turns } from './turns.ts';
import type { ModelFolder } from './weights.ts';

/** Fewer new positions than this are not worth a run of their own. */
const MIN_COLUMNS = 4;

/** How one generation is watched: `isStopped` is asked before every run; a failed run is noted in `failure` and ends the generation. */
export type Watch = { isStopped(): boolean; failure: AppError | null };

export type HostedModel = {
  /** The model with this adapter, or without. All views share one session; making one costs nothing. */
  view(adapter: Float32Array | null, watch: Watch): PreTrainedModel;
  release(): Promise<void>;
};

type Feeds = Record<string, Tensor>;
type Limits = { columns(rows: number): number; positions: number; vocabulary: number };

/** How runs are made: where, in which order with others, and of how many multiplications at most. */
export type Running = { device: WebDevice; turns: Turns; budget: number };

/** Compiles the generation graph of a model, with or without places for an adapter. @throws AppError engine/compile */
export async function hostModel(folder: ModelFolder, { device, turns, budget }: Running, lora?: LoraConfig): Promise<HostedModel> {
  const { config, json } = folder;
  const session = await turns.take(() => createSession(folder, device, lora));
  const columns = (rows: number): number => Math.max(MIN_COLUMNS, Math.floor(budget / parameterCount(config) / rows));
  const limits = { columns, positions: config.max_position_embeddings, vocabulary: config.vocab_size };
  const Model = config.model_type === 'qwen3' ? Qwen3ForCausalLM : Qwen2ForCausalLM;
  const libraryConfig = new PretrainedConfig(json['config.json']);
  return {
    view: (adapter, watch) => {
      const hidden: Feeds = adapter ? { lora: new Tensor('float32', adapter, [adapter.length]) } : {};
      const wrapped = wrapSession(session, { hidden, limits, turns, watch });
      return new Model(libraryConfig, { model: wrapped }, { generation_config: json['generation_config.json'] });
    },
    release: () => turns.take(() => session.release()),
  };
}

async function createSession({ config, tensors }: ModelFolder, device: WebDevice, lora?: LoraConfig): Promise<InferenceSession> {
  const graph = generateGraph(config, tensors, lora, 'last');
  // The cache stays where it is made.
  const locations = Object.fromEntries(graph.outputs.map(({ name }) => [name, device === 'webgpu' && name.startsWith('present') ? 'gpu-buffer' : 'cpu'] as const));
  try {
    return await InferenceSession.create(encodeOnnx(graph, device === 'webgpu' ? 'gpu' : 'cpu'), { ...webSessionOptions(device), preferredOutputLocation: locations });
  } catch (error) {
    throw new AppError('engine/compile', `The ${device} runtime refused the model: ${messageOf(error)}. Reload the page or choose another device.`, { device }, error);
  }
}

type Wrapping = { hidden: Feeds; limits: Limits; turns: Turns; watch: Watch };

function wrapSession(session: InferenceSession, { hidden, limits, turns, watch }: Wrapping): object {
  const run = async (feeds: Feeds): Promise<Feeds> => {
    let result: Feeds = {};
    for (const piece of piecesOf(feeds, limits)) {
      if (watch.isStopped()) return nothing(feeds, limits);
      const before = result;
      result = (await turns.take(() => session.run({ ...piece(before), ...hidden }))) as Feeds;
      for (const tensor of Object.values(before)) if (tensor.location === 'gpu-buffer') tensor.dispose();
    }
    return result;
  };
  return {
    inputNames: session.inputNames.filter((name) => name !== 'lora'),
    outputNames: session.outputNames,
    // The library knows the number of rows by this name.
    inputMetadata: session.inputMetadata.map((meta) => (meta.isTensor ? { ...meta, shape: meta.shape.map((size) => (size === 'batch' ? 'batch_size' : size)) } : meta)),
    // Never rejects: the library puts all runs of all models in one chain of promises, which a single rejection would break for good.
    run: (feeds: Feeds) =>
      run(feeds).catch((error: unknown) => {
        watch.failure = new AppError('engine/run', `The model could not be run: ${messageOf(error)}. If this repeats, reload the page or choose another device.`, {}, error);
        return nothing(feeds, limits);
      }),
  };
}

/** An answer without content, for a generation that is about to end. */
function nothing(feeds: Feeds, { vocabulary }: Limits): Feeds {
  const rows = must(feeds['input_ids'], 'input_ids').dims[0] as number;
  return { logits: new Tensor('float32', new Float32Array(rows * vocabulary), [rows, 1, vocabulary]) };
}

/** The feeds of one run as those of several with fewer columns each; a piece takes the cache that the one before it made. */
function piecesOf(feeds: Feeds, limits: Limits): ((before: Feeds) => Feeds)[] {
  const { input_ids, attention_mask, position_ids, ...past } = feeds;
  const [ids, mask, positions] = [must(input_ids, 'input_ids'), must(attention_mask, 'attention_mask'), must(position_ids, 'position_ids')];
  const [rows, time] = ids.dims as [number, number];
  const done = (mask.dims[1] as number) - time;
  const width = limits.columns(rows);
  return Array.from({ length: Math.ceil(time / width) }, (_, i) => (before: Feeds) => {
    const [start, end] = [i * width, Math.min(time, (i + 1) * width)];
    const cache = i ? Object.fromEntries(Object.entries(before).flatMap(([name, tensor]) => (name.startsWith('present') ? [[name.replace('present', 'past_key_values'), tensor]] : []))) : past;
    return {
      input_ids: columns(ids, start, end),
      attention_mask: columns(mask, 0, done + end),
      // A row that ended early runs on with the others, past the last position that there is.
      position_ids: columns(positions, start, end, BigInt(limits.positions - 1)),
      ...cache,
    };
  });
}

function columns(tensor: Tensor, start: number, end: number, most?: bigint): Tensor {
  const data = tensor.data as BigInt64Array;
  const [rows, width] = tensor.dims as [number, number];
  if (start === 0 && end === width && most === undefined) return tensor;
  const cut = new BigInt64Array(rows * (end - start));
  for (let row = 0; row < rows; row++) cut.set(data.subarray(row * width + start, row * width + end), row * (end - start));
  if (most !== undefined) cut.forEach((position, i) => (cut[i] = position > most ? most : position));
  return new Tensor('int64', cut, [rows, end - start]);
}
