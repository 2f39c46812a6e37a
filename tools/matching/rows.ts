// Requests that the matcher is fitted on and measured with: phrasings with constants filled in, and requests that no skill answers.

import { readdirSync, readFileSync } from 'node:fs';
import { drawConstants, quoting } from '../../src/domains/katas/constants.ts';
import { grammarPhrasings, type Phrasing } from '../../src/domains/katas/matching/phrasings.ts';
import { NONE } from '../../src/domains/katas/matching/scorer.ts';
import { outOfDomainPrompt } from '../../src/domains/katas/out-of-domain.ts';
import { draw, fill, LEADS, parse, type Role } from '../../src/domains/katas/phrase.ts';
import type { Constants, Skill } from '../../src/domains/katas/skill.ts';
import { CHARS, COMMON_WORDS, FIELDS } from '../../src/domains/katas/words.ts';
import type { Rng } from '../../src/lib/rng.ts';

/** A request and the skill that it asks for, or `none`. `text` is the phrasing behind it. */
export type Said = { skill: string; prompt: string; text: string; constants: Constants };

const UNASKED = 'tools/matching/unasked';

function filesOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
}

/** Patterns of requests that no skill answers, most of them near misses; see the head of `unasked/text.txt` for the marks. */
export function unaskedPatterns(): string[] {
  return filesOf(UNASKED).flatMap((file) => file.split('\n').filter((line) => line && !line.startsWith('# ')));
}

/** Requests drawn from such a pattern, all different. */
export function drawUnasked(pattern: string, most: number, random: Rng): Said[] {
  const drawn = new Set(Array.from({ length: most }, () => draw(parse(pattern), random)));
  return [...drawn].map((text) => unsaid(filled(text, random)));
}

function filled(text: string, random: Rng): string {
  const quote = quoting(random);
  return text.replace(/\{([nmwvcfgde])\}/g, (_, mark: string) => {
    if ('nm'.includes(mark)) return String(random.int(2, random.pick([9, 99, 999])));
    if ('wv'.includes(mark)) return quote(random.pick(COMMON_WORDS));
    if (mark === 'c') return quote(random.pick(CHARS));
    if ('fg'.includes(mark)) return random.pick(FIELDS);
    return `${random.int(1980, 2035)}-0${random.int(1, 9)}-${random.int(10, 28)}`;
  });
}

/** Phrasings of the grammar under all kinds of lead-ins. */
export function ledPhrasings(skill: Skill, size: number, random: Rng): Phrasing[] {
  return grammarPhrasings(skill, size, (role) => (random.chance(0.5) ? random.pick(LEADS[role as Role]) : '%'));
}

/** A phrasing with constants drawn from the training pool; null when it names a constant that the skill has not. */
export function said(skill: Skill, text: string, random: Rng): Said | null {
  const constants = drawConstants(skill, random, false);
  const named = Array.from(text.matchAll(/\{([a-z0-9]+)\}/gi), (found) => found[1] ?? '');
  if (named.some((name) => constants[name] === undefined)) return null;
  return { skill: skill.id, prompt: fill(text, constants, quoting(random)), text, constants };
}

export function unsaid(prompt: string): Said {
  return { skill: NONE, prompt, text: prompt, constants: {} };
}

export function outOfDomain(size: number, random: Rng): Said[] {
  return Array.from({ length: size }, () => unsaid(outOfDomainPrompt(random)));
}
