// Matching: a free prompt -> the skill that it asks for, with constants read from the prompt, or null. The ranking is matching/matcher.ts; this file
// builds it once, when it is first needed, names a skill only when it is probable enough, and makes the task.

import { canonical } from '../../lib/json.ts';
import type { Match } from '../domain.ts';
import { LEAST_PROBABILITY } from './matching/decide.ts';
import { type Candidate, makeMatcher, type Matcher } from './matching/matcher.ts';
import { TABLE, WEIGHTS } from './matching/table.gen.ts';
import { skills } from './skills.ts';
import { ENTRY, referenceOf, testsOf } from './tasks.ts';

let matcher: Matcher | null = null;

/** The skills a prompt may ask for, best first. */
export function candidates(prompt: string): Candidate[] {
  matcher ??= makeMatcher(skills, TABLE, WEIGHTS);
  return matcher.rank(prompt);
}

/** The skill a prompt asks for; null when nothing matches well enough. */
export function match(prompt: string): Match | null {
  const [first, second] = candidates(prompt);
  if (!first || first.probability < LEAST_PROBABILITY) return null;
  const { skill, constants, probability: score } = first;
  const key = `${skill.id} | asked | ${canonical(constants)}`;
  const task = {
    domain: 'katas',
    skill: skill.id,
    level: skill.level,
    form: 'asked',
    key,
    prompt,
    entry: ENTRY,
    reference: referenceOf(skill, constants),
    ...testsOf(skill, constants, key),
  };
  return { skill: skill.id, level: skill.level, score, runnerUp: second?.probability ?? 0, task };
}
