import { describe, expect, it } from 'vitest';
import { importedName } from '../../models/catalog.ts';
import { SMOOTHING } from '../../models/losses/smoothed.ts';
import { givenOf, smoothingOf } from './taught.ts';
import { topK } from './top-k.ts';

const ids = [5, 6, 7, 8];
const places = [2, 3];

describe('what a loss is given of a teacher', () => {
  it('stands at the tokens of the answer, and is nothing before it', () => {
    const taught = topK(Float32Array.from([0, 1, 2, 3, 9, 1, 0, 0]), 4, 2);
    const { top_ids, top_logs } = givenOf(ids, places, taught, { top: 2, vocabulary: 4 });
    expect([...(top_ids as Float32Array)]).toEqual([0, 0, 0, 0, 3, 2, 0, 1]);
    expect([...(top_logs as Float32Array).slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect([...(top_logs as Float32Array).slice(4)]).toEqual([...taught.logs]);
  });

  it('is the answer itself, smoothed, where there is no teacher', () => {
    const { top_ids, top_logs } = givenOf(ids, places, null, { top: 3, vocabulary: 10 });
    expect([...(top_ids as Float32Array).slice(6)]).toEqual([7, 0, 1, 8, 0, 1]);
    const chances = [...(top_logs as Float32Array).slice(6, 9)].map(Math.exp);
    expect(chances[0]).toBeCloseTo(0.955, 6);
    expect(chances[1]).toBeCloseTo(0.005, 6);
    expect(chances[2]).toBeCloseTo(0.005, 6);
    const own = givenOf([5, 1], [1], null, { top: 3, vocabulary: 10 });
    expect([...(own['top_ids'] as Float32Array).slice(3)]).toEqual([1, 0, 2]);
  });

  it('is the answer itself and nothing else for a learner that was made so', () => {
    const { top_logs } = givenOf(ids, places, null, { top: 32, vocabulary: 150_000, smoothing: 0 });
    const [own, ...others] = [...(top_logs as Float32Array).slice(-32)];
    expect(own).toBe(0);
    expect(new Set(others)).toEqual(new Set([Math.fround(Math.log(1e-9))]));
  });

  it('is refused when it speaks of another text', () => {
    const taught = topK(Float32Array.from([0, 1, 2, 3]), 4, 2);
    expect(() => givenOf(ids, places, taught, { top: 2, vocabulary: 4 })).toThrow(
      expect.objectContaining({ code: 'train/taught' }),
    );
    expect(() => givenOf(ids, [2], taught, { top: 3, vocabulary: 4 })).toThrow(
      expect.objectContaining({ code: 'train/taught' }),
    );
  });
});

it('hard answers are smoothed for the family, and not for models that were brought', () => {
  const brought = importedName('a'.repeat(64));
  for (const loss of ['forward-kl', 'reverse-kl'] as const)
    expect(smoothingOf({ model: 'dream-s', loss })).toBe(SMOOTHING);
  expect(smoothingOf({ model: brought, loss: 'forward-kl' })).toBe(0);
  expect(smoothingOf({ model: brought, loss: 'reverse-kl' })).toBe(0.01);
});
