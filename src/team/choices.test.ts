// Which training a night chooses, by the rows of the nights before it.

import { describe, expect, it } from 'vitest';
import type { LoraConfig } from '../../models/lora.ts';
import { must } from '../lib/assert.ts';
import { choiceOf } from './choices.ts';
import { type Context, NIGHT_SETTINGS, type TrainChoice } from './context.ts';

const CHOICES: readonly TrainChoice[] = [
  { learningRate: 4e-3, epochs: 1 },
  { learningRate: 1e-3, epochs: 2 },
];

type Past = {
  used: TrainChoice & { leg?: { of: number; epochs: number } };
  action: 'promote' | 'reject';
  gain: number;
  base?: string;
  kind?: string;
  /** Runs that it trained alike, and what each took. */
  runs?: number;
  seconds?: number;
  /** What its consolidation took. */
  after?: number;
  lora?: LoraConfig;
};

/** Of later nights: one that sets out from such an adapter makes another. */
const LORA = must(NIGHT_SETTINGS.later, 'later nights').lora;

function contextOf(past: readonly Past[], choices: readonly TrainChoice[] | undefined = CHOICES): Context {
  const moves = past.map(({ action, gain }, i) => ({ night: `night ${i}`, action, detail: { gain } }));
  const runs = past.flatMap(
    ({ used, base = 'ours', kind = 'lora', runs: count = 1, seconds = 0, after = 0, lora = LORA }, i) => [
      ...Array.from({ length: count }, () => ({ night: `night ${i}`, kind, base, config: { ...used, lora }, seconds })),
      { night: `night ${i}`, kind: 'consolidate', base, config: { learningRate: 1, epochs: 1, lora }, seconds: after },
    ],
  );
  const store = {
    list: (): Promise<object[]> => Promise.resolve(moves),
    async *stream(): AsyncGenerator<object> {
      yield* runs;
    },
  };
  const { choices: _, ...rest } = NIGHT_SETTINGS;
  return {
    store,
    learner: { base: 'ours', adapter: { lora: LORA } },
    settings: choices ? { ...rest, choices } : rest,
  } as never;
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

  it('is none in a night that sets out from no adapter, and trains as such nights do', async () => {
    const first = { ...contextOf([]), learner: { base: 'ours', adapter: null } } as never;
    expect(await choiceOf(first, { id: 'now', seed: '1' })).toBeNull();
    const { later: _, ...before } = contextOf([]).settings;
    const alike = { ...contextOf([]), learner: { base: 'ours', adapter: null }, settings: before } as never;
    expect(await choiceOf(alike, { id: 'now', seed: '1' })).not.toBeNull();
  });

  it('takes nothing from nights whose adapters had another rank or scale', async () => {
    for (const lora of [NIGHT_SETTINGS.lora, { ...LORA, lora_alpha: 2 * LORA.lora_alpha }]) {
      const past = nights(20, { used: first, action: 'promote', gain: 0.9, lora });
      expect((await shares(contextOf(past)))[0]).toBeCloseTo(0.5, 1);
    }
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
    const used = { learningRate: second.learningRate, epochs: 1, leg: { of: 8, epochs: second.epochs } };
    expect((await shares(contextOf([{ used, action: 'promote', gain: 0, runs: 8 }])))[1]).toBe(once);
    expect(once).toBeLessThan(0.45);
  });

  /** Share of nights with two passes, after forty with each; one pass takes 50 s, consolidation as long. */
  async function twice(once: number, doubled: number, how: Partial<Past> = {}): Promise<number> {
    const usual = { action: 'promote', seconds: 50, after: 50 } as const;
    const past = [
      ...nights(40, { ...usual, used: first, gain: once }),
      ...nights(40, { ...usual, used: second, gain: doubled, seconds: 100, ...how }),
    ];
    return must((await shares(contextOf(past)))[1], 'share');
  }

  it('of more passes has to bring as much more as all trainings take longer', async () => {
    expect(await twice(0.5, 0.55)).toBeLessThan(0.2);
    expect(await twice(0.5, 0.75)).toBeGreaterThan(0.35);
    expect(await twice(0.5, 0.75)).toBeLessThan(0.65);
    expect(await twice(0.5, 0.95)).toBeGreaterThan(0.8);
    // Where consolidation takes most of the time, a second pass is cheap.
    expect(await twice(0.5, 0.75, { after: 2000 })).toBeGreaterThan(0.9);
  });

  it('asks what nights took in themselves, not how much one had to learn or on which device', async () => {
    const even = await twice(0.5, 0.75);
    expect(await twice(0.5, 0.75, { seconds: 1, after: 0.5 })).toBe(even);
    // Twelve legs would have been two passes; six that were gone are one, and cost no more.
    const used = { learningRate: second.learningRate, epochs: 1, leg: { of: 12, epochs: 2 } };
    const short = await twice(0.5, 0.5, { used, runs: 6, seconds: 50 / 6, after: 50 });
    expect(Math.abs(short - 0.5)).toBeLessThan(0.1);
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
