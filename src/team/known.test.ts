import { describe, expect, it } from 'vitest';
import { BASE, enter, makeWorld } from '../../tests/doubles/world.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Context } from './context.ts';
import { knownLevels, learnerFile, rateOf } from './known.ts';

const NIGHT = { id: 'a'.repeat(64), seed: 's' };
const FILE = 'f'.repeat(64);

async function later(rows: readonly Partial<DraftOf<'evals'>>[]): Promise<Context> {
  const { context } = await enter(await makeWorld());
  const plain = { at: 1, night: 'e'.repeat(64), checkpoint: FILE, phase: 'after' as const, seed: 's', items: FILE };
  const drafts = rows.map((row, i) => ({ ...plain, at: i, total: 5, passes: 0, outcomes: '00000', ...row }));
  await context.store.append('evals', drafts, null);
  const adapter = { hash: FILE, lora: { r: 1, lora_alpha: 2 }, flat: new Float32Array(1) };
  return { ...context, learner: { ...context.learner, adapter, checkpoint: 'c'.repeat(64) } };
}

describe('known levels', { timeout: 30_000 }, () => {
  it('are those that the base passes, for the base', async () => {
    const { context } = await enter(await makeWorld());
    expect(learnerFile(context)).toBe(BASE);
    expect(await knownLevels(context, NIGHT)).toEqual([1, 2, 3]);
    expect(await knownLevels({ ...context, baseScores: {} }, NIGHT)).toEqual([]);
  });

  it('are those that the adapter was measured to pass, else those of the base', async () => {
    const ctx = await later([
      { level: 6, outcomes: '11100' },
      { level: 7, outcomes: '11000' },
      { level: 3, outcomes: '10000' },
      { level: 9, outcomes: '11111', checkpoint: BASE },
      { level: null, skill: 'l8-add', outcomes: '11111' },
    ]);
    expect(await knownLevels(ctx, NIGHT)).toEqual([1, 2, 6]);
  });

  it('go by the newest measurement', async () => {
    const rows = [
      { level: 6, outcomes: '11111' },
      { level: 6, outcomes: '10000' },
    ];
    expect(await knownLevels(await later(rows), NIGHT)).not.toContain(6);
    expect(await knownLevels(await later(rows.toReversed()), NIGHT)).toContain(6);
  });

  it('do not change by what the night itself measures', async () => {
    const ctx = await later([
      { level: 6, outcomes: '11111' },
      { level: 6, outcomes: '00000', night: NIGHT.id },
    ]);
    expect(await knownLevels(ctx, NIGHT)).toContain(6);
  });

  it('do not change by what is measured while the night is stopped', async () => {
    const ctx = await later([
      { level: 6, outcomes: '11111', at: 1 },
      { level: 6, outcomes: '00000', at: 11, night: null },
    ]);
    const [begun] = await ctx.store.append('nights', [{ at: 10, event: 'started', seed: 's' }], null);
    const { id, seed } = must(begun, 'the night');
    expect(await knownLevels(ctx, { id, seed })).toContain(6);
    expect(await knownLevels(ctx, NIGHT), 'one that has not begun goes by it').not.toContain(6);
  });
});

describe('rateOf', () => {
  it('is a share, and 0 of nothing', () => expect([rateOf('110'), rateOf('')]).toEqual([2 / 3, 0]));
});
