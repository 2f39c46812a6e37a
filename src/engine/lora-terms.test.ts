// The terms beside the loss: the autoencoder's and the anchor's.

import { describe, expect, it } from 'vitest';
import { autoencoderFlat } from '../../models/autoencoder/autoencoder.ts';
import { must } from '../lib/assert.ts';
import { tinyAutoencoder, tinyComponents } from '../../tests/contracts/tiny-model.ts';
import { plan, train } from '../../tests/doubles/tiny-training.ts';
import type { TrainingPlan, TrainingPoint, TrainingResult } from './trainer.ts';

describe('the autoencoder', () => {
  it('adds manifold times the mean error over replay tokens to the mean loss, whatever the units', async () => {
    const model = { autoencoder: tinyAutoencoder() };
    const [{ result: small }, { result: large }] = [
      await train({ manifold: 0.1 }, null, { model, msPerRow: 70 }),
      await train({ manifold: 0.1 }, null, { model, msPerRow: 10 }),
    ];
    expect([small.unit.rows, large.unit.rows]).toEqual([1, 4]);
    expect(small.aeError).toBeCloseTo(large.aeError as number, 5);
    small.parameters.forEach((value, i) => expect(value).toBeCloseTo(large.parameters[i] as number, 4));
    expect(small.aeLoss).toBeCloseTo(0.1 * (small.aeError as number), 10);
  });

  it('measures nothing where nothing is replayed, and changes nothing there', async () => {
    const lessons = plan.lessons.map((lesson) => ({ ...lesson, replay: false }));
    const { result: with_ } = await train({ lessons, manifold: 0.1 }, null, {
      model: { autoencoder: tinyAutoencoder() },
    });
    const { result: without } = await train({ lessons });
    expect([with_.aeError, with_.aeLoss]).toEqual([null, null]);
    with_.parameters.forEach((value, i) => expect(value).toBeCloseTo(without.parameters[i] as number, 5));
  });

  it('pulls hidden states to what it can reconstruct', async () => {
    const model = { autoencoder: tinyAutoencoder() };
    const error = async (manifold: number): Promise<number> =>
      (await train({ manifold, epochs: 8 }, null, { model })).result.aeError as number;
    expect(await error(5)).toBeLessThan(0.9 * (await error(1e-6)));
  });

  it('follows where it is not frozen, and stands behind the adapter', async () => {
    const autoencoder = tinyAutoencoder();
    const run = async (unfrozen: boolean, start: TrainingPoint | null = null): Promise<TrainingResult> =>
      (await train({ manifold: 5, epochs: 8, unfrozen }, start, { model: { autoencoder } })).result;
    const [frozen, followed] = [await run(false), await run(true)];
    const maps = autoencoderFlat(autoencoder);
    expect(followed.parameters).toHaveLength(frozen.parameters.length + maps.length);
    expect(followed.parameters.subarray(frozen.parameters.length)).not.toEqual(maps);
    expect(followed.aeError).toBeLessThan(0.9 * (frozen.aeError as number));
    const fresh = { ...followed, optimiser: { ...followed.optimiser, step: 0 }, losses: [] };
    expect((await run(true, fresh)).aeError).toBeLessThan(followed.aeError as number);
  });

  it('must be there when it is asked for', async () => {
    await expect(train({ manifold: 0.1 })).rejects.toMatchObject({ code: 'train/no-autoencoder' });
  });
});

describe('principal components in its place', () => {
  const model = { autoencoder: tinyAutoencoder(), pca: tinyComponents() };
  const error = async (over: Partial<TrainingPlan>): Promise<number> =>
    (await train({ manifold: 5, against: 'pca', ...over }, null, { model })).result.aeError as number;

  it('measure by the same formula what is left beside them, and pull hidden states to them', async () => {
    const first = await error({ epochs: 1, learningRate: 0 });
    // Hidden states have a mean square of 1; twelve of sixteen coordinates lie beside the components.
    expect(first).toBeGreaterThan(0.5);
    expect(first).toBeLessThan(1);
    expect(await error({ epochs: 8 })).toBeLessThan(0.9 * (await error({ epochs: 8, manifold: 1e-6 })));
  });

  it('leave a training against the autoencoder as it was', async () => {
    const [with_, without] = [
      await train({ manifold: 0.1 }, null, { model }),
      await train({ manifold: 0.1, against: 'autoencoder' }, null, { model: { autoencoder: tinyAutoencoder() } }),
    ];
    expect(with_.result.parameters).toEqual(without.result.parameters);
  });

  it('must be there when they are asked for, and stay frozen', async () => {
    const asked = { manifold: 0.1, against: 'pca' } as const;
    const { autoencoder } = model;
    await expect(train(asked, null, { model: { autoencoder } })).rejects.toMatchObject({
      code: 'train/no-autoencoder',
    });
    await expect(train({ ...asked, unfrozen: true }, null, { model })).rejects.toMatchObject({
      code: 'train/objective',
    });
  });
});

describe('the anchor', () => {
  const replayed = { lessons: plan.lessons.map((lesson) => ({ ...lesson, replay: true })) };

  it('leaves the base as it is when replay is all there is: a fresh adapter is at the minimum', async () => {
    const moved = async (anchor: number): Promise<number> => {
      const { losses } = (await train({ ...replayed, anchor })).result;
      return Math.abs(must(losses.at(-1), 'last') - must(losses[0], 'first'));
    };
    expect(await moved(1)).toBeLessThan(0.1);
    expect(await moved(0)).toBeGreaterThan(0.2);
  });

  it('touches replay rows only', async () => {
    const lessons = plan.lessons.map((lesson) => ({ ...lesson, replay: false }));
    const [with_, without] = [(await train({ lessons, anchor: 1 })).result, (await train({ lessons })).result];
    with_.parameters.forEach((value, i) => expect(value).toBeCloseTo(without.parameters[i] as number, 5));
  });
});
