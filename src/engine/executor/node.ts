// The executor for command-line tools: onnxruntime-node on the CPU. The runtime is passed in, because only tools/pretrain depends on it.

import type { Executor } from './executor.ts';
import { onnxExecutor, type OnnxRuntime } from './onnx.ts';

export function nodeExecutor(runtime: OnnxRuntime, threads: number): Executor {
  return onnxExecutor(runtime, 'node', {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
}
