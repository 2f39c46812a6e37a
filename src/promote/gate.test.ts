// Every rule of the gate on both sides of its bound, and how it does on adapters that change nothing and on those that do harm.

import { describe, expect, it } from 'vitest';
import { rng, type Rng } from '../lib/rng.ts';
import {
  GATE,
  type GateVerdict,
  judge as judgeAll,
  judgeKept,
  type Paired,
  type Proof,
  type Stricter,
} from './gate.ts';
import type { Manners } from './manners.ts';

/** `passes` of `total` items pass; those that pass less are the first to go. */
const outcomes = (passes: number, total: number): string => '1'.repeat(passes) + '0'.repeat(total - passes);

type Nll = { before?: number; after?: number };

function level(level: number, before: number, after: number, total = 200, nll: Nll = {}): Paired {
  const scores = { before: outcomes(before, total), after: outcomes(after, total) };
  return { level, skill: null, ...scores, nllBefore: nll.before ?? 0.1, nllAfter: nll.after ?? 0.1 };
}

function skill(before: number, after: number, total = 60): Paired {
  return { ...level(0, before, after, total), level: null, skill: `skill ${before} ${after}` };
}

const kept = [level(1, 200, 200), level(2, 200, 200), level(3, 200, 200)];
const weak = [4, 5, 6, 7].map((n) => level(n, 3, 3, 60));
const learned = [skill(2, 55), skill(0, 50)];

const well: Manners = {
  ...{ kl: 0.002, klNight: 0.002, klLimit: 0.05, repetition: 0.01, form: { before: 1, after: 1 } },
  ...{ alignment: {}, battery: null, deviceRight: true },
};

const proven: Proof = { lessons: '1'.repeat(60) };

/** With manners that nobody could object to. */
const judge = (pairs: readonly Paired[], random: Rng, wanted?: Stricter): GateVerdict =>
  judgeAll(pairs, well, proven, random, wanted);

/** A night that is promoted, but for what is given instead of its levels. */
function gate(...instead: Paired[]): GateVerdict {
  const others = [...kept, ...weak].filter((pair) => !instead.some((other) => other.level === pair.level));
  return judge([...learned, ...others, ...instead], rng('gate'));
}

describe('retention', () => {
  it('promotes when nothing was lost', () => {
    expect(gate()).toMatchObject({ promoted: true, reason: 'promoted', nllChange: 0 });
    const sinceKnown = { min: 1, level1: 1 };
    expect(gate().retention).toEqual({ average: 1, min: 1, level1: 1, levels: { 1: 1, 2: 1, 3: 1 }, sinceKnown });
  });

  it('level 1 keeps at least 0.95', () => {
    expect(gate(level(1, 200, 190)).reason).toBe('promoted');
    expect(gate(level(1, 200, 189)).reason).toBe('retention');
    expect(gate(level(1, 180, 171)).reason).toBe('promoted');
    expect(gate(level(1, 180, 170)).reason).toBe('retention');
  });

  it('can be asked to keep more, and not to keep less', () => {
    const pairs = [...learned, ...weak, level(1, 200, 192), level(2, 200, 198), level(3, 200, 198)];
    const reason = (keep: number): string => judge(pairs, rng('gate'), { keep, mended: 0 }).reason;
    expect([0, 0.95, 0.96, 0.97].map(reason)).toEqual(['promoted', 'promoted', 'promoted', 'retention']);
    const lost = [...learned, ...weak, level(1, 200, 180), level(2, 200, 198), level(3, 200, 198)];
    expect(judge(lost, rng('gate'), { keep: 0, mended: 0 }).reason).toBe('retention');
  });

  it('every known level keeps at least 0.90', () => {
    // As much as one level may lose is too much for all items together: the next rule says so.
    expect(gate(level(2, 200, 180)).reason).toBe('flips');
    expect(gate(level(2, 200, 179)).reason).toBe('retention');
  });

  it('known levels keep at least 0.95 on average', () => {
    const at = (last: number): GateVerdict => gate(level(1, 200, 192), level(2, 200, 186), level(3, 200, last));
    expect(at(192).retention.average).toBeCloseTo(0.95, 12);
    expect(at(192).reason).toBe('flips');
    expect(at(191).reason).toBe('retention');
  });

  it('counts a level as known from a before-rate of 0.6', () => {
    expect(gate(level(6, 120, 107)).reason).toBe('retention');
    expect(gate(level(6, 120, 108)).reason).toBe('promoted');
    // One pass less before, and it is a weaker level, where as much may be lost as chance would take.
    expect(gate(level(6, 119, 115)).retention.levels).not.toHaveProperty('6');
    expect(gate(level(6, 119, 115)).reason).toBe('promoted');
  });

  it('has nothing to keep where no level is known', () => {
    const levels = [1, 2, 3].map((n) => level(n, 0, 0));
    const verdict = gate(...levels);
    expect(verdict).toMatchObject({ reason: 'promoted', nllChange: 0 });
    expect(verdict.retention).toMatchObject({ average: 1, min: 1, level1: 1, levels: {} });
    expect(gate(level(1, 0, 40)).retention.level1).toBe(1);
  });
});

