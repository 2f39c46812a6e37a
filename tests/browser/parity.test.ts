// The training engine on WebAssembly against the reference cases, and the executor contract.

import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/lib/channel.ts';
import { executorContract } from '../contracts/executor.ts';
import { layerwiseContract } from '../contracts/layerwise.ts';
import { lossContract } from '../contracts/losses.ts';
import type { ExecutorWorkerApi } from '../fixtures/executor-worker.ts';

const worker = new Worker(new URL('../fixtures/executor-worker.ts', import.meta.url), { type: 'module' });
const connection = connect<ExecutorWorkerApi>(worker);
afterAll(() => connection.close());

describe('parity on wasm', () => {
  for (const name of ['tiny_qwen3', 'tiny_qwen2', 'tiny_qwen3_bf16_untied']) {
    it(name, { timeout: 60_000 }, async () => {
      const { worst, device, groups } = await connection.api.parity('wasm', name);
      expect(device).toBe('wasm');
      expect(Object.keys(groups)).toEqual(
        expect.arrayContaining(['ce_full', 'ce_lora', 'ce_lora_packed', 'kl_topk_lora', 'dpo_lora']),
      );
      expect(worst, JSON.stringify(groups)).toBeLessThan(1e-4);
    });
  }

  it('tiny_qwen3_bf16_untied, imported as a user imports a model', { timeout: 60_000 }, async () => {
    const { worst, groups } = await connection.api.parity('wasm', 'tiny_qwen3_bf16_untied', true);
    expect(worst, JSON.stringify(groups)).toBeLessThan(1e-4);
  });
});

layerwiseContract('wasm', connection.api);

describe('shapes of real models on wasm', () => {
  for (const model of ['qwen2.5-0.5b', 'qwen3-0.6b'] as const) {
    it(`${model}: a step of two layers at true width and vocabulary, in int4`, { timeout: 120_000 }, async () => {
      const { error, losses } = await connection.api.realShape('wasm', model);
      expect(error).toBeLessThan(0.02);
      // Random weights know nothing: every token is about equally likely.
      expect(losses[0]).toBeGreaterThan(11);
      expect(losses[0]).toBeLessThan(13);
      expect(losses[1]).toBeLessThan(losses[0] ?? 0);
    });
  }
});

lossContract('wasm', connection.api);
executorContract('wasm', connection.api, 200);
