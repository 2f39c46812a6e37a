// The Node runtime of the training tools.

import * as runtime from 'onnxruntime-node';
import { nodeExecutor } from '../../src/engine/executor/node.ts';
import type { Executor } from '../../src/engine/executor/executor.ts';
import type { OnnxRuntime } from '../../src/engine/executor/onnx.ts';

export function node(threads: number): Executor {
  return nodeExecutor(runtime as unknown as OnnxRuntime, threads);
}
