// The weights of an imported model on a device, as inputs of graphs that do not hold them (models/qwen/weight-inputs.ts): each tensor once, as it is kept.
// The embedding stays on the host, where the rows of a prompt are looked up; tied, it is on the device besides, as the head. Freed with dispose().

import { fromHalves, toHalves } from '../../models/halves.ts';
import type { Numbers } from '../../models/graph/onnx/encode.ts';
import type { QwenConfig } from '../../models/qwen/config.ts';
import { headName } from '../../models/qwen/decoder.ts';
import { codesShape, type KeptAs, type Shapes } from '../../models/qwen/weight-inputs.ts';
import { must } from '../lib/assert.ts';
import type { DeviceTensor, Executor } from './executor/executor.ts';
import { type KeptTensor, rowsAt, valuesOf, type WeightFile } from './import/layout.ts';

const EMBEDDING = 'model.embed_tokens.weight';

export type FedWeights = {
  readonly feeds: Readonly<Record<string, DeviceTensor>>;
  /** Rows of the embedding [ids, width], in the numbers of the graph. */
  embed(ids: BigInt64Array): Float32Array | Uint16Array;
  dispose(): void;
};

/** What graphs are built from, before any weight is loaded. */
export function planFed(
  file: WeightFile,
  { numbers, halves }: { numbers: Numbers; halves: boolean },
): { shapes: Shapes; keptAs: KeptAs } {
  const shapes = new Map<string, readonly number[]>();
  const kinds = new Map<string, ReturnType<KeptAs>>();
  for (const { name, shape, kept } of file.outline()) {
    shapes.set(name, shape);
    // Half precision that is computed in, or that the device cannot read, needs no widening on it.
    kinds.set(name, kept === 'f16' && (numbers === 'float16' || !halves) ? 'f32' : kept);
  }
  return { shapes, keptAs: (name) => must(kinds.get(name), name) };
}

/** @throws AppError engine/out-of-memory, model/safetensors, abort/aborted; then nothing stays */
export async function loadFed(
  executor: Executor,
  config: QwenConfig,
  file: WeightFile,
  numbers: Numbers,
  keptAs: KeptAs,
): Promise<FedWeights> {
  const feeds: Record<string, DeviceTensor> = {};
  const dispose = (): void => {
    for (const tensor of Object.values(feeds)) tensor.dispose();
  };
  try {
    const embedding = await file.kept(EMBEDDING);
    for (const name of file.names) {
      if (name === EMBEDDING && headName(config) !== EMBEDDING) continue;
      const tensor = name === EMBEDDING ? embedding : await file.kept(name);
      await holdTensor(executor, name, tensor, { numbers, as: keptAs(name, tensor.shape) }, feeds);
    }
    const half = numbers === 'float16';
    return {
      feeds,
      embed: (ids) => (half ? toHalves(rowsAt(embedding, ids)) : rowsAt(embedding, ids)),
      dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function holdTensor(
  executor: Executor,
  name: string,
  tensor: KeptTensor,
  { numbers, as }: { numbers: Numbers; as: ReturnType<KeptAs> },
  into: Record<string, DeviceTensor>,
): Promise<void> {
  const half = numbers === 'float16';
  const hold = async (input: string, ...given: Parameters<Executor['hold']>): Promise<void> => {
    into[input] = await executor.hold(...given);
  };
  if (tensor.kept === 'int4') {
    const shape = codesShape(tensor.shape);
    await hold(`${name}.codes`, tensor.codes, shape, 'uint8');
    return hold(`${name}.scales`, half ? tensor.scales : fromHalves(tensor.scales), [shape[0], shape[1]]);
  }
  if (tensor.kept === 'f16' && (half || as === 'f16')) return hold(name, tensor.data, tensor.shape);
  const values = valuesOf(tensor);
  return hold(name, half ? toHalves(values) : values, tensor.shape);
}
