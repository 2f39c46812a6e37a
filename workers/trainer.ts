// The trainer's worker: LoRA training, for the page and, through ports that the page hands over, for the dreamer. One page opens it once.

import { parseConfig } from '../models/qwen/config.ts';
import { importedHash, type ModelName } from '../src/engine/engine.ts';
import { gpu } from '../src/engine/executor/onnx.ts';
import { chooseDevice, type WebDevice } from '../src/engine/executor/adapter.ts';
import { webExecutor } from '../src/engine/executor/web.ts';
import { openImported, openOnnx } from '../src/engine/import/opfs-models.ts';
import { createLoraTrainer } from '../src/engine/lora-trainer.ts';
import { loadShippedModel } from '../src/engine/shipped-model.ts';
import type { TextEncoder } from '../src/engine/text-states.ts';
import type { TrainerModel } from '../src/engine/trainer-parts.ts';
import { createTurns } from '../src/engine/turns.ts';
import type { Trainer, TrainingResult } from '../src/engine/trainer.ts';
import { shippedSource } from '../src/engine/weights.ts';
import { AppError } from '../src/lib/errors.ts';
import { plainFlag, sharedFlag } from '../src/lib/flag.ts';
import { setUpRuntime } from './ort-env.ts';
import { serve } from './rpc.ts';

let opened: Trainer | null = null;
let running: Promise<unknown> = Promise.resolve();

function trainer(): Trainer {
  if (!opened) throw new AppError('train/not-open', 'The trainer has no device yet. Reload the page.');
  return opened;
}

async function loadModel(model: ModelName, signal: AbortSignal): Promise<TrainerModel> {
  const imported = importedHash(model);
  if (imported) return loadImported(imported);
  return loadShippedModel(shippedSource(), model, signal);
}

async function loadImported(hash: string): Promise<TrainerModel> {
  const { facts, weights } = await openImported(hash);
  // Templates are rendered by a large library, which the embedded family does without.
  const { createChatTokenizer } = await import('../src/engine/chat-template.ts');
  return {
    config: parseConfig(facts['config.json']),
    weights,
    tokenizer: createChatTokenizer(facts),
    autoencoder: null,
  };
}

/** Nothing else runs while the trainer prepares a training: turns are there for the library's sake. */
async function openEncoder(hash: string, device: WebDevice): Promise<TextEncoder> {
  const [{ openTextEncoder }, model] = await Promise.all([import('../src/engine/text-encoder.ts'), openOnnx(hash)]);
  return openTextEncoder(model, { device, turns: createTurns(() => performance.now()) });
}

const pinger = new MessageChannel();
pinger.port1.start();

/** The next turn of the event loop, without the 4 ms that timers wait. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    pinger.port1.addEventListener('message', () => resolve(), { once: true });
    pinger.port2.postMessage(null);
  });
}

const api = {
  /**
   * Once, before anything else. `stop` is the memory of the stop flag; without it only abort signals stop work. Returns the device in use.
   * @throws AppError engine/no-webgpu
   */
  async open(wish: WebDevice | 'auto', stop: SharedArrayBuffer | null): Promise<WebDevice> {
    const device = await chooseDevice(wish);
    setUpRuntime();
    const clock = { now: () => performance.now() };
    opened = createLoraTrainer({
      executor: webExecutor(device),
      load: loadModel,
      openEncoder: (hash) => openEncoder(hash, device),
      clock,
      stop: stop ? sharedFlag(stop) : plainFlag(),
      breathe,
    });
    return device;
  },

  /** Serves the same trainer to whoever holds the other end. */
  addPort: (port: MessagePort): void => serve(api, port),

  async train(...args: Parameters<Trainer['train']>): Promise<TrainingResult> {
    const result = trainer().train(...args);
    running = result.catch(() => undefined);
    return result;
  },
  /** Whether the GPU that it computes on is gone. */
  isLost: (): boolean => gpu.lost !== null,
  /** Resolves when nothing is being trained. */
  async idle(): Promise<void> {
    await running;
  },
  dispose: () => trainer().dispose(),
};

serve(api);
export type TrainerApi = typeof api;
