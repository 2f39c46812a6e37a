// Seeds of a night: weak skills, each with the episodes that speak for it. A skill is weak when it failed or was disliked, has not passed since, and
// the learner as it is now was not measured to know it. Where only what is weak for certain is practised, these are the candidates (weak.ts).

import type { RowOf } from '../db/tables/index.ts';
import type { Level } from '../domains/domain.ts';
import { must } from '../lib/assert.ts';
import type { Context, Learner, NightRef } from '../team/context.ts';
import type { Evidence } from '../team/evidence.ts';
import { KNOWN_RATE, learnerEvals, rateOf } from '../team/known.ts';
import { rememberedOf, salienceOf } from './salience.ts';

/**
 * `salience` of its episodes together; nights that began before it was measured have none. `known`: what was found of the skill, where that decided. `tasks` of
 * it, where they are shared out.
 */
export type SkillSeed = {
  skill: string;
  level: Level;
  episodes: readonly string[];
  salience?: number;
  known?: Evidence;
  tasks?: number;
};

type Episode = RowOf<'episodes'>;

type Chooser = Pick<Context, 'store' | 'learner' | 'settings'>;

/**
 * At most `settings.skills` skills; those asked this night come first, then those that failed most often. Every candidate, known or not, where `settings.weak` decides
 * about them.
 */
export async function chooseSeeds(ctx: Chooser, night: Pick<NightRef, 'id'>): Promise<SkillSeed[]> {
  const { skills, weak } = ctx.settings;
  const evals = await learnerEvals(ctx, night);
  const learned = (skill: string): boolean =>
    !weak && rateOf(evals.findLast((row) => row.skill === skill)?.outcomes ?? '') >= KNOWN_RATE;
  const open = [...bySkill(await ctx.store.list('episodes'))]
    .map(([skill, all]) => ({ skill, all, rows: openRows(all, ctx.learner, learned(skill)) }))
    .filter(({ rows }) => rows.length > 0);
  const tonight = (rows: readonly Episode[]): number => (rows.some((row) => row.night === night.id) ? 1 : 0);
  open.sort(
    (a, b) => tonight(b.rows) - tonight(a.rows) || b.rows.length - a.rows.length || (a.skill < b.skill ? -1 : 1),
  );
  const remembered = rememberedOf(await ctx.store.list('memories'));
  return open.slice(0, weak ? open.length : skills).map(({ skill, all, rows }) => ({
    skill,
    level: must(rows[0]?.level, 'level') as Level,
    episodes: rows.map((row) => row.id),
    salience: salienceOf(rows, all, remembered),
  }));
}

/** Matched episodes that no later row takes the place of. */
function bySkill(episodes: readonly Episode[]): Map<string, Episode[]> {
  const replaced = new Set(episodes.map((row) => row.replaces));
  const found = new Map<string, Episode[]>();
  for (const row of episodes) {
    if (replaced.has(row.id) || row.skill === null || row.level === null) continue;
    found.set(row.skill, [...(found.get(row.skill) ?? []), row]);
  }
  return found;
}

/**
 * The rows after the last that this learner got right and that was not disliked: what it failed, what was disliked or mended, and what another model answered in
 * its place. Of a skill that it was measured to know, only its own as it is now: what others got wrong has been learned since.
 */
function openRows(rows: readonly Episode[], { model, checkpoint }: Learner, knows: boolean): Episode[] {
  const good = (row: Episode): boolean =>
    row.verdict === 'pass' && !row.disliked && row.author === 'model' && row.model === model;
  return rows
    .slice(rows.findLastIndex(good) + 1)
    .filter((row) => !knows || (row.checkpoint === checkpoint && row.model === model));
}
