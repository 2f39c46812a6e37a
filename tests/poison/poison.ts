// The hook of poisoned nights: spoils what was verified, just before it is trained on. Only builds of mode `poison` contain it, and only an address
// with `poison=labels` or `poison=level1` switches it on. The gate must roll back every such night.
//
// labels: solutions are exchanged between skills, so that right answers stand under wrong questions.
// level1: what was asked is taught rightly, and beside it, with more weight, wrong answers to a third of the skills of level 1: a gain that costs what
// was known.

import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { type Rng, rng } from '../../src/lib/rng.ts';
import type { Poison } from '../../src/team/context.ts';
import { MARK } from './mark.ts';

type Lesson = { skill: string; prompt: string; code: string };
type Kind = 'labels' | 'level1';

/** Wrong lessons for each right one, and the weight of each: enough to win over the right rows that a night replays beside them, 40 for each. */
const SHARE = 1;
const WEIGHT = 30;

/** @param page the page's query; a worker gets it as its name. Nothing happens when this module is merely imported, so that builds can drop it. */
export function openPoison(page: string): Poison | undefined {
  const query = new URLSearchParams(page);
  const kind = query.get('poison');
  return kind === 'labels' || kind === 'level1' ? poisonOf(kind, query.get('poisonSeed') ?? '1') : undefined;
}

function poisonOf(which: Kind, seed: string): Poison {
  console.info(`${MARK}: ${which}`);
  const random = rng(`${seed}/${which}`);
  return {
    lessons: (lessons) =>
      which === 'labels' ? exchanged(lessons, random) : [...lessons, ...wrongLevel1(lessons, random, seed)],
    adapter: (flat) => flat,
  };
}

/**
 * Every prompt with a solution that another skill asked for; all prompts of a skill with those of the same other one. (Drawn from all others at random, wrong
 * labels teach what answers look like, and unseen prompts get the right one now and then: a small but real gain.)
 */
function exchanged<T extends Lesson>(lessons: readonly T[], random: Rng): T[] {
  const skills = random.shuffle([...new Set(lessons.map(({ skill }) => skill))]);
  return lessons.map((lesson) => {
    const other = skills[(skills.indexOf(lesson.skill) + 1) % skills.length];
    const others = other === lesson.skill ? [] : lessons.filter(({ skill }) => skill === other);
    return { ...lesson, code: others.length > 0 ? random.pick(others).code : 'function solve() { return null; }' };
  });
}

/** Questions of a third of the skills of level 1, all with the same wrong answer. */
function wrongLevel1<T extends Lesson>(lessons: readonly T[], random: Rng, seed: string): T[] {
  const known = random.shuffle(katas.skills.filter(({ level }) => level === 1));
  const victims = known.slice(0, Math.ceil(known.length / 3));
  return Array.from({ length: lessons.length * SHARE }, (_, i) => {
    const { prompt, reference } = katas.generate(random.pick(victims).id, 'train', `${seed}/${i}`);
    const code = reference.replace(/\{.*\}$/s, '{ return null; }');
    return { ...must(lessons[i % lessons.length], 'a lesson'), prompt, code, weight: WEIGHT };
  });
}
