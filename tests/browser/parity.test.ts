// The training engine on WebAssembly against the reference cases, and the executor contract.

import { afterAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/lib/channel.ts';
import { executorContract } from '../contracts/executor.ts';
import { layerwiseContract } from '../contracts/layerwise.ts';
import type { ExecutorWorkerApi } from '../fixtures/executor-worker.ts';

const worker = new Worker(new URL('../fixtures/executor-worker.ts', import.meta.url), { type: 'module' });
const connection = connect<ExecutorWorkerApi>(worker);
afterAll(() => connection.close());

describe('parity on wasm', () => {
  for (const name of ['tiny_qwen3', 'tiny_qwen2', 'tiny_qwen3_bf16_untied']) {
    it(name, { timeout: 60_000 }, async () => {
      const { worst, device, groups } = await connection.api.parity('wasm', name);
      expect(device).toBe('wasm');
      expect(Object.keys(groups).filter((group) => groups[group] === 'skipped')).toEqual(['kl_topk_lora', 'dpo_lora']);
      expect(worst, JSON.stringify(groups)).toBeLessThan(1e-4);
    });
  }

  it('tiny_qwen3_bf16_untied, imported as a user imports a model', { timeout: 60_000 }, async () => {
    const { worst, groups } = await connection.api.parity('wasm', 'tiny_qwen3_bf16_untied', true);
    expect(worst, JSON.stringify(groups)).toBeLessThan(1e-4);
  });
});

layerwiseContract('wasm', connection.api);
executorContract('wasm', connection.api, 200);
