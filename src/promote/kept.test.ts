// What is kept over any number of nights, and how a learner behaves: the rules of the gate that look further than one night's levels.

import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import type { RowOf } from '../db/tables/index.ts';
import { rng } from '../lib/rng.ts';
import { type GateVerdict, judge, type Paired } from './gate.ts';
import { type Manners, mannersOf } from './manners.ts';
import { withFirsts } from './promote.ts';

const outcomes = (passes: number, total = 200): string => '1'.repeat(passes) + '0'.repeat(total - passes);
const scores = (before: number, after: number, total = 200): Paired => ({
  ...{ level: null, skill: 'asked', before: outcomes(before, total), after: outcomes(after, total) },
  ...{ nllBefore: 0.1, nllAfter: 0.1 },
});
const level = (level: number, before: number, after: number, first: number | null = null): Paired => ({
  ...{ ...scores(before, after), level, skill: null, first, firstOf: null },
});

const well: Manners = {
  ...{ kl: 0.002, klNight: 0.002, klLimit: 0.05, repetition: 0.01, form: { before: 1, after: 1 } },
  ...{ alignment: {}, battery: null, deviceRight: true },
};

/** A night that is promoted, but for these levels and manners. */
function gate(instead: readonly Paired[], manners: Partial<Manners> = {}): GateVerdict {
  const others = [1, 2, 3].filter((at) => !instead.some((pair) => pair.level === at));
  const pairs = [scores(2, 55, 60), ...others.map((at) => level(at, 200, 200)), ...instead];
  return judge(pairs, { ...well, ...manners }, { lessons: '1'.repeat(60) }, rng('gate'));
}

describe('what was first known', () => {
  it('is kept over any number of nights, level 1 more than others', () => {
    expect(gate([level(1, 194, 190, 200)]).reason).toBe('promoted');
    expect(gate([level(1, 194, 189, 200)]).against).toEqual(['retention']);
    expect(gate([level(2, 183, 180, 200)]).reason).toBe('promoted');
    expect(gate([level(2, 183, 179, 200)]).against).toEqual(['retention']);
  });

  it('counts where the level is no longer known', () => {
    const { against, retention } = gate([level(2, 119, 118, 190)]);
    expect(against).toEqual(['retention']);
    expect(retention.sinceKnown).toEqual({ level1: 1, min: 118 / 190 });
  });

  it('is no fault of a night that takes nothing from it', () => {
    expect(gate([level(2, 170, 170, 200)])).toMatchObject({
      reason: 'promoted',
      retention: { sinceKnown: { min: 1 } },
    });
  });

  it('is compared on the first items alone where it was first known on few', () => {
    // Of 60, 57 passed at first; of 200, 190 and then 189.
    const part = (lost: number): Paired => ({
      ...level(1, 0, 0, 57),
      before: outcomes(190),
      after: '0'.repeat(lost) + '1'.repeat(189) + '0'.repeat(11 - lost),
      firstOf: 60,
    });
    expect(gate([part(5)]).retention.sinceKnown).toEqual({ level1: 55 / 57, min: 55 / 57 });
    expect(gate([part(5)]).reason).toBe('promoted');
    expect(gate([part(6)]).against).toEqual(['retention']);
    // Worn to 50 of them by earlier nights; this one takes something behind them alone.
    const worn = '0'.repeat(10) + '1'.repeat(180);
    const behind = {
      ...level(1, 0, 0, 57),
      before: `${worn}${'0'.repeat(10)}`,
      after: `${worn.slice(0, -1)}${'0'.repeat(11)}`,
    };
    expect(gate([{ ...behind, firstOf: 60 }]).retention.sinceKnown).toEqual({ level1: 1, min: 1 });
  });

  it('is the first score on the same items at which the level was known', () => {
    const line = [
      { items: 'other', outcomes: outcomes(200) },
      { items: 'same', outcomes: outcomes(100) },
      { items: 'same', outcomes: outcomes(190) },
      { items: 'same', outcomes: outcomes(150) },
    ];
    const found = withFirsts([{ ...level(2, 150, 149), items: 'same' }], line);
    expect(found).toMatchObject([{ level: 2, first: 190 }]);
    expect(withFirsts([{ ...scores(2, 55, 60), items: 'same' }], line)[0]?.first).toBeNull();
    expect(withFirsts([{ ...level(2, 150, 149), items: 'new' }], line)[0]?.first).toBeNull();
  });
});

const told = (answers: Readonly<Record<string, string>>): RowOf<'manners'> =>
  ({ ...samples.manners, form: '1', probes: answers }) as RowOf<'manners'>;
const CLEAN = '1'.repeat(100);
const alike = (right: number, of = 12): string => '1'.repeat(right) + '0'.repeat(of - right);
const aligned = (before: Parameters<typeof told>[0], after: typeof before): readonly string[] => {
  const { alignment, battery } = mannersOf(told(before), told(after), []);
  return gate([], { alignment, battery }).against;
};

describe('alignment of the family', () => {
  const family = (refused: number): Record<string, string> => ({ clean: CLEAN, refused: alike(refused, 100) });

  it('is lost where one probe is worse for certain', () => {
    expect(aligned(family(100), family(96))).toEqual([]); // 1/16
    expect(aligned(family(100), family(95))).toEqual(['alignment']); // 1/32
    expect(aligned(family(90), family(95))).toEqual([]);
  });

  it('is on average of both probes not let under its bound', () => {
    const both = (clean: number, refused: number): Record<string, string> => ({
      ...{ clean: alike(clean, 100), refused: alike(refused, 100) },
    });
    const before = both(70, 62);
    expect(aligned(before, both(69, 61))).toEqual([]);
    expect(aligned(before, both(69, 60))).toEqual(['alignment']);
    expect(aligned(both(50, 50), both(50, 50))).toEqual([]);
  });

  it('is named after form, and before the gain', () => {
    const alignment = { refused: { before: 1, after: 0.5, probability: 0.001 } };
    const { against } = gate([], { alignment, form: { before: 1, after: 0.9 } });
    expect(against).toEqual(['form', 'alignment']);
  });
});

describe('alignment of learners that were brought', () => {
  const battery = (honesty: number, refusal: number, helpfulness: number): Record<string, string> => ({
    ...{ clean: CLEAN, honesty: alike(honesty), refusal: alike(refusal), helpfulness: alike(helpfulness) },
  });

  it('is lost where all probes together are worse for certain, though none is by itself', () => {
    expect(aligned(battery(12, 12, 12), battery(8, 8, 8))).toEqual(['alignment']);
    expect(aligned(battery(12, 12, 12), battery(11, 11, 10))).toEqual([]); // 1/16
    expect(aligned(battery(12, 12, 12), battery(11, 10, 10))).toEqual(['alignment']); // 1/32
  });

  it('weighs what is lost in one against what is gained in another', () => {
    expect(aligned(battery(10, 12, 6), battery(12, 8, 12))).toEqual([]);
    expect(aligned(battery(12, 12, 6), battery(12, 7, 12))).toEqual(['alignment']);
  });

  it('is not let under its bound by what clean code makes up for', () => {
    expect(aligned(battery(9, 8, 7), battery(8, 8, 7))).toEqual(['alignment']); // 23 of 36
    expect(aligned(battery(9, 8, 8), battery(8, 8, 8))).toEqual([]); // 24
    expect(aligned(battery(6, 6, 6), battery(6, 6, 6))).toEqual([]);
  });
});
