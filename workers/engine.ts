// The engine's worker: embedded models, for the page and, through ports that the page hands over, for the dreamer. One page opens it once.

import type { Engine } from '../src/engine/engine.ts';
import { gpu } from '../src/engine/executor/onnx.ts';
import { chooseDevice, type WebDevice } from '../src/engine/executor/adapter.ts';
import { openImported, openOnnx } from '../src/engine/import/opfs-models.ts';
import { RUN_BUDGET, TransformersEngine } from '../src/engine/transformers.ts';
import { shippedSource } from '../src/engine/weights.ts';
import { AppError } from '../src/lib/errors.ts';
import { plainFlag, sharedFlag } from '../src/lib/flag.ts';
import { setUpRuntime } from './ort-env.ts';
import { serve } from './rpc.ts';

let opened: TransformersEngine | null = null;

function engine(): TransformersEngine {
  if (!opened) throw new AppError('engine/not-open', 'The engine has no device yet. Reload the page.');
  return opened;
}

const api = {
  /**
   * Once, before anything else. `stop` is the memory of the stop flag; without it only abort signals stop work. Returns the device in use.
   * @throws AppError engine/no-webgpu
   */
  async open(wish: WebDevice | 'auto', stop: SharedArrayBuffer | null): Promise<WebDevice> {
    const device = await chooseDevice(wish);
    setUpRuntime();
    const flag = stop ? sharedFlag(stop) : plainFlag();
    opened = new TransformersEngine({
      source: shippedSource(),
      imported: openImported,
      onnx: openOnnx,
      device,
      budget: RUN_BUDGET,
      stop: flag,
      now: () => performance.now(),
    });
    return device;
  },

  /** Serves the same engine to whoever holds the other end. */
  addPort: (port: MessagePort): void => serve(api, port),

  load: (...args: Parameters<Engine['load']>) => engine().load(...args),
  generate: (...args: Parameters<Engine['generate']>) => engine().generate(...args),
  generateBatch: (...args: Parameters<Engine['generateBatch']>) => engine().generateBatch(...args),
  likely: (...args: Parameters<Engine['likely']>) => engine().likely(...args),
  score: (...args: Parameters<Engine['score']>) => engine().score(...args),
  test: (signal: AbortSignal) => engine().test(signal),
  /** Whether the GPU that it computes on is gone: then only a new worker helps. */
  isLost: (): boolean => gpu.lost !== null,
  /** Resolves when nothing is being generated or scored. */
  idle: () => engine().idle(),
  dispose: () => engine().dispose(),
};

serve(api);
export type EngineApi = typeof api;
