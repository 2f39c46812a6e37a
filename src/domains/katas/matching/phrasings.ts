// The phrasings that the matcher knows: for each skill a seeded sample of its trained forms, lead-ins left out, and all of its asked phrases.
// Forms that are never trained on are never here either, so that matching can be measured on them.

import { rng } from '../../../lib/rng.ts';
import { draw, lead, parse, weightOf } from '../phrase.ts';
import type { Skill } from '../skill.ts';
import { isUnseenForm } from '../tasks.ts';
import { asked1 } from './asked-1.ts';
import { asked2 } from './asked-2.ts';
import { asked3 } from './asked-3.ts';
import { asked4 } from './asked-4.ts';
import { asked5 } from './asked-5.ts';

/** A phrasing of a skill: constants as `{slot}`. `asked`: in people's own words rather than a form of the grammar. */
export type Phrasing = { skill: string; text: string; asked: boolean };

export const asked: Readonly<Record<string, string>> = { ...asked1, ...asked2, ...asked3, ...asked4, ...asked5 };

/** @param size about how many phrasings of the grammar; each pattern gives one at least, where it has a trained form. @param leadIn makes the lead-in of a role. */
export function grammarPhrasings(skill: Skill, size: number, leadIn: (role: string) => string = () => '%'): Phrasing[] {
  const random = rng(`phrasings ${skill.id}`);
  const patterns = Object.entries(skill.forms).flatMap(([role, sources]) =>
    sources.map((source) => ({ role, source, weight: weightOf(source) })),
  );
  const total = patterns.reduce((sum, { weight }) => sum + weight, 0);
  const made = new Map<string, Phrasing>();
  for (const { role, source, weight } of patterns) {
    const wanted = Math.max(1, Math.round((size * weight) / total));
    for (let left = wanted, tries = 0; left > 0 && tries < wanted + 3; tries++) {
      const form = draw(parse(source), random);
      if (made.has(form) || isUnseenForm(skill.id, form)) continue;
      made.set(form, { skill: skill.id, text: lead(form, leadIn(role)), asked: false });
      left -= 1;
    }
  }
  return [...made.values()];
}

/** The asked phrases of a skill. */
export function askedPhrasings(skill: Skill): Phrasing[] {
  const phrases = (asked[skill.id] ?? '').split(' // ').filter(Boolean);
  return phrases.map((text) => ({ skill: skill.id, text, asked: true }));
}
