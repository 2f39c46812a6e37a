// Makes kata tasks: a skill, its constants, a surface form, the sentence, the reference and the tests. Everything follows from the seed.
// Splits: a form is `unseen` by its hash for its skill; constants by constants.ts; a skill whose constants cannot be split keeps whole sentences apart.

import { AppError } from '../../lib/errors.ts';
import { fractionOf } from '../../lib/hash.ts';
import { canonical, type Json } from '../../lib/json.ts';
import { rng, type Rng } from '../../lib/rng.ts';
import type { Split, Task, Test } from '../domain.ts';
import { drawConstants, quoting, splits } from './constants.ts';
import { draw, fill, lead, LEADS, parse, type Role, weightOf } from './phrase.ts';
import type { Constants, Skill } from './skill.ts';

export const ENTRY = 'solve';
export const SHOWN_TESTS = 2;
export const HIDDEN_TESTS = 6;
/** Share of a skill's surface forms that are never trained on. */
export const UNSEEN_FORM_SHARE = 0.2;
/** Share of sentences kept for tests where constants cannot be split. */
export const KEPT_SENTENCE_SHARE = 0.15;

export function isUnseenForm(skillId: string, form: string): boolean {
  return fractionOf(`form ${skillId} ${form}`) < UNSEEN_FORM_SHARE;
}

/** Whole source of an answer: `function solve(n) { return n + 5; }`. */
export function referenceOf(skill: Skill, constants: Constants): string {
  const code = skill.code(constants);
  return `function ${ENTRY}(${skill.params}) { ${skill.body ? code : `return ${code};`} }`;
}

type Phrased = { form: string; spoken: string };

type Choice = { role: Role; source: string; weight: number };

const choices = new Map<Skill, readonly Choice[]>();

function choicesOf(skill: Skill): readonly Choice[] {
  const known = choices.get(skill);
  if (known) return known;
  const made = Object.entries(skill.forms).flatMap(([role, sources]) =>
    sources.map((source) => ({
      role: role as Role,
      source,
      weight: weightOf(source),
    })),
  );
  choices.set(skill, made);
  return made;
}

function chooseWeighted(items: readonly Choice[], random: Rng): Choice {
  let left = random.next() * items.reduce((sum, item) => sum + item.weight, 0);
  for (const item of items) if ((left -= item.weight) < 0) return item;
  return random.pick(items);
}

function phrase(skill: Skill, random: Rng, unseen: boolean): Phrased {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const { role, source } = chooseWeighted(choicesOf(skill), random);
    const form = draw(parse(source), random);
    if (isUnseenForm(skill.id, form) !== unseen) continue;
    return { form, spoken: lead(form, random.pick(LEADS[role])) };
  }
  throw new AppError('domain/no-form', `Skill ${skill.id} has no surface form for this split; give it more forms.`, {
    skill: skill.id,
  });
}

/** Casing and punctuation as people type them. */
export function noisy(text: string, random: Rng): string {
  const cased = random.chance(0.55) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  if (/[?.!]$/.test(cased)) return random.chance(0.15) ? cased.slice(0, -1) : cased;
  return cased + random.pick(['', '', '', '.', '.', '']);
}

function tests(skill: Skill, constants: Constants, random: Rng): Test[] {
  const made = new Map<string, Test>();
  for (let attempt = 0; attempt < 60 && made.size < SHOWN_TESTS + HIDDEN_TESTS; attempt++) {
    const args = skill.args(random, constants);
    const expected = (skill.run as (constants: Constants, ...args: readonly Json[]) => Json)(
      constants,
      ...structuredClone(args),
    );
    made.set(canonical(args), { args, expected });
  }
  return [...made.values()];
}

/** The tests of a skill under given constants, shown first. */
export function testsOf(skill: Skill, constants: Constants, seed: number | string): { shown: Test[]; hidden: Test[] } {
  const all = tests(skill, constants, rng(seed).derive(`tests ${skill.id}`));
  return { shown: all.slice(0, SHOWN_TESTS), hidden: all.slice(SHOWN_TESTS) };
}

export type Exercise = { constants: Constants; form: string; key: string; prompt: string; reference: string };

/** A sentence and its reference, without tests. @throws AppError domain/no-form when a skill has no form left for the split. */
export function makeExercise(skill: Skill, split: Split, seed: number | string): Exercise {
  const random = rng(seed).derive(`${skill.id} ${split}`);
  const splittable = Object.values(skill.slots).some(splits);
  for (;;) {
    const constants = drawConstants(skill, random, split !== 'train' && splittable);
    const { form, spoken } = phrase(skill, random, split === 'unseen-form');
    const kept = fractionOf(`sentence ${skill.id} ${spoken}`) < KEPT_SENTENCE_SHARE;
    if (!splittable && split !== 'unseen-form' && kept !== (split === 'held-out')) continue;
    const prompt = noisy(fill(spoken, constants, quoting(random)), random);
    return {
      constants,
      form,
      key: `${skill.id} | ${form} | ${canonical(constants)}`,
      prompt,
      reference: referenceOf(skill, constants),
    };
  }
}

/** The same for a phrase in people's own words, used as it stands; its constants are those that are trained on. */
export function makeAsked(skill: Skill, phrase: string, seed: number | string): Exercise {
  const random = rng(seed).derive(`${skill.id} asked`);
  const constants = drawConstants(skill, random, false);
  return {
    constants,
    form: phrase,
    key: `${skill.id} | ${phrase} | ${canonical(constants)}`,
    prompt: noisy(fill(phrase, constants, quoting(random)), random),
    reference: referenceOf(skill, constants),
  };
}

/** One task with its tests. @throws as makeExercise. */
export function makeTask(skill: Skill, split: Split, seed: number | string): Task {
  const { constants, ...exercise } = makeExercise(skill, split, seed);
  return {
    domain: 'katas',
    skill: skill.id,
    level: skill.level,
    entry: ENTRY,
    ...exercise,
    ...testsOf(skill, constants, `${seed}`),
  };
}
