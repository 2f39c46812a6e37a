// What a training tells while it goes on, and what its row has in the end, over the doubles of a night.

import { expect, it } from 'vitest';
import { rowsOf } from '../../tests/doubles/look.ts';
import { makeWorld, sleepThrough, type World } from '../../tests/doubles/world.ts';
import { grown, noCurves } from '../app/curves.ts';
import type { Progress } from './context.ts';

const told: Progress[] = [];
const report = (progress: Progress): void => void (progress.steps && told.push(progress));

/** A night that is stopped before so many steps of training, and its next process. */
async function inTwo(steps: number): Promise<World> {
  const world = await makeWorld();
  const controller = new AbortController();
  let made = 0;
  world.onCall = (what) => {
    if (what === 'trainer.step' && ++made > steps) controller.abort();
  };
  world.extra = { report, signal: controller.signal };
  expect((await sleepThrough(world)).end).toBe('interrupted');
  world.onCall = () => undefined;
  world.extra = { report };
  expect((await sleepThrough(world, { resume: true })).end).toBe('completed');
  return world;
}

it('every step is told once as it is made, and the run has them all', async () => {
  told.length = 0;
  const world = Object.assign(await makeWorld(), { extra: { report } });
  await sleepThrough(world);
  const runs = await rowsOf(world, 'runs');
  for (const [i, stage] of ['train', 'consolidate'].entries()) {
    const steps = told.filter(({ step }) => step === stage).flatMap((progress) => progress.steps ?? []);
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: runs[i]?.steps ?? 0 }, (_, at) => at + 1));
    expect(runs[i]?.trace.step).toEqual(steps.map(({ step }) => step));
    expect(runs[i]?.trace.loss[0]).toBeCloseTo(steps[0]?.loss ?? 0, 5);
  }
});

it('one that is taken up tells what it had, so that whoever draws it has the whole curve', async () => {
  told.length = 0;
  const runs = await rowsOf(await inTwo(7), 'runs');
  const cut = told.findIndex(({ steps }) => (steps?.length ?? 0) > 1);
  // The newest point was stored after six steps.
  expect(told[cut]?.steps?.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const fresh = told.slice(cut).reduce((all, { step, steps = [] }) => grown(all, step, steps), noCurves());
  const whole = told.reduce((all, { step, steps = [] }) => grown(all, step, steps), noCurves());
  for (const curves of [fresh, whole]) expect(curves.train.step).toEqual(runs[0]?.trace.step);
  expect(runs[0]?.trace.step).toHaveLength(runs[0]?.steps ?? 0);
});