describe('weaker levels', () => {
  it('veto by a significant loss only', () => {
    expect(gate(level(7, 6, 2, 60)).reason).toBe('promoted'); // 4 of 4: 1/16
    expect(gate(level(7, 6, 1, 60)).reason).toBe('weak_level'); // 5 of 5: 1/32
  });

  it('weigh losses against gains on the same items', () => {
    const changed = (losses: number, gains: number): Paired => ({
      ...level(7, 0, 0, 60),
      before: '1'.repeat(losses) + '0'.repeat(60 - losses),
      after: '0'.repeat(losses) + '1'.repeat(gains) + '0'.repeat(60 - losses - gains),
    });
    expect(gate(changed(8, 2)).reason).toBe('promoted'); // 56/1024
    expect(gate(changed(9, 1)).reason).toBe('weak_level'); // 11/1024
    expect(gate(changed(5, 30)).reason).toBe('promoted');
  });
});

describe('what earlier nights taught', () => {
  const earlier = (before: number, after: number, total = 20): Paired => ({
    ...skill(before, after, total),
    skill: `earlier ${before} ${after}`,
    earlier: true,
  });

  it('vetoes only where less than 0.90 of all of it is kept, and for certain', () => {
    expect(gate(earlier(10, 10), earlier(20, 12)).reason).toBe('earlier');
    // 27 of 30 are 0.90.
    expect(gate(earlier(10, 10), earlier(20, 17)).reason).toBe('promoted');
    // 4 of 20 may be chance: (1/2)^4 > 0.05; 5 may not.
    expect(gate(earlier(20, 16)).reason).toBe('promoted');
    expect(gate(earlier(20, 15)).reason).toBe('earlier');
    expect(gate(earlier(20, 12), earlier(4, 12)).reason).toBe('promoted');
    expect(gate().earlier).toEqual({ before: 0, after: 0, items: 0, probability: 1 });
    expect(gate(earlier(20, 15)).earlier).toEqual({ before: 20, after: 15, items: 20, probability: 1 / 32 });
  });

  it('is no gain, and counts for none of the other rules', () => {
    expect(gate(earlier(0, 20)).gain).toBe(gate().gain);
    expect(gate(earlier(20, 20)).retention).toEqual(gate().retention);
  });
});

describe('NLL of gold answers', () => {
  it('may be 2 % worse on known levels', () => {
    const at = (after: number): string =>
      gate(...[1, 2, 3].map((n) => level(n, 200, 200, 200, { before: 1, after }))).reason;
    expect(at(1.02)).toBe('promoted');
    expect(at(1.0201)).toBe('nll');
    expect(at(0.5)).toBe('promoted');
  });

  it('is that of known levels together, and of no other', () => {
    expect(gate(level(1, 200, 200, 200, { before: 1, after: 1.02 })).nllChange).toBeCloseTo(0.02 / 1.2, 12);
    expect(gate(level(7, 3, 3, 60, { before: 1, after: 9 })).reason).toBe('promoted');
  });

  it('must have been measured', () => {
    expect(gate({ ...level(1, 200, 200), nllAfter: null })).toMatchObject({ reason: 'nll', nllChange: null });
    expect(gate(...[1, 2, 3].map((n) => level(n, 200, 200, 200, { before: 0, after: 1 })))).toMatchObject({
      reason: 'nll',
      nllChange: null,
    });
  });
});

