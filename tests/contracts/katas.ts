// What every kata skill must keep, whatever its level: forms that parse and speak of all constants, code and reference that agree,
// arguments that tell right from wrong. Instances are the tables in src/domains/katas; their test files call runAll.

import { describe, expect, it } from 'vitest';
import { drawConstants, quoting } from '../../src/domains/katas/constants.ts';
import { draw, fill, lead, LEADS, parse, slotsOf, type Role } from '../../src/domains/katas/phrase.ts';
import type { Skill } from '../../src/domains/katas/skill.ts';
import { referenceOf } from '../../src/domains/katas/tasks.ts';
import { canonical, type Json } from '../../src/lib/json.ts';
import { rng } from '../../src/lib/rng.ts';

const DRAWS_PER_FORM = 40;
const LEAST_EXPANSIONS = 30;
const ARGUMENT_LISTS = 40;
const CONSTANT_SETS = 3;
const PARAMS = new Set(['n', 'a', 'b', 's', 't', 'list', 'words', 'items', 'o', 'records', 'd', 'e', 'p']);

type Drawn = { role: Role; text: string };

/** Runs the suite over one table of skills. */
export function runAll(name: string, skills: readonly Skill[]): void {
  describe(`${name}: the table`, () => {
    it('has unique kebab-case ids', () => {
      for (const { id } of skills) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(skills.map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i)).toEqual([]);
    });
    it('never gives two skills the same words', () => expect(sharedTexts(skills)).toEqual([]));
  });
  describe.each(skills.map((skill) => [skill.id, skill] as const))(`${name}: %s`, (_, skill) => {
    it('names known parameters and has a title', () => {
      for (const param of skill.params.split(', ')) expect(PARAMS).toContain(param);
      expect(skill.title.length).toBeGreaterThan(2);
    });
    it('speaks of every constant in every form', () => {
      const wanted = Object.keys(skill.slots).sort();
      for (const { text } of drawnForms(skill))
        expect({ text, slots: [...new Set(slotsOf(text))].sort() }).toEqual({ text, slots: wanted });
    });
    it(`can be asked for in at least ${LEAST_EXPANSIONS} ways`, () => {
      expect(new Set(drawnForms(skill).map(({ text }) => text)).size).toBeGreaterThanOrEqual(LEAST_EXPANSIONS);
    });
    it('leaves no markers in the sentence', () => {
      for (const sentence of sentences(skill))
        expect(sentence).not.toMatch(/<[a-z ]+>|[{}[\]]|@[a-z]|undefined|\s{2}|^\s|\s$/);
    });
    it('has code that agrees with its reference', () => {
      for (const [constants, args] of cases(skill)) {
        const expected = resultOf(skill, constants, args);
        expect({ args, result: execute(skill, constants, args) }).toEqual({ args, result: expected });
      }
    });
    it('gives plain data without negative zero', () => {
      for (const [constants, args] of cases(skill)) {
        expect(() => canonical(args)).not.toThrow();
        const [result, executed] = [resultOf(skill, constants, args), execute(skill, constants, args)];
        expect(canonical(executed)).toBe(canonical(result));
        expect(hasNegativeZero([result, executed, args])).toBe(false);
      }
    });
    it('draws the same arguments from the same seed', () => {
      expect(cases(skill)).toEqual(cases(skill));
    });
    it('has arguments that lead to different results', () => {
      for (let set = 0; set < CONSTANT_SETS; set++) {
        const all = casesOf(skill, set, 200).map(([constants, args]) => canonical(resultOf(skill, constants, args)));
        const seen = new Set(all.slice(0, 10)).size;
        expect(seen).toBeGreaterThanOrEqual(Math.min(3, Math.max(2, new Set(all).size)));
      }
    });
  });
}

const drawnBySkill = new Map<Skill, Drawn[]>();

function drawnForms(skill: Skill): Drawn[] {
  const known = drawnBySkill.get(skill);
  if (known) return known;
  const random = rng(`forms of ${skill.id}`);
  const made = Object.entries(skill.forms).flatMap(([role, sources]) =>
    sources.flatMap((source) =>
      Array.from({ length: DRAWS_PER_FORM }, () => ({ role: role as Role, text: draw(parse(source), random) })),
    ),
  );
  drawnBySkill.set(skill, made);
  return made;
}

/** Every drawn form under some lead-in of its role, constants filled in. */
function sentences(skill: Skill): string[] {
  const random = rng(`sentences of ${skill.id}`);
  const constants = drawConstants(skill, random, false);
  return drawnForms(skill).map(({ role, text }) =>
    fill(lead(text, random.pick(LEADS[role])), withoutSigns(constants), quoting(random)),
  );
}

/** Constants as they are, but brackets and the like, which the marker check would mistake, as plain letters. */
function withoutSigns(constants: Readonly<Record<string, number | string>>): Readonly<Record<string, number | string>> {
  return Object.fromEntries(
    Object.entries(constants).map(([name, value]) => [
      name,
      typeof value === 'number' || /^[\w -]+$/.test(value) ? value : 'z',
    ]),
  );
}

function sharedTexts(skills: readonly Skill[]): string[] {
  const owner = new Map<string, string>();
  const shared = new Set<string>();
  for (const skill of skills) {
    for (const { text } of drawnForms(skill)) {
      const plain = text
        .replace(/<([^>]+)>/g, '$1')
        .replace(/\{(\w+)\}/g, (_, slot: string) => `{${kindOf(skill, slot)}}`);
      const first = owner.get(plain) ?? skill.id;
      owner.set(plain, first);
      if (first !== skill.id) shared.add(`${first} and ${skill.id}: ${plain}`);
    }
  }
  return [...shared];
}

/** What a constant looks like in a sentence: one word cannot be told from a text of one word. */
function kindOf(skill: Skill, slot: string): string {
  const kind = skill.slots[slot]?.kind ?? 'none';
  return kind === 'text' || kind === 'field' ? 'word' : kind;
}

type Case = readonly [constants: Readonly<Record<string, number | string>>, args: readonly Json[]];

function cases(skill: Skill): Case[] {
  return Array.from({ length: CONSTANT_SETS }, (_, set) => casesOf(skill, set, ARGUMENT_LISTS)).flat();
}

function casesOf(skill: Skill, set: number, size: number): Case[] {
  const constants = drawConstants(skill, rng(`constants ${set} of ${skill.id}`), set === 1);
  const random = rng(`arguments ${set} of ${skill.id}`);
  return Array.from({ length: size }, () => [constants, skill.args(random, constants)] as const);
}

function resultOf(skill: Skill, constants: Case[0], args: readonly Json[]): Json {
  return (skill.run as (constants: Case[0], ...args: readonly Json[]) => Json)(constants, ...structuredClone(args));
}

/** Runs the reference source as the sandbox would; only our own source ever comes here. */
function execute(skill: Skill, constants: Case[0], args: readonly Json[]): Json {
  // eslint-disable-next-line no-new-func -- our own reference source, in tests only
  const make = new Function(`'use strict'; ${referenceOf(skill, constants)} return solve;`) as () => (
    ...args: readonly Json[]
  ) => Json;
  return make()(...structuredClone(args));
}

function hasNegativeZero(value: Json | readonly Json[]): boolean {
  if (typeof value === 'number') return Object.is(value, -0);
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((item) => hasNegativeZero(item as Json))
  );
}
