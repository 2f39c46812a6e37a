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
    throw new AppError(
      'engine/run',
      `A run on ${device} failed: ${messageOf(error)}. If this repeats, reload the page or choose another device.`,
      { device },
      error,
    );
  }
}