describe('negative flips', () => {
  /** `losses` items of this level go wrong, as many others come right. */
  const swapped = (n: number, losses: number, gains = losses): Paired => ({
    ...level(n, 200, 200),
    before: '1'.repeat(200 - gains) + '0'.repeat(gains),
    after: '0'.repeat(losses) + '1'.repeat(200 - losses),
  });

  it('are at most 2 % of the items of all known levels, however many gains make up for them', () => {
    expect(gate(swapped(2, 12)).reason).toBe('promoted'); // 12 of 600
    expect(gate(swapped(2, 13)).reason).toBe('flips');
    expect(gate(swapped(1, 4), swapped(2, 4), swapped(3, 4)).reason).toBe('promoted');
    expect(gate(swapped(1, 4), swapped(2, 4), swapped(3, 5)).reason).toBe('flips');
    expect(gate(swapped(2, 13)).retention.average).toBe(1);
  });

  it('are counted in known levels only', () => {
    const changed = {
      ...level(7, 0, 0, 60),
      before: '1'.repeat(20) + '0'.repeat(40),
      after: '0'.repeat(20) + '1'.repeat(40),
    };
    expect(gate(changed)).toMatchObject({
      reason: 'promoted',
      flips: { lost: 0, gained: 0, items: 600, probability: 1 },
    });
  });

  it('are reported with what chance alone would lose (McNemar)', () => {
    expect(gate(swapped(2, 6, 2)).flips).toEqual({ lost: 6, gained: 2, items: 600, probability: 37 / 256 });
    expect(gate(swapped(2, 3, 9)).flips.probability).toBeCloseTo(1 - 79 / 4096, 12);
  });
});

describe('general prompts', () => {
  const reason = (told: Partial<Manners>): string =>
    judgeAll([...learned, ...kept, ...weak], { ...well, ...told }, proven, rng('gate')).reason;

  it('are answered as the base answers them, up to the limit, and this was measured', () => {
    expect([0.05, 0.0501].map((kl) => reason({ kl }))).toEqual(['promoted', 'kl']);
    expect([0.004, 0.0041].map((klNight) => reason({ klNight, klLimit: 0.004 }))).toEqual(['promoted', 'kl']);
    // Far from the base after many nights, each of which moved little.
    expect(reason({ kl: 0.04, klNight: 0.003, klLimit: 0.004 })).toBe('promoted');
    expect([reason({ kl: null }), reason({ klNight: null })]).toEqual(['kl', 'kl']);
  });

  it('are answered without saying the same over and over', () => {
    expect([0.3, 0.301].map((repetition) => reason({ repetition }))).toEqual(['promoted', 'repetition']);
  });

  it('are answered in form, one point less at most', () => {
    const at = (before: number, after: number): string => reason({ form: { before, after } });
    expect([at(0.99, 0.98), at(0.99, 0.97), at(0.5, 1), at(1, 0.99), at(1, 0.98)]).toEqual([
      ...['promoted', 'form', 'promoted', 'promoted', 'form'],
    ]);
  });

  it('say nothing, nor does anything else, where the device computes wrong', () => {
    expect(reason({ deviceRight: false })).toBe('device');
    const broken = [...learned, level(1, 200, 100), ...weak];
    expect(judgeAll(broken, { ...well, deviceRight: false }, proven, rng('gate')).reason).toBe('device');
  });

  it('come after what known levels say, and before the gain', () => {
    const kl = { ...well, kl: 1 };
    expect(judgeAll([...learned, level(1, 200, 100), ...weak], kl, proven, rng('gate')).reason).toBe('retention');
    expect(judgeAll([skill(0, 0), ...kept, ...weak], kl, proven, rng('gate')).reason).toBe('kl');
  });
});

