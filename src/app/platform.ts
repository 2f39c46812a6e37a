// What this browser offers for running models: threads and a GPU. Facts only; the engine decides what it uses.

export type Platform = {
  /** Shared memory between page and workers, which threads and a quick stop need. */
  isolated: boolean;
  /** `software` is a WebGPU adapter that computes on the CPU and is slower than WebAssembly. */
  gpu: 'hardware' | 'software' | 'none';
  /** Gigabytes of memory, as far as the browser tells; null where it does not. */
  memory: number | null;
  /** Logical processor cores, as the browser reports them. */
  cores: number;
};

/** Never rejects: a GPU that cannot be asked counts as none. */
export async function lookAround(): Promise<Platform> {
  return {
    isolated: crossOriginIsolated,
    gpu: await gpuKind(),
    cores: navigator.hardwareConcurrency,
    memory: (navigator as { deviceMemory?: number }).deviceMemory ?? null,
  };
}

/** One sentence for people. */
export function sentenceOf({ isolated, gpu, cores }: Platform): string {
  const on = gpu === 'hardware' ? 'its graphics processor' : `its ${cores} processor core${cores === 1 ? '' : 's'}`;
  if (isolated) return `Ready: models run on this device, on ${on}.`;
  return `Models run on this device, on ${on}, but without threads and therefore slowly: this address was served without isolation headers. Reload the page once; if this stays, start Dream Lab with "npm start".`;
}

/**
 * What to bring to such a device: learner and teacher by their repositories; null where the embedded family does better. How much memory a GPU has, no browser
 * tells: that of the machine stands for it.
 */
export function adviceFor({ gpu, memory }: Platform): { learner: string; teacher: string } | null {
  if (gpu !== 'hardware') return null;
  const much = memory === null || memory >= 8;
  return {
    learner: 'Qwen/Qwen2.5-Coder-0.5B-Instruct',
    teacher: much ? 'Qwen/Qwen2.5-Coder-1.5B-Instruct' : 'Qwen/Qwen2.5-Coder-0.5B-Instruct',
  };
}

async function gpuKind(): Promise<Platform['gpu']> {
  // Absent in browsers without WebGPU, whatever the type says.
  const gpu = navigator.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (!adapter) return 'none';
  return adapter.info.isFallbackAdapter || adapter.info.architecture === 'swiftshader' ? 'software' : 'hardware';
}
