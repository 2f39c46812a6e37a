// The choice of a device to compute on, without the runtime itself: whoever only wants to know what there is need not load it.

import { AppError } from '../../lib/errors.ts';

export type WebDevice = 'wasm' | 'webgpu';

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

type Adapter = { info: Info; features: ReadonlySet<string> };

async function requestAdapter(): Promise<Adapter | null> {
  const { gpu } = navigator as { gpu?: { requestAdapter(options: object): Promise<Adapter | null> } };
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)) ?? null;
}

/** Whether the GPU computes in half precision. */
export const readsHalves = async (): Promise<boolean> => (await requestAdapter())?.features.has('shader-f16') ?? false;
