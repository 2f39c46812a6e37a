// A whole night on the GPU of this machine: the product's engine and trainer on WebGPU, its stages, and the sandbox of tools; tables and files in memory. Started
// where public/weights is.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import wasm from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import code from 'virtual:sandbox-guest';
import { shipped } from '../../models/catalog.ts';
import type { Executor } from '../../src/engine/executor/executor.ts';
import { createLoraTrainer } from '../../src/engine/lora-trainer.ts';
import { loadShippedModel } from '../../src/engine/shipped-model.ts';
import { RUN_BUDGET, TransformersEngine } from '../../src/engine/transformers.ts';
import { loadModelFacts, type WeightSource } from '../../src/engine/weights.ts';
import { AppError } from '../../src/lib/errors.ts';
import { plainFlag } from '../../src/lib/flag.ts';
import { NIGHT_SETTINGS } from '../../src/team/context.ts';
import type { NightReport } from '../../src/team/report.ts';
import { SAMPLE } from '../lab/sample.ts';
import { LEARNER, openWorld, type World } from '../pretrain/world.ts';
import { nodeSandbox } from '../sandbox/node.ts';

/** The models of this checkout, as our own origin would serve them. */
const source: WeightSource = {
  base: '',
  manifest: shipped,
  fetch: async (name) => new Response(readFileSync(join('public/weights', name))),
};

/** The night that `lab night` sleeps with the built-in sample. */
export async function nightOnGpu(executor: Executor, seed: string, say: (line: string) => void): Promise<NightReport> {
  const world = await openGpuWorld(executor, say);
  try {
    return await world.sleep({ prompts: SAMPLE, seed });
  } finally {
    await world.close();
  }
}

async function openGpuWorld(executor: Executor, say: (line: string) => void): Promise<World> {
  const [now, stop] = [() => performance.now(), plainFlag()];
  const imported = (): never => {
    throw new AppError('model/missing', 'Only the models of this checkout sleep here.');
  };
  const engine = new TransformersEngine({
    ...{ source, imported, onnx: imported, now, stop },
    device: 'webgpu',
    budget: RUN_BUDGET,
  });
  const load = loadShippedModel.bind(null, source);
  const parts = { executor, load, clock: { now }, stop };
  const trainer = createLoraTrainer({ ...parts, breathe: () => new Promise((resolve) => setImmediate(resolve)) });
  const sandbox = nodeSandbox(async () => ({ code, wasm: readFileSync(new URL(wasm, import.meta.url)) }));
  const facts = await loadModelFacts(LEARNER, source);
  return openWorld({ engine, device: engine, trainer, sandbox, facts }, { settings: NIGHT_SETTINGS, say });
}
