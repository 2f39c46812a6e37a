// Training in a worker on WebAssembly: it learns, stops soon after the flag is raised from the page, and goes on to the same end.

import { afterAll, describe, expect, it } from 'vitest';
import type { TrainingPoint, TrainingResult } from '../../src/engine/trainer.ts';
import { connect } from '../../src/lib/channel.ts';
import { sharedFlag } from '../../src/lib/flag.ts';
import type { TrainerFixtureApi } from '../fixtures/trainer-worker.ts';

describe('training on wasm', () => {
  const worker = new Worker(new URL('../fixtures/trainer-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<TrainerFixtureApi>(worker);
  afterAll(() => connection.close());
  const memory = new SharedArrayBuffer(4);
  const flag = sharedFlag(memory);

  /** Trains until a step, then raises the flag; also how long the training took to end, ms. */
  async function until(step: number, start: TrainingPoint | null): Promise<TrainingResult & { waited: number }> {
    let raised = 0;
    flag.lower();
    const result = await connection.api.train(memory, start, (done) => {
      if (done !== step) return;
      raised = performance.now();
      flag.raise();
    });
    return { ...result, waited: performance.now() - raised };
  }

  it('stops soon after the flag and goes on to the same adapter', { timeout: 180_000 }, async () => {
    const halted = await until(3, null);
    expect(halted.status).toBe('interrupted');
    expect(halted.steps).toBeGreaterThanOrEqual(3);
    expect(halted.waited).toBeLessThan(2000);

    const whole = await until(Infinity, halted);
    expect(whole.status).toBe('completed');
    expect(whole.losses.at(-1)).toBeLessThan(0.8 * (whole.losses[0] as number));
    expect(whole.selfCheck).toBeLessThan(0.02);

    const again = await until(halted.steps + 3, halted);
    expect(again.status).toBe('interrupted');
    const resumed = await until(Infinity, again);
    expect(resumed.steps).toBe(whole.steps);
    // Rows per run are kept unless the device has become much slower meanwhile; then sums are added in another order.
    if (resumed.unit.rows === whole.unit.rows) expect(resumed.parameters).toEqual(whole.parameters);
    else expect(resumed.losses.at(-1)).toBeCloseTo(whole.losses.at(-1) as number, 1);
  });
});
