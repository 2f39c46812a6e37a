// Runs graphs of models/graph on some device. One contract: onnx.ts implements it over any build of ONNX Runtime; web.ts and node.ts choose the build.

import type { Numbers } from '../../../models/graph/onnx/encode.ts';
import type { DType, Graph, TensorData } from '../../../models/graph/ir.ts';

export type Device = 'wasm' | 'webgpu' | 'node';

/** A concrete tensor, on the host or on the device. Whoever gets one frees it with dispose(); host tensors may be reused as inputs. */
export type DeviceTensor = {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The elements, row-major; from a GPU this copies. */
  read(): Promise<TensorData>;
  dispose(): void;
};

export type Program = {
  /** Runs once. Inputs by the graph's names; they stay the caller's. Outputs are the caller's to dispose. @throws AppError engine/run */
  run(inputs: Readonly<Record<string, DeviceTensor>>): Promise<Record<string, DeviceTensor>>;
  release(): Promise<void>;
};

export type CompileOptions = {
  /** Outputs that stay on the device (WebGPU), to be fed to the next run without a copy to the host. */
  keepOnDevice?: readonly string[];
  /** What float32 is computed in; inputs and outputs then are too. */
  numbers?: Numbers;
};

export type Executor = {
  readonly device: Device;
  /** Wraps host data without copying; the data must not change while a run uses it. `dtype` where the data do not tell it. */
  tensor(data: TensorData, shape: readonly number[], dtype?: DType): DeviceTensor;
  /**
   * The same for data that many runs read, weights for example: copied to where the device reads fastest.
   * @throws AppError engine/out-of-memory
   */
  hold(data: TensorData, shape: readonly number[], dtype?: DType): Promise<DeviceTensor>;
  /** Resolves when nothing that was run is still being computed. */
  settle(): Promise<void>;
  /** Whether float16 may come in. A GPU need not have it. */
  readsHalves(): Promise<boolean>;
  /** @throws AppError engine/compile */
  compile(graph: Graph, options?: CompileOptions): Promise<Program>;
};
