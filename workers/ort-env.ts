// Where the runtime's two files are, and how many threads it may use. Every worker that computes calls this before its first session; afterwards it
// has no effect. Both devices, and transformers.js, use these same files.

import { env } from 'onnxruntime-web/webgpu';
import glue from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import binary from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

/** More threads than this gain nothing at the sizes of the embedded models. */
const THREADS = 2;

export function setUpRuntime(): void {
  const here = (path: string): string => new URL(path, self.location.origin).href;
  env.wasm.wasmPaths = { mjs: here(glue), wasm: here(binary) };
  env.wasm.numThreads = self.crossOriginIsolated ? THREADS : 1;
  env.logLevel = 'error';
}
