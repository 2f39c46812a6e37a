// Makes Node look like a browser with WebGPU, by Dawn, which is Chrome's WebGPU without Chrome. Called before onnxruntime-web and transformers.js are loaded:
// they look around when they are.

import { create, globals } from 'webgpu';
import { takeSharedMemory } from './shared-memory.ts';

/** NVIDIA's driver has half precision, but Dawn and Chrome offer it only where they are told to. */
const TOGGLES = ['enable-dawn-features=vulkan_enable_f16_on_nvidia'];

export type Adapter = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & { halves: boolean };

/** @throws Error that says what to look for when there is no adapter */
export async function openGpu(): Promise<Adapter> {
  Object.assign(globalThis, globals, { self: globalThis });
  const gpu = create(TOGGLES);
  define('navigator', { gpu, userAgent: 'node', hardwareConcurrency: 1 });
  // setUpRuntime() of the workers asks for an origin; the runtime's files lie beside this one.
  define('location', { origin: 'file://' });
  // transformers.js takes its way for browsers.
  Object.defineProperty(process, 'release', { value: { name: 'browser' } });
  takeSharedMemory(globals.GPUQueue.prototype);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter)
    throw new Error(
      'Dawn found no GPU. On Linux it needs libvulkan.so.1 and the driver: name its JSON file in VK_DRIVER_FILES, and the folders of both in LD_LIBRARY_PATH.',
    );
  const { vendor, architecture, device, description } = adapter.info;
  return { vendor, architecture, device, description, halves: adapter.features.has('shader-f16') };
}

const define = (name: string, value: object): void =>
  void Object.defineProperty(globalThis, name, { value, configurable: true });