describe('what was trained on', () => {
  const pairs = [...learned, ...kept, ...weak];
  const at = (failed: number, of: number): GateVerdict =>
    judgeAll(pairs, well, { lessons: outcomes(of - failed, of) }, rng('gate'));

  it('passes its tests still, all but one in fifty', () => {
    expect([at(0, 100), at(2, 100), at(3, 100), at(1, 49)].map(({ reason }) => reason)).toEqual([
      ...['promoted', 'promoted', 'lessons', 'lessons'],
    ]);
    expect(at(3, 100).lessons).toEqual({ failed: 3, of: 100 });
  });

  it('is named after what was lost by it, and before what else it did', () => {
    const spoiled: Proof = { lessons: '0'.repeat(40) };
    const reason = (instead: Paired, manners: Manners = well): string =>
      judgeAll([...learned, instead, level(3, 200, 200)], manners, spoiled, rng('gate')).reason;
    expect(reason(level(1, 200, 100))).toBe('retention');
    expect(reason(level(1, 200, 200), { ...well, kl: 1 })).toBe('lessons');
  });
});

describe('answers to asked skills', () => {
  it('do not say the same over and over, in any skill', () => {
    const at = (repeated: number | null): string =>
      judge([...kept, ...learned, { ...skill(3, 60), repeated }], rng('gate')).reason;
    expect([null, 0.3, 0.301].map(at)).toEqual(['promoted', 'promoted', 'repetition']);
  });
});

describe('gain', () => {
  const of = (...skills: Paired[]): GateVerdict => judge([...skills, ...kept], rng('gain'));

  it('is the mean over items of all asked skills', () => {
    expect(of(skill(0, 60), skill(0, 30))).toMatchObject({ promoted: true, gain: 0.75 });
  });

  it('is more than chance would give', () => {
    // A resample without any of k gains of 60 has probability (1 − k/60)^60: 0.13 for two, 0.016 for four.
    expect(of(skill(10, 12))).toMatchObject({ promoted: false, reason: 'gain', gainLower: 0 });
    expect(of(skill(10, 14)).gainLower).toBeGreaterThan(0);
    expect(of(skill(10, 10)).reason).toBe('gain');
    expect(of(skill(30, 0)).gainLower).toBeLessThan(-0.3);
  });

  it('mends at least 15 % of what was failed, however certain it is', () => {
    expect(of(skill(10, 14))).toMatchObject({ promoted: false, reason: 'gain', mended: 4 / 60 / (5 / 6) });
    expect(of(skill(0, 8)).reason).toBe('gain');
    expect(of(skill(0, 9)).reason).toBe('promoted');
    expect(of(skill(54, 58), skill(60, 60)).reason).toBe('promoted');
  });

  it('needs 60 items of every asked skill', () => {
    expect(of(skill(0, 59, 59), skill(0, 60))).toMatchObject({ reason: 'gain', gainLower: -1 });
    expect(of(skill(0, 60, GATE.skillItems)).reason).toBe('promoted');
  });

  it('is needed', () => expect(of()).toMatchObject({ reason: 'gain', gain: 0 }));
});

describe('reasons', () => {
  it('name the first rule that does not hold', () => {
    const bad = { nll: { before: 1, after: 2 } };
    const all = [level(1, 200, 100, 200, bad.nll), level(7, 30, 0, 60), skill(0, 0)];
    const [broken, lost, nothing] = all as [Paired, Paired, Paired];
    expect(judge([broken, lost, nothing], rng(1)).reason).toBe('retention');
    expect(judge([level(1, 200, 200, 200, bad.nll), lost, nothing], rng(1)).reason).toBe('weak_level');
    expect(judge([level(1, 200, 200, 200, bad.nll), nothing], rng(1)).reason).toBe('nll');
    expect(judge([level(1, 200, 200), nothing], rng(1)).reason).toBe('gain');
  });

  it('come out the same for the same seed', () => expect(gate()).toEqual(gate()));

  it('are not given for scores of different items', () => {
    expect(() => judge([{ ...skill(1, 2), after: '1' }], rng(1))).toThrow('the same items');
  });
});

