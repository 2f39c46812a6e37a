// What a night may take from levels that are not known: each alone loses too little to tell, and a learner that knows none would have nothing to keep.

import { describe, expect, it } from 'vitest';
import { rng, type Rng } from '../lib/rng.ts';
import { GATE, type GateVerdict, judge, judgeKept, type Paired } from './gate.ts';
import type { Manners } from './manners.ts';

const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const well: Manners = {
  ...{ kl: 0.002, klNight: 0.002, klLimit: 0.05, repetition: 0.01, form: { before: 1, after: 1 } },
  ...{ alignment: {}, battery: null, deviceRight: true },
};
const outcomes = (passes: number, total = 60): string => '1'.repeat(passes) + '0'.repeat(total - passes);
const scores = (before: number, after: number, nllAfter = 0.3): Omit<Paired, 'level' | 'skill'> => ({
  ...{ before: outcomes(before), after: outcomes(after), nllBefore: 0.3, nllAfter },
});
const asked: Paired = { level: null, skill: 'asked', ...scores(5, 40) };
const every = (of: ReturnType<typeof scores>): Paired[] => LEVELS.map((level) => ({ level, skill: null, ...of }));
const decide = (levels: readonly Paired[]): GateVerdict =>
  judge([asked, ...levels], well, { lessons: '1'.repeat(60) }, rng('weak'));

describe('weak levels together', () => {
  it('are lost where each of them loses a little', () => {
    const verdict = decide(every(scores(33, 29)));
    expect(verdict).toMatchObject({ promoted: false, against: ['weak_level'] });
    expect(verdict.weak).toEqual({
      before: 330,
      after: 290,
      items: 600,
      probability: expect.closeTo(2 ** -40, 20) as number,
    });
  });

  it('are not where 0.90 of what they passed is kept, or chance alone would lose as many', () => {
    expect(decide(every(scores(30, 27))).reason).toBe('promoted');
    const few = (lost: number): Paired[] =>
      LEVELS.map((level) => ({ level, skill: null, ...scores(6, level <= lost ? 5 : 6) }));
    // 6 of 6: 1/64, and 7 of 7: 1/128, of 60 that passed.
    expect([6, 7].map((lost) => decide(few(lost)).reason)).toEqual(['promoted', 'weak_level']);
    const gained: Paired = { level: 10, skill: null, ...scores(0, 40) };
    expect(decide([...every(scores(33, 29)).slice(0, 9), gained]).reason).toBe('promoted');
  });

  it('are counted for parts of a merge, too', () => {
    expect(judgeKept(every(scores(33, 29)), well).against).toEqual(['weak_level']);
    expect(judgeKept(every(scores(33, 33)), well).weak).toMatchObject({ before: 330, after: 330 });
  });

  it('are none where all are known', () => {
    expect(decide(every(scores(60, 60))).weak).toEqual({ before: 0, after: 0, items: 0, probability: 1 });
  });
});

describe('likelihood where no level is known', () => {
  it('is that of levels of which a tenth passes', () => {
    expect(decide(every(scores(33, 33, 0.6)))).toMatchObject({ against: ['nll'], nllChange: 1 });
    expect(decide(every(scores(6, 6, 0.307))).against).toEqual(['nll']);
    expect(decide(every(scores(6, 6, 0.306))).reason).toBe('promoted');
    expect(decide(every(scores(5, 5, 0.6)))).toMatchObject({ reason: 'promoted', nllChange: 0 });
  });

  it('counts for nothing beside one that is known', () => {
    const known: Paired = { level: 1, skill: null, ...scores(60, 60) };
    expect(decide([known, ...every(scores(33, 33, 0.6)).slice(1)])).toMatchObject({ reason: 'promoted', nllChange: 0 });
  });

  it('must have been measured', () => {
    const unread = every(scores(33, 33)).map((pair) => ({ ...pair, nllAfter: null }));
    expect(decide(unread)).toMatchObject({ against: ['nll'], nllChange: null });
  });
});

describe('many nights', () => {
  /** Passes and fails of which a part is drawn anew, of the family's seven weak levels. */
  function anew(random: Rng, rate: number, part: number): Paired[] {
    return LEVELS.slice(3).map((level) => {
      const before = Array.from({ length: 60 }, () => random.chance(rate));
      const after = before.map((bit) => (random.chance(part) ? random.chance(rate) : bit));
      const signs = (bits: readonly boolean[]): string => bits.map((bit) => (bit ? '1' : '0')).join('');
      return { level, skill: null, before: signs(before), after: signs(after), nllBefore: 1, nllAfter: 1 };
    });
  }

  it('that change answers by chance alone are seldom rejected for all weak levels together', () => {
    const rejected = Array.from({ length: 2000 }, (_, i) => {
      const { weak } = judgeKept(anew(rng(`night ${i}`), 0.25, 0.2), well);
      return weak.probability < GATE.weak && weak.after < GATE.level * weak.before;
    });
    expect(rejected.filter(Boolean).length).toBeLessThanOrEqual(20);
  });
});
