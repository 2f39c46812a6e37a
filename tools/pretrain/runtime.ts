// What the training tools compute on: the native runtime, or the browser's WebAssembly in Node, which must come to the same.

import * as native from 'onnxruntime-node';
import type { Executor } from '../../src/engine/executor/executor.ts';
import { nodeExecutor } from '../../src/engine/executor/node.ts';
import { onnxExecutor, type OnnxRuntime } from '../../src/engine/executor/onnx.ts';

type Web = typeof import('onnxruntime-web');
let web: Web | null = null;

/** All executors that this process makes from now on compute on WebAssembly, three to four times as slowly. */
export async function computeOnWasm(): Promise<void> {
  web = await import('onnxruntime-web');
}

export function node(threads: number): Executor {
  if (!web) return nodeExecutor(native as unknown as OnnxRuntime, threads);
  web.env.wasm.numThreads = threads;
  const options = { executionProviders: ['wasm'], graphOptimizationLevel: 'all', logSeverityLevel: 3 } as const;
  return onnxExecutor(web as unknown as OnnxRuntime, 'wasm', options);
}
