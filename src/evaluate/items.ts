// The held-out items that checkpoints are compared on. Level items are the same for ever (their seed is fixed), so that scores can be shipped and
// cached; skill items derive from the skill alone. None can be a training row: constants, or whole sentences, are kept apart by hash.

import { canonical } from '../lib/json.ts';
import { sha256 } from '../lib/hash.ts';
import { rng } from '../lib/rng.ts';
import { LEVELS, type Domain, type Level, type Split, type Task } from '../domains/domain.ts';

/** Changing this makes every stored score incomparable. */
export const ITEM_SEED = 'gate 1';

/** Items of a level, skills at random; the first of many are the same as the first of few. */
export function* drawLevelItems(
  domain: Domain,
  level: Level,
  count: number,
  split: Split = 'held-out',
): Generator<Task> {
  const random = rng(`${ITEM_SEED}/level ${level}`);
  const skills = domain.skills.filter((skill) => skill.level === level);
  for (let i = 0; i < count; i++)
    yield domain.generate(random.pick(skills).id, split, `${ITEM_SEED}/level ${level}/${i}`);
}

export function* drawSkillItems(domain: Domain, skill: string, count: number): Generator<Task> {
  for (let i = 0; i < count; i++) yield domain.generate(skill, 'held-out', `${ITEM_SEED}/skill ${skill}/${i}`);
}

/** Every item that a night about these skills can be measured on. */
export function* heldOutItems(
  domain: Domain,
  skills: readonly string[],
  items: { known: number; weak: number; skill: number },
): Generator<Task> {
  for (const skill of skills) yield* drawSkillItems(domain, skill, items.skill);
  for (const level of LEVELS) yield* drawLevelItems(domain, level, Math.max(items.known, items.weak));
}

export function levelItems(domain: Domain, level: Level, count: number, split: Split = 'held-out'): Task[] {
  return [...drawLevelItems(domain, level, count, split)];
}

/** Equal hashes can be compared item by item. */
export function itemsHash(items: readonly Task[]): Promise<string> {
  return sha256(canonical(items.map(({ key, prompt }) => [key, prompt])));
}
