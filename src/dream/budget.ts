// How many tasks each skill of a night gets: after what a second of it is expected to bring. A skill that is far from known and mends easily gets more; one that
// nights have worked on in vain, or that takes long, gets less, but never nothing, for what was measured of it may have been bad luck.

import { must } from '../lib/assert.ts';
import { mean, sum } from '../lib/stats.ts';
import type { Context, NightRef, NightSettings } from '../team/context.ts';
import { type Evidence, evidenceOf, NO_EVIDENCE } from '../team/evidence.ts';
import { gainsBefore, type SkillGain } from '../team/gains.ts';
import type { SkillSeed } from './seeds.ts';

/** What is expected of one skill: share of its questions that will be right more, and seconds for one task; of seconds only the proportions count. */
export type Prospect = { gain: number; seconds: number };

/** Share of what a skill failed that a night mends, where nothing is known of it: what nights about six skills did (docs/log.md); as heavy as one night. */
const MENDED = 0.7;

/** The same skills, each with its number of tasks. */
export async function budgeted(
  ctx: Pick<Context, 'store' | 'learner' | 'settings'>,
  night: Pick<NightRef, 'id'>,
  seeds: readonly SkillSeed[],
  { least }: NonNullable<NightSettings['budget']>,
): Promise<SkillSeed[]> {
  const past = (await gainsBefore(ctx, night)).flatMap(({ skills }) => skills);
  const evidence = await evidenceOf(ctx, night);
  const known = ({ skill, known: found }: SkillSeed): Evidence => found ?? evidence.get(skill) ?? NO_EVIDENCE;
  const prospects = seeds.map((seed) => prospectOf(seed.skill, known(seed), past));
  const counts = sharedOut(prospects, ctx.settings.tasks, least);
  return seeds.map((seed, i) => ({ ...seed, tasks: must(counts[i], 'tasks of a skill') }));
}

/** What fails now, as far as nights mended it so far. Seconds of a skill that was never practised are those of the others. */
export function prospectOf(skill: string, { passes, total }: Evidence, past: readonly SkillGain[]): Prospect {
  const own = past.filter((each) => each.skill === skill);
  const rate = (passes + 0.5) / (total + 1);
  const mended = (MENDED + sum(own.map((each) => each.mended))) / (1 + own.length);
  const times = [own, past].map((some) => mean(some.map(({ seconds }) => seconds)));
  return { gain: Math.max(0, (1 - rate) * mended), seconds: times.find((seconds) => seconds > 0) ?? 1 };
}

/** Whole tasks after gain a second, no skill under `least` of the best one's share; all of them are given out, each skill has one where there are enough. */
export function sharedOut(prospects: readonly Prospect[], tasks: number, least: number): number[] {
  const rates = prospects.map(({ gain, seconds }) => gain / seconds);
  const best = Math.max(0, ...rates);
  const weights = rates.map((rate) => (best > 0 ? Math.max(rate, least * best) : 1));
  const exact = weights.map((weight) => (tasks * weight) / sum(weights));
  const floor = tasks >= exact.length ? 1 : 0;
  const counts = exact.map((share) => Math.max(floor, Math.floor(share)));
  // Largest remainders: what rounding left over goes to those that it left shortest; what floors took is taken from those that it hurts least.
  while (sum(counts) !== tasks && counts.length > 0) {
    const step = Math.sign(tasks - sum(counts));
    const owed = counts.map((count, i) =>
      step < 0 && count <= floor ? -Infinity : step * (must(exact[i], 'share') - count),
    );
    const at = owed.indexOf(Math.max(...owed));
    counts[at] = must(counts[at], 'count') + step;
  }
  return counts;
}

/** Every task's skill, the shares mixed evenly, so that a night that is cut short has some of each. Where nothing was shared out, skills in turn. */
export function turnsOf(seeds: readonly SkillSeed[], tasks: number): SkillSeed[] {
  if (seeds.some((seed) => seed.tasks === undefined))
    return Array.from({ length: tasks }, (_, i) => must(seeds[i % seeds.length], 'seed'));
  const placed = seeds.flatMap((seed) =>
    Array.from({ length: seed.tasks ?? 0 }, (_, i) => ({ seed, place: (i + 0.5) / (seed.tasks ?? 1) })),
  );
  return placed.sort((a, b) => a.place - b.place).map(({ seed }) => seed);
}
