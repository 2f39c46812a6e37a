// The WebGPU adapter of this browser. Without one the suites skip, and say so where nobody can overlook it.

const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter().catch(() => null);

/** True when a WebGPU adapter exists. Use as `describe.runIf(hasGpu)`. */
export const hasGpu = adapter !== null && adapter !== undefined;

if (!hasGpu) console.error('*** NO WEBGPU ADAPTER IN THIS BROWSER: EVERY GPU TEST IS SKIPPED, NOTHING WAS PROVEN ***');

/** A device of one's own; destroy it after use. */
export async function openDevice(): Promise<GPUDevice> {
  // An adapter gives one device only, so each call asks anew.
  const fresh = await navigator.gpu.requestAdapter();
  if (fresh === null) throw new Error('The WebGPU adapter disappeared.');
  return fresh.requestDevice();
}
