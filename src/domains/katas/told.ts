// Sentences that name the input first and then speak of it as "it" or "them": "take a number and add 5 to it", "a text comes in, its length comes out".
// They are the same for all skills of a kind, so a level only says what happens to "it". Knows no skill.

import { AppError } from '../../lib/errors.ts';
import type { Forms, Skill } from './skill.ts';

const INPUTS = {
  number: '[n|a number|a number n|some number|one number|the number n]',
  numbers: '[a and b|two numbers|two numbers a and b|the numbers a and b]',
  text: '[s|a text|a string|a word|some text|a string s]',
  texts: '[s and t|two texts|two strings|two words|two strings s and t]',
  date: '[d|a date|some date|a day]',
  list: '[list|a list of numbers|an array of numbers|some numbers|my list of numbers]',
  words: '[words|a list of words|an array of strings|some words|a list of texts|my list of words]',
} as const;

/** What happens to "it": an imperative (`do`), the result (`noun`), or a clause that is true or false (`whether`). */
export type Told = { do?: string; noun?: string; whether?: string };

/** The skills with these sentences added. @throws AppError katas/told for a phrase without its skill or a skill without a phrase. */
export function told(
  kind: (skill: Skill) => keyof typeof INPUTS,
  phrases: Readonly<Record<string, Told>>,
  skills: readonly Skill[],
): readonly Skill[] {
  const unknown = Object.keys(phrases).filter((id) => !skills.some((skill) => skill.id === id));
  if (unknown.length) throw new AppError('katas/told', `These phrases belong to no skill: ${unknown.join(', ')}.`);
  return skills.map((skill) => {
    const phrase = phrases[skill.id];
    if (!phrase)
      throw new AppError('katas/told', `The skill ${skill.id} says nothing about its input; give it a phrase.`);
    return { ...skill, forms: merged(skill.forms, formsOf(INPUTS[kind(skill)], phrase)) };
  });
}

function merged(base: Forms, more: Forms): Forms {
  const both = (role: keyof Forms): readonly string[] => [...(base[role] ?? []), ...(more[role] ?? [])];
  return { do: both('do'), noun: both('noun'), whether: both('whether'), raw: both('raw') };
}

function formsOf(input: string, { do: verb, noun, whether }: Told): Forms {
  const raw: string[] = [];
  if (verb) raw.push(`[given|for|with|i have] ${input}, ${verb}`);
  if (noun) {
    raw.push(`[the|my|a] function [gets|takes|receives] ${input} and returns ${noun}`);
    // "compute it plus 5" and "half of it if it is even out" are no English; "return it plus 5" is.
    if (/^\[?(it|them)\b| if /.test(noun)) raw.push(`[given|for] ${input}, return ${noun}`);
    else raw.push(`${input} in, ${noun} out`, `[given|for|from] ${input}, [return|give me|compute|i need] ${noun}`);
  }
  if (whether) {
    raw.push(`[given|for|with] ${input}, [check|tell me|say|find out|return] [whether|if] ${whether}`);
    raw.push(
      `[the|my|a] function [gets|takes|receives] ${input} and returns true if ${whether}[, false otherwise|, else false|]`,
    );
    raw.push(`[given|for] ${input}, true if ${whether} and false if not`);
  }
  return verb ? { do: [`<take> ${input} and ${verb}`], raw } : { raw };
}
