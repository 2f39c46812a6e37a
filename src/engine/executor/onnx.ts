// The executor over ONNX Runtime. The web and Node builds share one API (onnxruntime-common), so this file serves both.

import type { InferenceSession, InferenceSessionFactory, Tensor, TensorConstructor } from 'onnxruntime-common';
import { encodeOnnx } from '../../../models/graph/onnx/encode.ts';
import { type DType, dtypeOf, type Graph, type TensorData } from '../../../models/graph/ir.ts';
import { AppError, messageOf } from '../../lib/errors.ts';
import type { CompileOptions, Device, DeviceTensor, Executor, Program } from './executor.ts';

export type OnnxRuntime = { InferenceSession: InferenceSessionFactory; Tensor: TensorConstructor };

type Held = DeviceTensor & { readonly ort: Tensor };

/** The runtime's own tensor behind one of ours. */
export const runtimeTensor = (tensor: DeviceTensor): Tensor => (tensor as Held).ort;

export function onnxExecutor(
  runtime: OnnxRuntime,
  device: Device,
  sessionOptions: InferenceSession.SessionOptions,
): Executor {
  const tensor: Executor['tensor'] = (data, shape, dtype = dtypeOf(data)) =>
    held(new runtime.Tensor(dtype, data as never, [...shape]));
  return {
    device,
    tensor,
    hold: async (...given) => tensor(...given),
    settle: async () => undefined,
    readsHalves: async () => true,
    compile: (graph, options = {}) => compile(runtime, device, sessionOptions, graph, options),
  };
}

export function held(ort: Tensor): Held {
  return {
    ort,
    dtype: ort.type as DType,
    shape: ort.dims,
    read: async () =>
      ort.location === 'cpu' || ort.location === 'cpu-pinned'
        ? (ort.data as TensorData)
        : ((await ort.getData()) as TensorData),
    dispose: () => ort.dispose(),
  };
}

async function compile(
  runtime: OnnxRuntime,
  device: Device,
  base: InferenceSession.SessionOptions,
  graph: Graph,
  options: CompileOptions,
): Promise<Program> {
  const keep = device === 'webgpu' ? (options.keepOnDevice ?? []) : [];
  const locations = Object.fromEntries(
    graph.outputs.map(({ name }) => [name, keep.includes(name) ? 'gpu-buffer' : 'cpu'] as const),
  );
  const bytes = encodeOnnx(graph, device === 'webgpu' ? 'gpu' : 'cpu', options.numbers);
  const chosen = device === 'webgpu' ? { ...base, preferredOutputLocation: locations } : base;
  let session: InferenceSession;
  try {
    session = await runtime.InferenceSession.create(bytes, chosen);
  } catch (error) {
    throw new AppError(
      'engine/compile',
      `The ${device} runtime refused a graph of ${graph.nodes.length} operations: ${messageOf(error)}`,
      { device },
      error,
    );
  }
  return { run: (inputs) => run(session, device, inputs), release: () => session.release() };
}

/** Set by whoever opens a GPU: why it was lost; null while it is there. */
export const gpu: { lost: string | null } = { lost: null };

/** What a failed run means: a GPU that is gone, one that is full, or a fault. */
export function runFault(device: string, error: unknown): AppError {
  const said = messageOf(error);
  if (gpu.lost !== null)
    return new AppError(
      'engine/device-lost',
      'The GPU was reset or taken away, by its driver or by another program. Dream Lab begins anew with it; ask again.',
      { device, reason: gpu.lost },
      error,
    );
  if (/out of memory|failed to allocate|bad_alloc|OutOfMemory/i.test(said))
    return new AppError(
      'engine/out-of-memory',
      'There is no room for this model beside what runs already. Close other programs, or choose a smaller model, or int4, on the Models page.',
      { device },
      error,
    );
  return new AppError(
    'engine/run',
    `A run on ${device} failed: ${said}. If this repeats, reload the page or choose another device.`,
    { device },
    error,
  );
}

async function run(
  session: InferenceSession,
  device: Device,
  inputs: Readonly<Record<string, DeviceTensor>>,
): Promise<Record<string, DeviceTensor>> {
  const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, (tensor as Held).ort]));
  try {
    const outputs = await session.run(feeds);
    return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, held(tensor)]));
  } catch (error) {
    throw runFault(device, error);
  }
}
