// What counts as known of a skill, and when it is weak for certain.

import { describe, expect, it } from 'vitest';
import { enter, makeWorld } from '../../tests/doubles/world.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Context } from './context.ts';
import { evidenceOf, isWeak } from './evidence.ts';
import { KNOWN_RATE, learnerFile } from './known.ts';

const NIGHT = { id: 'a'.repeat(64) };
const EARLIER = 'e'.repeat(64);

/** Probability of so many passes or fewer at the rate of a known skill. */
function atMost(passes: number, total: number): number {
  let [term, all] = [(1 - KNOWN_RATE) ** total, 0];
  for (let k = 0; k <= passes; k++) {
    all += term;
    term *= ((total - k) / (k + 1)) * (KNOWN_RATE / (1 - KNOWN_RATE));
  }
  return all;
}

describe('a skill', () => {
  it('that is known is called weak in at most alpha of all cases, whatever the number of tries', () => {
    for (const alpha of [0.05, 0.2])
      for (let total = 1; total <= 60; total++) {
        const passes = Array.from({ length: total + 1 }, (_, k) => k).filter((k) =>
          isWeak({ passes: k, total }, alpha),
        );
        const wrong = passes.length ? atMost(Math.max(...passes), total) : 0;
        expect([total, wrong <= alpha + 1e-9]).toEqual([total, true]);
        // And it is called weak whenever that allows it.
        expect([total, atMost(passes.length, total) > alpha - 1e-9]).toEqual([total, true]);
      }
  });

  it('is not weak without evidence, after one failure, or when it is only somewhat under what is known', () => {
    expect(isWeak({ passes: 0, total: 0 }, 0.05)).toBe(false);
    expect(isWeak({ passes: 0, total: 1 }, 0.05)).toBe(false);
    expect(isWeak({ passes: 30, total: 60 }, 0.05)).toBe(false);
    expect(isWeak({ passes: 12, total: 24 }, 0.05)).toBe(false);
    expect(isWeak({ passes: 9, total: 24 }, 0.05)).toBe(true);
    expect(isWeak({ passes: 0, total: 4 }, 0.05)).toBe(true);
  });
});

describe('evidence', { timeout: 30_000 }, () => {
  const exam = (ctx: Context, passes: number, more: Partial<DraftOf<'evals'>> = {}): DraftOf<'evals'> => ({
    ...{ at: 1, night: EARLIER, checkpoint: learnerFile(ctx), phase: 'before', skill: 'l6-add', seed: 's' },
    ...{ items: 'a'.repeat(64), total: 60, passes, outcomes: '1'.repeat(passes) + '0'.repeat(60 - passes) },
    ...more,
  });

  it('is what exams of the learner as it is measured, the same items once, in other nights than this', async () => {
    const { context: ctx } = await enter(await makeWorld());
    expect((await evidenceOf(ctx, NIGHT)).size).toBe(0);
    await ctx.store.append(
      'evals',
      [
        exam(ctx, 20),
        exam(ctx, 21, { at: 2, phase: 'after' }),
        exam(ctx, 5, { items: 'b'.repeat(64) }),
        exam(ctx, 60, { checkpoint: 'c'.repeat(64), items: 'd'.repeat(64) }),
        exam(ctx, 60, { night: NIGHT.id, items: 'e'.repeat(64) }),
        exam(ctx, 60, { skill: null, level: 6, items: 'f'.repeat(64) }),
      ],
      null,
    );
    expect([...(await evidenceOf(ctx, NIGHT))]).toEqual([['l6-add', { passes: 26, total: 120 }]]);
  });

  it('is what nights probed that set out from the learner as it is', async () => {
    const { context: ctx } = await enter(await makeWorld());
    const begun = async (active: string | null): Promise<string> => {
      const options = { prompts: [], settings: {}, active };
      const [row] = await ctx.store.append('nights', [{ at: 1, event: 'started', seed: `${active}`, options }], null);
      return must(row, 'night').id;
    };
    const probe = (night: string, file: string, passes: number): DraftOf<'steps'> => ({
      ...{ at: 1, night, step: 'probe', part: 0, done: false, state: { skill: 'l6-add', file, passes, total: 24 } },
    });
    const [own, other] = [await begun(null), await begun('c'.repeat(64))];
    const file = learnerFile(ctx);
    await ctx.store.append(
      'steps',
      [probe(own, file, 3), probe(own, 'd'.repeat(64), 24), probe(other, file, 24)],
      null,
    );
    await ctx.store.append('steps', [{ at: 1, night: own, step: 'probe', part: 1, done: true }], null);
    expect([...(await evidenceOf(ctx, NIGHT))]).toEqual([['l6-add', { passes: 3, total: 24 }]]);
    expect((await evidenceOf(ctx, { id: own })).size).toBe(0);
  });
});
