// What every executor promises, whatever it runs on. The measuring is done in a worker (tests/fixtures/executor-checks.ts), the judging here.

import { describe, expect, it } from 'vitest';
import type { Remote } from '../../src/lib/channel.ts';
import type { Device } from '../../src/engine/executor/executor.ts';
import type { ContractChecks } from '../fixtures/executor-checks.ts';

/** On a GPU that is computed on the CPU, ms. */
const SLOW = 120_000;

/** @param steps training steps over which memory must not grow; fewer where a step is slow */
export function executorContract<D extends Device>(device: D, checks: Remote<ContractChecks<D>>, steps: number): void {
  describe(`the executor on ${device}`, () => {
    it('computes, with sizes known only when it runs, and leaves its inputs as they were', async () => {
      const { rows, product, shape, twice } = await checks.compute(device);
      expect({ rows, product, shape, twice }).toEqual({
        rows: [5, 6, 1, 2, 5, 6, 3, 4],
        product: [1, 2, 8, 10],
        shape: [4, 2],
        twice: true,
      });
    });

    it('scores: first of the largest, log-probability of a target, last position', async () => {
      const { greedy, log, last } = await checks.scoring(device);
      expect(greedy).toEqual([1, 0, 0, 2]);
      const expected = [
        1 - Math.log(2 + Math.E),
        -Math.log(3),
        -Math.log(1 + Math.exp(-1) + Math.exp(-2)),
        -Math.log(2 + Math.exp(9)),
      ];
      log.forEach((value, i) => expect(value).toBeCloseTo(expected[i] as number, 5));
      expect(last).toEqual([5, 5, 5, 0, 0, 9]);
    });

    it('feeds an output back as an input', async () => {
      expect(await checks.feedBack(device, 10)).toEqual([10, 20, 30]);
    });

    it('refuses with a code what cannot be compiled or run', async () => {
      expect(await checks.refusals(device)).toEqual({ compile: 'engine/compile', run: 'engine/run' });
    });

    it('computes gradients that agree with the slope of the loss', { timeout: SLOW }, async () => {
      expect(await checks.gradientError(device)).toBeLessThan(0.02);
    });

    it('goes on from what was kept as if it had not stopped: bit by bit on a CPU', { timeout: SLOW }, async () => {
      const { whole, parts } = await checks.resumed(device);
      expect(new Set(whole.losses).size).toBe(whole.losses.length);
      if (device !== 'webgpu') return expect(parts).toEqual(whole);
      parts.losses.forEach((loss, i) => expect(Math.abs(loss / (whole.losses[i] as number) - 1)).toBeLessThan(1e-6));
    });

    it(
      'computes the gradients of upper layers on kept hidden states as in the whole model',
      { timeout: SLOW },
      async () => {
        const { loss, gradient } = await checks.upperError(device);
        expect(loss).toBeLessThan(1e-6);
        expect(gradient).toBeLessThan(1e-6);
      },
    );

    it('learns, and holds no more memory after many steps', { timeout: SLOW }, async () => {
      const { before, after, losses } = await checks.memoryOfTraining(device, steps);
      expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] as number));
      expect(before.heap).toBeGreaterThan(0);
      expect(after.heap).toBeLessThanOrEqual(before.heap);
      expect(before.gpu > 0).toBe(device === 'webgpu');
      expect(after.gpu).toBeLessThanOrEqual(1.05 * before.gpu);
    });
  });
}
