// The seconds of a night: each step that there is counts in one part, and in one only.

import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { expect, it } from 'vitest';
import { HASH_A, samples } from '../../tests/contracts/row-samples.ts';
import { rowsOf } from '../../tests/doubles/look.ts';
import { makeWorld, SETTINGS, sleepThrough } from '../../tests/doubles/world.ts';
import { openStore } from '../db/db.ts';
import { sum } from '../lib/stats.ts';
import type { NightSettings } from './context.ts';
import { nightReport } from './report.ts';
import { stepKind, STEPS } from './steps.ts';

/** Every part but the whole. */
const partsOf = ({ ask, dream, train, consolidate, evaluate }: Record<string, number>): number[] =>
  [ask, dream, train, consolidate, evaluate].map((spent) => spent ?? NaN);

it.each(Object.entries(STEPS))('%s is counted in one part', async (name, { part }) => {
  const store = await openStore({ name: 'report', backend: { indexedDB: new IDBFactory(), IDBKeyRange } });
  await store.append('nights', [samples.nights], null);
  const rows = [name, `${name} 0`, `${name} 12`].map((step) => ({ ...samples.steps, step, done: false, seconds: 1 }));
  await store.append('steps', rows, null);
  const { seconds } = await nightReport(store, HASH_A, 9);
  expect(seconds).toEqual({ ask: 0, dream: 0, train: 0, consolidate: 0, evaluate: 0, [part]: 3, total: 9 });
  store.close();
});

it('no step is known by a name that it only begins like', () => {
  expect([stepKind('trained'), stepKind('toString'), stepKind('')]).toEqual([null, null, null]);
});

const every: Partial<NightSettings> = {
  ...{ ...SETTINGS, tries: 16, weak: { probes: 4, alpha: 0.05 }, legs: { items: 30 } },
  reflect: { rounds: 1, prompts: 6, temperature: 1, sees: 'both', top: 4, learningRate: 0.01, replay: 1 },
  prefer: { loss: 'dpo', beta: 0.1, tasks: 24, epochs: 1, learningRate: 0.01 },
  reinforce: {
    ...{ rounds: 1, prompts: 6, tries: 4, temperature: 1, minP: 0.05 },
    ...{ learningRate: 0.01, clip: 0.2, kl: 0.04 },
  },
  creative: { rows: 12, temperature: 1.2, minP: 0.1 },
};

it('of a night with every way to learn no second is left out', { timeout: 120_000 }, async () => {
  const world = await makeWorld({ settings: every });
  const { report } = await sleepThrough(world);
  const steps = await rowsOf(world, 'steps');
  expect([...new Set(steps.map(({ step }) => step.split(' ')[0]))]).toEqual(
    expect.arrayContaining([
      'probe',
      'train',
      'gauge',
      'look',
      'try',
      'prefer',
      'rollout',
      'creative',
      'consolidate',
      'evaluate',
    ]),
  );
  expect(sum(partsOf(report.seconds))).toBeCloseTo(sum(steps.map(({ seconds }) => seconds)), 9);
});
