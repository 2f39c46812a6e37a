// Training in a worker on WebAssembly: it learns, stops soon after the flag is raised from the page, and goes on to the same end, bit by bit.

import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingPoint, TrainingResult } from '../../src/engine/trainer.ts';
import { connect } from '../../src/lib/channel.ts';
import { sharedFlag } from '../../src/lib/flag.ts';
import type { TrainerFixtureApi } from '../fixtures/trainer-worker.ts';

type Training = TrainingResult & { waited: number };
type TrainerWorker = { until(step: number, start: TrainingPoint | null): Promise<Training> };

const closing: (() => void)[] = [];
afterAll(() => closing.forEach((close) => close()));

/** @param clock `real` where it is asked how long something takes; `paced` where machines must take the same units */
async function open(clock: 'real' | 'paced'): Promise<TrainerWorker> {
  const worker = new Worker(new URL('../fixtures/trainer-worker.ts', import.meta.url), { type: 'module' });
  const { api, close } = connect<TrainerFixtureApi>(worker);
  closing.push(close);
  const memory = new SharedArrayBuffer(4);
  const flag = sharedFlag(memory);
  await api.open(memory, clock === 'real');
  return {
    /** Trains until a step, then raises the flag; also how long the training took to end, ms. */
    until: async (step, start) => {
      let raised = 0;
      flag.lower();
      const result = await api.train(start, (done) => {
        if (done !== step) return;
        raised = performance.now();
        flag.raise();
      });
      return { ...result, waited: performance.now() - raised };
    },
  };
}

/** What must not depend on whether it was stopped. */
const end = ({ status, steps, parameters, optimiser, losses, carried }: Training): object => ({
  ...{ status, steps, parameters, optimiser, losses, carried },
});

describe('training on wasm', () => {
  it('stops soon after the flag, and learns', { timeout: 180_000 }, async () => {
    const worker = await open('real');
    const halted = await worker.until(3, null);
    expect(halted.status).toBe('interrupted');
    expect(halted.steps).toBeGreaterThanOrEqual(3);
    expect(halted.waited).toBeLessThan(2000);
    const whole = await worker.until(Infinity, halted);
    expect(whole.status).toBe('completed');
    expect(whole.losses.at(-1)).toBeLessThan(0.8 * (whole.losses[0] as number));
    expect(whole.selfCheck).toBeLessThan(0.02);
  });

  it(
    'ends bit-equal to never having stopped, before units are fitted to fast code and after',
    { timeout: 300_000 },
    async () => {
      const whole = await (await open('paced')).until(Infinity, null);
      expect([whole.status, whole.carried?.rows]).toEqual(['completed', 8]);
      expect(whole.steps).toBeGreaterThan(8);

      const worker = await open('paced');
      const before = await worker.until(2, null);
      expect([before.status, before.carried?.rows, before.carried?.cold]).toEqual(['interrupted', 2, true]);
      const after = await worker.until(6, before);
      expect([after.status, after.carried?.rows, after.carried?.cold]).toEqual(['interrupted', 8, undefined]);
      expect(end(await worker.until(Infinity, after))).toEqual(end(whole));

      const [another, yetAnother] = [await open('paced'), await open('paced')];
      expect(end(await another.until(Infinity, after)), 'in a worker whose code is slow once more').toEqual(end(whole));
      const apart = await yetAnother.until(Infinity, before);
      expect(apart.parameters, 'other units are seen').not.toEqual(whole.parameters);
    },
  );
});
