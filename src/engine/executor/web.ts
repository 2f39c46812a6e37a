// The executor for browsers, over the one build of onnxruntime-web that transformers.js uses too. It assumes that workers/ort-env.ts has said where the
// runtime's files are.

import * as runtime from 'onnxruntime-web/webgpu';
import { dtypeOf, Graph } from '../../../models/graph/ir.ts';
import { shift } from '../../../models/graph/ops.ts';
import { AppError } from '../../lib/errors.ts';
import { readsHalves, type WebDevice } from './adapter.ts';
import type { Executor, Program } from './executor.ts';
import { gpu, held, onnxExecutor } from './onnx.ts';

/** Runs graphs on WebAssembly (on the thread that calls, and one more where memory can be shared) or on WebGPU. */
export function webExecutor(device: WebDevice): Executor {
  const executor = onnxExecutor(runtime, device, webSessionOptions(device));
  return device === 'wasm' ? executor : { ...executor, hold: holdOnGpu(executor), readsHalves, settle };
}

let anchor: Promise<Program> | null = null;

/** The runtime opens its device with the first program and closes it with the last, and buffers go with it: one program is kept for good. */
async function gpuDevice(executor: Executor): Promise<GPUDevice> {
  const graph = new Graph();
  graph.output('out', shift(graph.input('in', [1]), 1));
  anchor ??= executor.compile(graph);
  await anchor;
  return watched((await runtime.env.webgpu.device) as GPUDevice);
}

let watching: GPUDevice | null = null;

/** Hears when the device is lost: what fails afterwards fails for that reason. */
function watched(device: GPUDevice): GPUDevice {
  if (watching === device) return device;
  watching = device;
  void device.lost.then(({ message, reason }) => (gpu.lost = message || reason));
  return device;
}

/** COPY_SRC | COPY_DST | STORAGE of GPUBufferUsage: what the runtime asks of a buffer. */
const USAGE = 0x04 | 0x08 | 0x80;

/** A device without work has nothing to wait for; before the first program there is no device. */
const settle = async (): Promise<void> => {
  const device = (await runtime.env.webgpu.device) as GPUDevice | undefined;
  await device?.queue.onSubmittedWorkDone();
};

/** A buffer of the device that the runtime computes on. An allocation that the GPU has no room for is an error here, not a lost device later. */
const holdOnGpu =
  (executor: Executor): Executor['hold'] =>
  async (data, shape, dtype = dtypeOf(data)) => {
    const device = await gpuDevice(executor);
    const size = Math.ceil(Math.max(data.byteLength, 16) / 16) * 16;
    device.pushErrorScope('out-of-memory');
    const buffer = device.createBuffer({ size, usage: USAGE });
    const whole = data.byteLength - (data.byteLength % 4);
    device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, whole);
    if (whole < data.byteLength) {
      const rest = new Uint8Array(4);
      rest.set(new Uint8Array(data.buffer, data.byteOffset + whole, data.byteLength - whole));
      device.queue.writeBuffer(buffer, whole, rest);
    }
    const failure = await device.popErrorScope();
    if (failure) {
      buffer.destroy();
      throw new AppError(
        'engine/out-of-memory',
        'The GPU has no room for this model. Close other programs that use it, or choose a smaller model or int4.',
        { bytes: size },
      );
    }
    const dataType = dtype as runtime.Tensor.GpuBufferDataTypes; // the types do not know that int4 is one
    const options = { dataType, dims: [...shape], dispose: () => buffer.destroy() };
    return held(runtime.Tensor.fromGpuBuffer(buffer, options));
  };

export function webSessionOptions(device: WebDevice): runtime.InferenceSession.SessionOptions {
  return { executionProviders: [device], graphOptimizationLevel: 'all', logSeverityLevel: 3 };
}
