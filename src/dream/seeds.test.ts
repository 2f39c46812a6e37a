// Which skills a night practises, by what the tables say of them.

import { describe, expect, it } from 'vitest';
import { enter, makeWorld } from '../../tests/doubles/world.ts';
import type { DraftOf } from '../db/tables/index.ts';
import { must } from '../lib/assert.ts';
import type { Context } from '../team/context.ts';
import { chooseSeeds } from './seeds.ts';

const NIGHT = { id: 'a'.repeat(64), seed: 's' };
const EARLIER = 'e'.repeat(64);

type Said = Partial<DraftOf<'episodes'>> & { skill: string };

async function context(skills = 6): Promise<Context> {
  const { context: made } = await enter(await makeWorld());
  return { ...made, settings: { ...made.settings, skills } };
}

let at = 1;

/** Stores an episode of a skill; failed, by the base, in the user's chat, unless it is said. @returns its id */
async function said({ store }: Context, { skill, ...rest }: Said): Promise<string> {
  const plain = { at: at++, prompt: `${skill} 3`, answer: '?', model: 'dream-s', verdict: 'fail' as const };
  const [row] = await store.append('episodes', [{ ...plain, skill, level: Number(skill[1]), ...rest }], null);
  return must(row, 'row').id;
}

const skillsOf = async (ctx: Context): Promise<string[]> => (await chooseSeeds(ctx, NIGHT)).map(({ skill }) => skill);

describe('seeds', { timeout: 30_000 }, () => {
  it('are skills that failed, with the episodes that say so', async () => {
    const ctx = await context();
    const ids = [await said(ctx, { skill: 'l6-add' }), await said(ctx, { skill: 'l6-add', verdict: 'error' })];
    await said(ctx, { skill: 'l1-add', verdict: 'pass' });
    expect(await chooseSeeds(ctx, NIGHT)).toMatchObject([{ skill: 'l6-add', level: 6, episodes: ids }]);
  });

  it('count whatever is no pass as failed', async () => {
    const ctx = await context();
    for (const [i, verdict] of (['fail', 'error', 'timeout', 'unscorable'] as const).entries())
      await said(ctx, { skill: `l${i + 4}-add`, verdict });
    expect(await skillsOf(ctx)).toEqual(['l4-add', 'l5-add', 'l6-add', 'l7-add']);
  });

  it('are skills that another model answered in place of the learner, right or wrong', async () => {
    const ctx = await context();
    await said(ctx, { skill: 'l6-add', model: 'endpoint', verdict: 'pass' });
    await said(ctx, { skill: 'l7-add', model: 'endpoint' });
    expect(await skillsOf(ctx)).toEqual(['l6-add', 'l7-add']);
    await said(ctx, { skill: 'l6-add', verdict: 'pass' });
    expect(await skillsOf(ctx)).toEqual(['l7-add']);
  });

  it('are no prompts that match nothing', async () => {
    const ctx = await context();
    const unmatched = { at: 1, prompt: 'what is love', answer: '?', model: 'dream-s', verdict: 'unmatched' as const };
    await ctx.store.append('episodes', [unmatched], null);
    expect(await skillsOf(ctx)).toEqual([]);
  });

  it('are not skills that have passed since, and again those that failed after that', async () => {
    const ctx = await context();
    await said(ctx, { skill: 'l6-add' });
    await said(ctx, { skill: 'l6-add', verdict: 'pass' });
    expect(await skillsOf(ctx)).toEqual([]);
    const last = await said(ctx, { skill: 'l6-add' });
    expect(await chooseSeeds(ctx, NIGHT)).toMatchObject([{ episodes: [last] }]);
  });

  it('are passing episodes that the user disliked', async () => {
    const ctx = await context();
    const good = await said(ctx, { skill: 'l6-add', verdict: 'pass' });
    expect(await skillsOf(ctx)).toEqual([]);
    const thumb = await said(ctx, { skill: 'l6-add', verdict: 'pass', disliked: true, replaces: good });
    expect(await chooseSeeds(ctx, NIGHT)).toMatchObject([{ skill: 'l6-add', episodes: [thumb] }]);
  });

  it('are not rows that a later one took the place of', async () => {
    const ctx = await context();
    const failed = await said(ctx, { skill: 'l6-add' });
    await said(ctx, { skill: 'l6-add', verdict: 'pass', replaces: failed });
    expect(await skillsOf(ctx)).toEqual([]);
    const disliked = await said(ctx, { skill: 'l7-add', verdict: 'pass', disliked: true });
    await said(ctx, { skill: 'l7-add', verdict: 'pass', replaces: disliked });
    expect(await skillsOf(ctx)).toEqual([]);
  });

  it('come asked tonight first, then by how often they failed, then by name', async () => {
    const ctx = await context(4);
    for (const skill of ['l9-add', 'l8-add', 'l8-add', 'l7-add', 'l6-times'])
      await said(ctx, { skill, night: EARLIER });
    await said(ctx, { skill: 'l5-add', night: NIGHT.id });
    expect(await skillsOf(ctx)).toEqual(['l5-add', 'l8-add', 'l6-times', 'l7-add']);
  });

  it('are no failures of an earlier learner where the present one was measured to know the skill', async () => {
    const ctx = await context();
    const [before, now] = ['c'.repeat(64), 'd'.repeat(64)];
    const flat = new Float32Array(1);
    const adapter = { hash: 'f'.repeat(64), lora: { r: 1, lora_alpha: 2 }, flat };
    const later = { ...ctx, learner: { ...ctx.learner, adapter, checkpoint: now } };
    await said(ctx, { skill: 'l6-add', checkpoint: before });
    await said(ctx, { skill: 'l7-add', checkpoint: before });
    const score = (skill: string, outcomes: string, night: string | null): DraftOf<'evals'> => ({
      ...{ at: 1, night, checkpoint: adapter.hash, phase: 'after', skill, seed: 's', items: 'a'.repeat(64) },
      ...{ total: outcomes.length, passes: 0, outcomes },
    });
    await ctx.store.append('evals', [score('l6-add', '11100', EARLIER), score('l7-add', '11000', EARLIER)], null);
    expect(await skillsOf(later)).toEqual(['l7-add']);
    // For the base they are as weak as ever.
    expect(await skillsOf(ctx)).toEqual(['l6-add', 'l7-add']);
    // A failure of the learner as it is says more than its score.
    await said(later, { skill: 'l6-add', checkpoint: now });
    expect(await skillsOf(later)).toEqual(['l6-add', 'l7-add']);
    // What this very night measured does not change what it set out to do.
    await ctx.store.append('evals', [score('l7-add', '11111', NIGHT.id)], null);
    expect(await skillsOf(later)).toEqual(['l6-add', 'l7-add']);
  });
});