describe('many nights', { timeout: 60_000 }, () => {
  /** Outcomes of two measurements that differ in chance alone: a part of the items is answered anew. */
  function unchanged(random: Rng, rate: number, total: number, anew: number): Pick<Paired, 'before' | 'after'> {
    const before = Array.from({ length: total }, () => (random.chance(rate) ? '1' : '0'));
    const after = before.map((bit) => (random.chance(anew) ? (random.chance(rate) ? '1' : '0') : bit));
    return { before: before.join(''), after: after.join('') };
  }

  function noOp(random: Rng, anew: number): Paired[] {
    const nll = (): Pick<Paired, 'nllBefore' | 'nllAfter'> => ({
      nllBefore: 0.1,
      nllAfter: 0.1 * (1 + 0.01 * random.normal()),
    });
    return [
      ...[1, 2, 3].map((n) => ({ level: n, skill: null, ...unchanged(random, 0.97, 200, anew), ...nll() })),
      ...[4, 5, 6, 7, 8, 9, 10].map((n) => ({ level: n, skill: null, ...unchanged(random, 0.1, 60, anew), ...nll() })),
      ...['a', 'b', 'c'].map((name) => ({ level: null, skill: name, ...unchanged(random, 0.3, 60, anew), ...nll() })),
    ];
  }

  const promotions = (anew: readonly number[]): number =>
    Array.from({ length: 200 }, (_, i) => judge(noOp(rng(`night ${i}`), anew[i % anew.length] ?? 0), rng(i))).filter(
      ({ promoted }) => promoted,
    ).length;

  it('A/A: of 200 adapters that change nothing, none is promoted', () => {
    expect(promotions([0])).toBe(0);
  });

  it('A/A: of 200 adapters that change answers by chance alone, at most 5 % are', () => {
    expect(promotions([0.02, 0.1, 0.5])).toBeLessThanOrEqual(10);
  });

  it('an adapter that gains and breaks level 1 is rejected for retention, always', () => {
    for (let i = 0; i < 100; i++) {
      const random = rng(`broken ${i}`);
      const verdict = gate(level(1, 200, random.int(0, 189)));
      expect(verdict.gainLower).toBeGreaterThan(0.45);
      expect(verdict).toMatchObject({ promoted: false, reason: 'retention' });
    }
  });
});

describe('what a merged adapter must keep of a part', () => {
  const part = [...kept, ...weak, skill(55, 55), skill(50, 50)];
  const keep = (...pairs: Paired[]): ReturnType<typeof judgeKept> => judgeKept(pairs, well);

  it('is everything that the part knows, and no gain is asked for', () => {
    expect(keep(...part)).toMatchObject({ promoted: true, reason: 'promoted', flips: { lost: 0, items: 720 } });
    expect(judge(part, rng('gate')).reason).toBe('gain');
  });

  it('is the skills that it learned, like levels', () => {
    expect(keep(...part, skill(60, 54)).reason).toBe('promoted');
    expect(keep(...part, skill(60, 53))).toMatchObject({ reason: 'retention', retention: { min: 53 / 60 } });
    expect(keep(...part, skill(60, 53)).retention.levels).toHaveProperty('skill 60 53', 53 / 60);
    // What a part never learned, as the skill of the other part, is no exam that it passed.
    expect(keep(...part, skill(20, 18)).reason).toBe('promoted');
    expect(keep(...part, skill(20, 10)).reason).toBe('weak_level');
  });

  it('is all that the gate asks for beside the gain, by the same bounds', () => {
    expect(keep(...part, level(8, 200, 185, 200)).reason).toBe('promoted');
    expect(keep(...part, level(8, 200, 180, 200), level(9, 200, 190, 200)).reason).toBe('flips');
    expect(keep(...part, level(8, 190, 190, 200, { before: 0.1, after: 0.2 })).reason).toBe('nll');
    expect(judgeKept(part, { ...well, deviceRight: false }).reason).toBe('device');
    expect(judgeKept(part, { ...well, klNight: 1 }).reason).toBe('kl');
    expect(judgeKept([...part, level(1, 200, 192)].slice(1), well, 0.97).reason).toBe('retention');
  });
});
