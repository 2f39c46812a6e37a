import { describe, expect, it } from 'vitest';
import type { RowOf } from '../db/tables/index.ts';
import { rememberedOf, salienceOf, snarcOf } from './salience.ts';

let ids = 0;

function episode(said: Partial<RowOf<'episodes'>> = {}): RowOf<'episodes'> {
  return {
    ...{ id: `row ${ids++}`, seq: 1, previous: null, at: 1, night: null, prompt: 'p', answer: 'a', model: 'dream-s' },
    ...{ checkpoint: null, skill: 'l6-add', level: 6, score: 1, runnerUp: 0, task: null, verdict: 'fail', passed: 0 },
    ...{ total: 8, liked: false, disliked: false, author: 'model', corrections: [], replaces: null },
    ...said,
  };
}

const alone = (said: Partial<RowOf<'episodes'>>): number => {
  const row = episode(said);
  return salienceOf([row], [row], new Map());
};

describe('salience of an episode', () => {
  it('is a share in each part and in the whole', () => {
    const loud = episode({
      disliked: true,
      verdict: 'pass',
      passed: 8,
      author: 'user',
      corrections: [1, 2, 3] as never,
    });
    for (const row of [episode(), loud])
      for (const part of Object.values(snarcOf(row, 3))) {
        expect(part).toBeGreaterThanOrEqual(0);
        expect(part).toBeLessThanOrEqual(1);
      }
    expect(alone(loud)).toBeLessThanOrEqual(1);
  });

  it('rises with what the user said about it', () => {
    const thumb = alone({ disliked: true });
    expect(thumb).toBeGreaterThan(alone({}));
    expect(alone({ author: 'user' })).toBeGreaterThan(thumb);
    expect(alone({ author: 'user', corrections: [{ args: [1], expected: 2 }] })).toBeGreaterThan(
      alone({ author: 'user' }),
    );
  });

  it('is higher where the user and the tests disagree', () => {
    expect(snarcOf(episode({ verdict: 'pass', passed: 8, disliked: true }), 0)).toMatchObject({
      conflict: 1,
      reward: 1,
    });
    expect(snarcOf(episode({ liked: true }), 0).conflict).toBe(1);
    expect(snarcOf(episode({ disliked: true }), 0).conflict).toBe(0);
  });

  it('falls with the tests that passed, and with how often it was asked before', () => {
    expect(alone({ passed: 6 })).toBeLessThan(alone({ passed: 2 }));
    expect(snarcOf(episode(), 3).novelty).toBe(0.25);
  });
});

describe('salience of what is woven', () => {
  it('rises with every time it was asked, and stays under 1', () => {
    const rows = Array.from({ length: 5 }, () => episode());
    const all = [1, 2, 3, 5].map((count) => salienceOf(rows.slice(0, count), rows, new Map()));
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(new Set(all).size).toBe(4);
    expect(all.at(-1)).toBeLessThan(1);
  });

  it('is that of the newest memory of a row, where there is one', () => {
    const row = episode();
    const memory = (salience: number) => ({ sources: [row.id], salience }) as unknown as RowOf<'memories'>;
    expect(salienceOf([row], [row], rememberedOf([memory(0.2), memory(0.9)]))).toBeCloseTo(0.9, 12);
  });
});
