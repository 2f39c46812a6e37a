// The training engine on WebGPU against the reference cases, and the executor contract.

import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/lib/channel.ts';
import { executorContract } from '../contracts/executor.ts';
import { layerwiseContract } from '../contracts/layerwise.ts';
import { lossContract } from '../contracts/losses.ts';
import type { ExecutorWorkerApi } from '../fixtures/executor-worker.ts';
import { hasGpu } from './adapter.ts';

describe.runIf(hasGpu)('the engine on WebGPU', () => {
  const worker = new Worker(new URL('../fixtures/executor-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<ExecutorWorkerApi>(worker);
  afterAll(() => connection.close());

  describe('parity on webgpu', () => {
    for (const name of ['tiny_qwen3', 'tiny_qwen2']) {
      it(name, { timeout: 300_000 }, async () => {
        const { worst, device, groups } = await connection.api.parity('webgpu', name);
        expect(device).toBe('webgpu');
        expect(Object.keys(groups)).toEqual(
          expect.arrayContaining(['ce_full', 'ce_lora', 'ce_lora_packed', 'kl_topk_lora', 'dpo_lora']),
        );
        expect(worst, JSON.stringify(groups)).toBeLessThan(1e-4);
      });
    }
  });

  layerwiseContract('webgpu', connection.api);
  lossContract('webgpu', connection.api);
  executorContract('webgpu', connection.api, 10);
});
