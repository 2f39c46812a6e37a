// Requests in people's own words, by skill: those that the matcher knows and many more (phrases/*.txt), written apart from the probe set. For training
// alone: the app does not ship the text files.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { askedPhrasings } from '../../src/domains/katas/matching/phrasings.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';

const FOLDER = fileURLToPath(new URL('./phrases/', import.meta.url));

/** Phrases of a text by skill: `# skill-id`, then one phrase a line, constants as `{slot}`. */
export function bySkill(text: string): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  let phrases: string[] = [];
  for (const line of text.split('\n'))
    if (line.startsWith('# ')) all.set(line.slice(2), (phrases = []));
    else if (line) phrases.push(line);
  return all;
}

export function writtenPhrases(): ReadonlyMap<string, readonly string[]> {
  const files = readdirSync(FOLDER).sort();
  return bySkill(files.map((file) => readFileSync(`${FOLDER}${file}`, 'utf8')).join('\n'));
}

/** Requests that no skill answers, in people's own words. */
export const refusedPrompts: readonly string[] = readFileSync(new URL('./refused.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

const written = writtenPhrases();

/** Every phrase of a skill. */
export function phrasesOf(skill: Skill): readonly string[] {
  return [...askedPhrasings(skill).map(({ text }) => text), ...(written.get(skill.id) ?? [])];
}
