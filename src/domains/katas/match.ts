// Matching: a free prompt -> the skill that it asks for, with constants read from the prompt. Retrieval by MiniSearch over a seeded sample of the
// domain's phrasings, in which constants are typed placeholders; the best phrasing of the best skill says which constant is which.

import MiniSearch from 'minisearch';
import { must } from '../../lib/assert.ts';
import { canonical } from '../../lib/json.ts';
import { rng } from '../../lib/rng.ts';
import type { Match } from '../domain.ts';
import { draw, parse, slotsOf } from './phrase.ts';
import type { Constants, Skill, SlotKind } from './skill.ts';
import { skills } from './skills.ts';
import { ENTRY, referenceOf, testsOf } from './tasks.ts';

/** Phrasings of each skill in the index. */
const SAMPLE = 40;
/** A best score below this, or too near the runner-up, is no match. */
const LEAST_SCORE = 14;
const LEAST_LEAD = 1.06;

type Phrasing = { id: number; skill: string; form: string; text: string };
type Found = { value: number | string; kind: 'number' | 'text' | 'date' };

const PLACEHOLDER: Readonly<Record<Found['kind'], string>> = { number: 'zznumber', text: 'zztext', date: 'zzdate' };

function kindOf(slot: SlotKind): Found['kind'] {
  return slot.kind === 'int' ? 'number' : slot.kind === 'date' ? 'date' : 'text';
}

const CONSTANT = /(\d{4}-\d{2}-\d{2})|(\d[\d,]*(?:\.\d+)?)|["'`“‘]([^"'`”’]{1,60})["'`”’]/g;

/** The prompt with its constants replaced, and the constants in order. */
function read(prompt: string): { text: string; found: Found[] } {
  const found: Found[] = [];
  const text = prompt.toLowerCase().replace(CONSTANT, (_, date?: string, number?: string, quoted?: string) => {
    if (date) found.push({ kind: 'date', value: date });
    else if (number) found.push({ kind: 'number', value: Number(number.replaceAll(',', '')) });
    else found.push({ kind: 'text', value: quotedAt(prompt, quoted ?? '') });
    return ` ${PLACEHOLDER[must(found.at(-1), 'constant').kind]} `;
  });
  return { text, found };
}

/** A quoted text keeps its case. */
function quotedAt(prompt: string, lower: string): string {
  const at = prompt.toLowerCase().indexOf(lower);
  return at < 0 ? lower : prompt.slice(at, at + lower.length);
}

type Index = { search: MiniSearch<Phrasing>; phrasings: readonly Phrasing[]; skills: ReadonlyMap<string, Skill> };

let index: Index | null = null;

function indexed(): Index {
  if (index) return index;
  const phrasings: Phrasing[] = [];
  for (const skill of skills) {
    const random = rng(`match ${skill.id}`);
    const sources = Object.values(skill.forms).flat();
    for (let i = 0; i < SAMPLE; i++) {
      const form = draw(parse(must(sources[i % sources.length], 'form')), random);
      const text = form
        .replace(/<([^>]+)>/g, '$1')
        .replace(/\{([a-z0-9]+)\}/gi, (_, slot: string) => ` ${PLACEHOLDER[kindOf(must(skill.slots[slot], slot))]} `);
      phrasings.push({ id: phrasings.length, skill: skill.id, form, text });
    }
  }
  const search = new MiniSearch<Phrasing>({
    fields: ['text'],
    tokenize: (text) =>
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}+*/%<>=-]+/u)
        .filter(Boolean),
  });
  search.addAll(phrasings);
  index = { search, phrasings, skills: new Map(skills.map((skill) => [skill.id, skill])) };
  return index;
}

/** Constants for a skill, in the order of a form's slots; null when their kinds do not fit. */
function assign(skill: Skill, form: string, found: readonly Found[]): Constants | null {
  const names = [...new Set(slotsOf(form))];
  if (names.length !== found.length) return null;
  const fits = names.every((name, i) => kindOf(must(skill.slots[name], name)) === found[i]?.kind);
  return fits ? Object.fromEntries(names.map((name, i) => [name, must(found[i], 'constant').value])) : null;
}

/** The skill a prompt asks for; null when nothing matches well enough. */
export function match(prompt: string): Match | null {
  const { search, phrasings, skills: known } = indexed();
  const { text, found } = read(prompt.slice(0, 2000));
  const best = new Map<string, { score: number; constants: Constants }>();
  for (const { id, score } of search.search(text).slice(0, 400)) {
    const phrasing = must(phrasings[id as number], 'phrasing');
    if (best.has(phrasing.skill)) continue;
    const skill = must(known.get(phrasing.skill), phrasing.skill);
    const constants = assign(skill, phrasing.form, found);
    if (constants && (skill.accept?.(constants) ?? true)) best.set(phrasing.skill, { score, constants });
  }
  const [first, second] = [...best].sort(([, a], [, b]) => b.score - a.score);
  if (!first || first[1].score < LEAST_SCORE || first[1].score < LEAST_LEAD * (second?.[1].score ?? 0)) return null;
  return matched(
    must(known.get(first[0]), first[0]),
    first[1].constants,
    prompt,
    first[1].score,
    second?.[1].score ?? 0,
  );
}

function matched(skill: Skill, constants: Constants, prompt: string, score: number, runnerUp: number): Match {
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
  return { skill: skill.id, level: skill.level, score, runnerUp, task };
}
