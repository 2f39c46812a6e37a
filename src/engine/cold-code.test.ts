// A training on WebAssembly, whose code is slow at first, that is stopped: before its units are fitted to fast code, and after.

import { beforeAll, describe, expect, it } from 'vitest';
import { plainFlag } from '../lib/flag.ts';
import { tinyLessons } from '../../tests/contracts/tiny-model.ts';
import { state, type TinyTrainer, tinyTrainer } from '../../tests/doubles/tiny-training.ts';
import type { TrainingPoint, TrainingResult } from './trainer.ts';

/** Code becomes four times as fast after thirty steps, 4.8 s; units are looked at after 5. */
const [COLD, FITTED] = [30, 35];
const over = { epochs: 30 };
const SLOW = 60_000;

/** A worker whose training can be stopped before a step. */
function worker(msPerRow = (steps: number): number => (steps < COLD ? 40 : 10)): {
  train(start: TrainingPoint | null, stopAt?: number): ReturnType<TinyTrainer['train']>;
} {
  const stop = plainFlag();
  let until = Infinity;
  const onStep = (step: number): void => void (step >= until && stop.raise());
  const { train } = tinyTrainer({ device: 'wasm', stop, msPerRow, onStep });
  return {
    train: (start, stopAt = Infinity) => {
      until = stopAt;
      stop.lower();
      return train(over, structuredClone(start));
    },
  };
}

describe('a training whose code is slow at first', { timeout: SLOW }, () => {
  let whole: TrainingResult;
  beforeAll(async () => {
    whole = (await worker().train(null)).result;
  }, SLOW);
  const carriedAt = async (step: number): Promise<TrainingPoint['carried']> =>
    (await worker().train(null, step)).result.carried;

  it('is long enough to be told from others', () => {
    expect(whole.steps).toBeGreaterThan(55);
  });

  it('has its units fitted once more when it has become fast, and carries which they are', async () => {
    expect(await carriedAt(FITTED - 1)).toMatchObject({ rows: 2, cold: true });
    expect(await carriedAt(FITTED)).toEqual({ rows: 4, errors: 0, replayTokens: 0 });
  });

  it('has them fitted at once in a worker that has trained before', async () => {
    const { train } = worker();
    await train(null);
    expect((await train(null, 1)).result.carried).toEqual({ rows: 4, errors: 0, replayTokens: 0 });
  });

  it.each([1, 10, FITTED - 1, FITTED, 50])(
    'stopped after %i steps, ends bit-equal to one that never stopped',
    async (step) => {
      const { train } = worker();
      const { result: halted } = await train(null, step);
      expect([halted.status, halted.steps]).toEqual(['interrupted', step]);
      expect(state((await train(halted)).result)).toEqual(state(whole));
    },
  );

  it.each([FITTED, 50])('does so in a new worker, whose code is slow once more: after %i steps', async (step) => {
    const { result: halted } = await worker().train(null, step);
    expect(state((await worker().train(halted)).result)).toEqual(state(whole));
  });

  it('is another one if a new worker fits the units, and from there on the same whether it is stopped or not', async () => {
    const { result: early } = await worker().train(null, 10);
    const { result: other } = await worker().train(early);
    expect(other.carried).toEqual(whole.carried);
    expect(other.parameters).not.toEqual(whole.parameters);
    const { result: late } = await worker().train(early, 10 + FITTED);
    expect(late.carried).toMatchObject({ rows: 4 });
    expect(state((await worker().train(late)).result)).toEqual(state(other));
  });

  it('is fitted among three other sizes than the one that slow code chose', async () => {
    const { train } = tinyTrainer({
      device: 'wasm',
      // Slow code takes one row of 120 ms; fast code two, then eight, which are too long, then four.
      msPerRow: (steps, rows) => (steps < 6 ? 120 : rows > 2 ? 13 : 10),
    });
    const { result } = await train({ epochs: 5, batch: 8, lessons: tinyLessons(40) });
    expect([result.status, result.unit]).toEqual(['completed', { rows: 4, ms: 52 }]);
  });

  it.each([
    { name: 'when the code is fast, if it is too slow even then', cold: 100, warm: 50, at: [4, 1] },
    { name: 'at once, if it is slower than slow code is', cold: 120, warm: 50, at: [1, 1] },
  ])('gives way to the user on a device that has become slower: $name', async ({ cold, warm, at }) => {
    const { result: halted } = await worker().train(null, FITTED);
    const { train } = worker((steps) => (steps < COLD ? cold : warm));
    const { result: resumed } = await train(halted, FITTED + 2);
    expect(resumed.carried?.rows).toBe(at[0]);
    expect((await train(resumed)).result.carried?.rows).toBe(at[1]);
  });
});
