// Reading a prompt: which of its words are constants, and what is left when they are replaced by typed placeholders. A bare word may or may not be a
// constant, so a prompt can have several readings.

import { must } from '../../lib/assert.ts';
import type { SlotKind } from './skill.ts';

export type ConstantKind = 'number' | 'text' | 'date';
export type Constant = { value: number | string; kind: ConstantKind };
export type Reading = { text: string; constants: readonly Constant[] };

export const PLACEHOLDER: Readonly<Record<ConstantKind, string>> = {
  number: 'zznumber',
  text: 'zztext',
  date: 'zzdate',
};

export function kindOf(slot: SlotKind): ConstantKind {
  return slot.kind === 'int' ? 'number' : slot.kind === 'date' ? 'date' : 'text';
}

const CONSTANT =
  /(\d{4}-\d{2}-\d{2})|(\d[\d,]*(?:\.\d+)?)|["“`‘]([^"“”`‘’]{1,60})["”`’]|(?<![\p{L}\p{N}])'([^']{1,60})'(?![\p{L}\p{N}])/gu;

/** Letters that stand alone where people name one: "the letter b", "starting with b". */
const LONE_LETTER =
  /\b(letter|character|char|with|by|of|contain|contains|containing|in|a|an)\s+([b-hj-mo-rt-wyz])(?=\s|[.,?!]|$)/gi;

/** Words after which a bare word is a constant: "containing apple", "called price". */
const BARE =
  /\b(with|containing|contain|contains|include|includes|including|word|text|called|named|key|field|property|column|prefix|suffix|ending in|by|return|say|says|than)\s+([\p{L}][\p{L}-]*)(?=\s|[.,?!;:]|$)/giu;

function withQuoted(prompt: string): Reading {
  const constants: Constant[] = [];
  const note = (constant: Constant): string => {
    constants.push(constant);
    return ` ${PLACEHOLDER[constant.kind]} `;
  };
  const text = prompt.replace(CONSTANT, (_, date?: string, number?: string, double?: string, single?: string) => {
    if (date) return note({ kind: 'date', value: date });
    if (number) return note({ kind: 'number', value: Number(number.replaceAll(',', '')) });
    return note({ kind: 'text', value: must(double ?? single, 'quoted text') });
  });
  return { text, constants };
}

/** The reading with quoted constants alone, and one with lone letters or bare words as constants too. */
export function readPrompt(prompt: string): Reading[] {
  const plain = withQuoted(prompt);
  const quote = (_: string, before: string, word: string): string => `${before} "${word}"`;
  const lettered = withQuoted(prompt.replace(LONE_LETTER, quote));
  const readings = [plain, ...(lettered.constants.length > plain.constants.length ? [lettered] : [])];
  for (const { 0: found, index, 1: before, 2: word } of prompt.matchAll(BARE)) {
    const quoted = `${prompt.slice(0, index)}${before} "${word}"${prompt.slice(index + found.length)}`;
    readings.push(withQuoted(quoted));
  }
  return readings.map(({ text, constants }) => ({ text: text.toLowerCase(), constants }));
}

export function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[+*/%<>=-]+/gu) ?? [];
}

const IRREGULAR: Readonly<Record<string, string>> = {
  bigger: 'greater',
  larger: 'greater',
  higher: 'greater',
  smaller: 'less',
  lower: 'less',
  fewer: 'less',
  biggest: 'max',
  largest: 'max',
  highest: 'max',
  maximum: 'max',
  greatest: 'max',
  smallest: 'min',
  lowest: 'min',
  minimum: 'min',
  strings: 'texts',
  string: 'text',
  array: 'list',
  arrays: 'lists',
  object: 'record',
  objects: 'records',
  value: 'number',
  values: 'numbers',
  elements: 'items',
  element: 'item',
  entries: 'items',
  entry: 'item',
  characters: 'letters',
  character: 'letter',
  char: 'letter',
  chars: 'letters',
};

/** A word without its ending, synonyms folded. */
export function stem(word: string): string {
  const known = IRREGULAR[word];
  if (known) return known;
  if (word.length <= 3 || word.startsWith('zz')) return word;
  // A plural tells a list from one thing, so only verb endings go.
  return word.replace(/(?:ing|ed|e)$/, '').replace(/(.)\1$/, '$1');
}

/** Third persons of the index's verbs are the verb: "keeps" is "keep". */
export function third(word: string, verbs: ReadonlySet<string>): string {
  const bases = [word.replace(/s$/, ''), word.replace(/es$/, ''), word.replace(/ies$/, 'y')];
  return word.endsWith('s') ? (bases.find((base) => verbs.has(base)) ?? word) : word;
}
