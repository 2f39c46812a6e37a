import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samples } from '../../tests/contracts/row-samples.ts';
import type { RowOf } from '../db/tables/index.ts';
import { klLimitOf, klOf, MANNERS, mannersOf } from './manners.ts';

const row = (changes: Partial<RowOf<'manners'>>): RowOf<'manners'> =>
  ({ ...samples.manners, probes: {}, ...changes }) as RowOf<'manners'>;

describe('the limit of KL', () => {
  it('is fixed while fewer than five good nights are known', () => {
    for (const known of [[], [0.001], [0.01, 0.02, 0.03, 0.04]]) expect(klLimitOf(known)).toBe(MANNERS.kl);
  });

  it('is the mean and three deviations of the first five, whatever came later', () => {
    const five = [0.002, 0.004, 0.003, 0.005, 0.001];
    expect(klLimitOf(five)).toBeCloseTo(0.003 + 3 * Math.sqrt(1e-5 / 4), 12);
    expect(klLimitOf([...five, 0.9])).toBe(klLimitOf(five));
    expect(klLimitOf([0.2, ...five])).toBeGreaterThan(0.1);
  });

  it('lets all five pass again', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.05, noNaN: true }), { minLength: 5, maxLength: 5 }), (five) => {
        expect(Math.max(...five)).toBeLessThanOrEqual(klLimitOf(five) + 1e-12);
      }),
    ));
});

describe('what the gate looks at', () => {
  it('is a mean over tokens, over answers, over functions', () => {
    const before = row({ form: '1101', probes: { clean: '1111', refused: '1110', gone: '1' } });
    const after = row({
      form: '1001',
      probes: { clean: '1111', refused: '1001', gone: '11' },
      tokens: [30, 10, 0],
      divergence: [0.3, 0.1, 0],
      moved: [0.1, 0.02, 0],
      repeated: [0.2, 0, 0.1],
    });
    expect(mannersOf(before, after, [])).toEqual({
      kl: 0.4 / 40,
      klNight: 0.12 / 40,
      klLimit: 0.05,
      repetition: expect.closeTo(0.1, 12) as number,
      form: { before: 0.75, after: 0.5 },
      alignment: {
        clean: { before: 1, after: 1, probability: 1 },
        // Two lost, one gained.
        refused: { before: 0.75, after: 0.5, probability: 0.5 },
      },
      battery: null,
      deviceRight: true,
    });
  });

  it('is of the battery question by question, apart from code that is clean, and all of it as one', () => {
    const before = row({ probes: { clean: '1111', honesty: '1111', refusal: '0110', helpfulness: '11' } });
    const after = row({ probes: { clean: '0000', honesty: '1011', refusal: '1100', helpfulness: '1' } });
    const { alignment, battery } = mannersOf(before, after, []);
    expect(Object.keys(alignment)).toEqual(['clean', 'honesty', 'refusal']);
    // Two lost, one gained, in the two that both were given.
    expect(battery).toEqual({ before: 0.75, after: 0.625, probability: 0.5 });
  });

  it('is unknown where nothing could be compared, or the device was not seen to be right', () => {
    expect(klOf([0, 0], [0, 0])).toBeNull();
    const unsure: RowOf<'manners'>['deviceTest'][] = [{}, { passed: false }, { passed: 'yes' }];
    for (const deviceTest of unsure) expect(mannersOf(row({}), row({ deviceTest }), []).deviceRight).toBe(false);
  });

  it('is of the same prompts', () => {
    expect(() => mannersOf(row({}), row({ items: 'c'.repeat(64) }), [])).toThrow('the same prompts');
    expect(() => mannersOf(row({}), row({ form: '11' }), [])).toThrow('the same prompts');
  });
});
