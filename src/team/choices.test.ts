// Which training a night chooses, by the rows of the nights before it.

import { describe, expect, it } from 'vitest';
import { choiceOf } from './choices.ts';
import { type Context, NIGHT_SETTINGS, type TrainChoice } from './context.ts';

const CHOICES: readonly TrainChoice[] = [
  { learningRate: 4e-3, epochs: 1 },
  { learningRate: 1e-3, epochs: 2 },
];

type Past = {
  used: TrainChoice & { leg?: { epochs: number } };
  action: 'promote' | 'reject';
  gain: number;
  base?: string;
  kind?: string;
  /** Runs that it trained alike. */
  runs?: number;
};

function contextOf(past: readonly Past[], choices: readonly TrainChoice[] | undefined = CHOICES): Context {
  const moves = past.map(({ action, gain }, i) => ({ night: `night ${i}`, action, detail: { gain } }));
  const runs = past.flatMap(({ used, base = 'ours', kind = 'lora', runs: count = 1 }, i) =>
    Array.from({ length: count }, () => ({ night: `night ${i}`, kind, base, config: used })),
  );
  const store = {
    list: (): Promise<object[]> => Promise.resolve(moves),
    async *stream(): AsyncGenerator<object> {
      yield* runs;
    },
  };
  const { choices: _, ...rest } = NIGHT_SETTINGS;
  return { store, learner: { base: 'ours' }, settings: choices ? { ...rest, choices } : rest } as never;
}

/** How often each is chosen over many nights. */
async function shares(context: Context): Promise<number[]> {
  const nights = Array.from({ length: 300 }, (_, i) => choiceOf(context, { id: 'now', seed: `seed ${i}` }));
  const chosen = await Promise.all(nights);
  return CHOICES.map((choice) => chosen.filter((each) => each === choice).length / 300);
}

const nights = (count: number, past: Past): Past[] => Array.from({ length: count }, () => past);
const [first, second] = CHOICES as [TrainChoice, TrainChoice];

describe('a choice of training', () => {
  it('is none where the settings offer none', async () => {
    const { choices: _, ...rest } = contextOf([], []).settings;
    expect(await choiceOf({ ...contextOf([]), settings: rest }, { id: 'now', seed: '1' })).toBeNull();
    expect(NIGHT_SETTINGS.choices).toBeUndefined();
  });

  it('is open while no night has tried any, and follows what they gained', async () => {
    expect((await shares(contextOf([])))[0]).toBeCloseTo(0.5, 1);
    const past = [
      ...nights(12, { used: first, action: 'promote', gain: 0.2 }),
      ...nights(12, { used: second, action: 'promote', gain: 0.8 }),
    ];
    expect((await shares(contextOf(past)))[1]).toBeGreaterThan(0.95);
  });

  it('counts a rejected night as nothing gained, whatever it measured', async () => {
    const past = [
      ...nights(12, { used: first, action: 'reject', gain: 0.9 }),
      ...nights(12, { used: second, action: 'promote', gain: 0.5 }),
    ];
    expect((await shares(contextOf(past)))[1]).toBeGreaterThan(0.95);
  });

  it('counts a training in legs once, as what was chosen', async () => {
    const once = (await shares(contextOf([{ used: second, action: 'promote', gain: 0 }])))[1];
    const used = { learningRate: second.learningRate, epochs: 1, leg: { epochs: second.epochs } };
    expect((await shares(contextOf([{ used, action: 'promote', gain: 0, runs: 8 }])))[1]).toBe(once);
    expect(once).toBeLessThan(0.45);
  });

  it('takes nothing from nights of another base, from consolidations, or from itself', async () => {
    const good = { used: first, action: 'promote', gain: 1 } as const;
    for (const other of [{ base: 'theirs' }, { kind: 'consolidate' }])
      expect((await shares(contextOf(nights(40, { ...good, ...other }))))[0]).toBeCloseTo(0.5, 1);
    for (let seed = 0; seed < 100; seed++) {
      const night = { id: 'night 0', seed: `seed ${seed}` };
      expect(await choiceOf(contextOf([good]), night)).toBe(await choiceOf(contextOf([]), night));
    }
  });
});
