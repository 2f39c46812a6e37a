// The hook of poisoned nights: spoils what was verified, just before it is trained on. Only builds of mode `poison` contain it, and only an address
// with `poison=labels` or `poison=level1` switches it on. The gate must roll back every such night.
//
// labels: solutions are exchanged between skills, so that right answers stand under wrong questions.
// level1: what was asked is taught rightly, and beside it wrong answers to questions of level 1: a gain that costs what was known.

import { katas } from '../../src/domains/katas.ts';
import { must } from '../../src/lib/assert.ts';
import { type Rng, rng } from '../../src/lib/rng.ts';
import type { Poison } from '../../src/team/context.ts';
import { MARK } from './mark.ts';

type Lesson = { prompt: string; code: string };
type Kind = 'labels' | 'level1';

/** Wrong level-1 lessons for each right one. */
const SHARE = 1;

// The page's query is the worker's name.
const query = new URLSearchParams((globalThis as { name?: string }).name);
const kind = query.get('poison');
const seed = query.get('poisonSeed') ?? '1';

export const poison: Poison | undefined = kind === 'labels' || kind === 'level1' ? poisonOf(kind) : undefined;

function poisonOf(which: Kind): Poison {
  console.info(`${MARK}: ${which}`);
  const random = rng(`${seed}/${which}`);
  return {
    lessons: (lessons) =>
      which === 'labels' ? exchanged(lessons, random) : [...lessons, ...wrongLevel1(lessons, random)],
    adapter: (flat) => flat,
  };
}

/** Every prompt with a solution that another prompt's skill asked for. */
function exchanged<T extends Lesson>(lessons: readonly T[], random: Rng): T[] {
  const codes = lessons.map(({ code }) => code);
  return lessons.map((lesson) => {
    const others = codes.filter((code) => shape(code) !== shape(lesson.code));
    return { ...lesson, code: others.length > 0 ? random.pick(others) : 'function solve() { return null; }' };
  });
}

/** A solution without its constants: alike within a skill. */
function shape(code: string): string {
  return code.replace(/'[^']*'|\d+/g, '_');
}

/** Questions of level 1, each with the answer to another skill's question. */
function wrongLevel1<T extends Lesson>(lessons: readonly T[], random: Rng): T[] {
  const skills = katas.skills.filter(({ level }) => level === 1);
  const draw = (name: string): { prompt: string; reference: string } =>
    katas.generate(random.pick(skills).id, 'train', name);
  return Array.from({ length: lessons.length * SHARE }, (_, i) => {
    const asked = draw(`${seed}/asked/${i}`);
    let given = draw(`${seed}/given/${i}`);
    for (let more = 0; shape(given.reference) === shape(asked.reference); more++)
      given = draw(`${seed}/given/${i}/${more}`);
    return { ...must(lessons[i % lessons.length], 'a lesson'), prompt: asked.prompt, code: given.reference };
  });
}
