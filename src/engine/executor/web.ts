// The executor for browsers, over the one build of onnxruntime-web that transformers.js uses too, and the choice of its device. It assumes that
// workers/ort-env.ts has said where the runtime's files are.

import * as runtime from 'onnxruntime-web/webgpu';
import { AppError } from '../../lib/errors.ts';
import type { Executor } from './executor.ts';
import { onnxExecutor } from './onnx.ts';

export type WebDevice = 'wasm' | 'webgpu';

/** Runs graphs on WebAssembly (on the thread that calls, and one more where memory can be shared) or on WebGPU. */
export function webExecutor(device: WebDevice): Executor {
  return onnxExecutor(runtime, device, webSessionOptions(device));
}

export function webSessionOptions(device: WebDevice): runtime.InferenceSession.SessionOptions {
  return { executionProviders: [device], graphOptimizationLevel: 'all', logSeverityLevel: 3 };
}

/** What says that an adapter computes on the CPU; then WebAssembly is faster. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software|basic render/i;

/**
 * `auto` is WebGPU where a hardware adapter exists, else WebAssembly; a named device is taken at its word.
 * @throws AppError engine/no-webgpu when WebGPU is named and this browser has no adapter.
 */
export async function chooseDevice(wish: WebDevice | 'auto'): Promise<WebDevice> {
  if (wish === 'wasm') return 'wasm';
  const adapter = await requestAdapter();
  if (wish === 'auto') return adapter && !isSoftware(adapter.info) ? 'webgpu' : 'wasm';
  if (!adapter)
    throw new AppError(
      'engine/no-webgpu',
      'This browser offers no WebGPU adapter. Choose the device auto or wasm, or switch on hardware acceleration in the settings of the browser.',
    );
  return 'webgpu';
}

type Info = { vendor: string; architecture: string; device: string; description: string; isFallbackAdapter?: boolean };

export function isSoftware({ vendor, architecture, device, description, isFallbackAdapter }: Info): boolean {
  return isFallbackAdapter === true || SOFTWARE.test([vendor, architecture, device, description].join(' '));
}

async function requestAdapter(): Promise<{ info: Info } | null> {
  const { gpu } = navigator as { gpu?: { requestAdapter(options: object): Promise<{ info: Info } | null> } };
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)) ?? null;
}
