// Reads the constants of a skill from a request: numbers (also in words), dates, quoted texts, bare words where a slot would stand, named signs. Says
// how much of the request's own constants is left unexplained. Null when the skill's slots cannot all be filled.

import { must } from '../../../lib/assert.ts';
import type { Constants, Skill, SlotKind } from '../skill.ts';
import { FIELDS } from '../words.ts';
import { contextOf, type SlotModel } from './slots.ts';
import type { Token } from './tokens.ts';

export type Assigned = {
  constants: Constants;
  /** Constants of the request that the skill does not use (examples count little). */
  unused: number;
  /** Texts that had to be taken from bare words. */
  bare: number;
  /** How well the places of the constants suit, in log odds; 0 when there was nothing to choose. */
  suits: number;
};

type Candidate = {
  at: number;
  value: number | string;
  /** Log odds before looking at the place. */ prior: number;
  bare: boolean;
};
type Choice = { slot: string; candidate: Candidate; odds: number };

const NAMED_SIGNS: Readonly<Record<string, string>> = {
  ...{
    comma: ',',
    dash: '-',
    hyphen: '-',
    minu: '-',
    underscor: '_',
    dot: '.',
    period: '.',
    colon: ':',
    semicolon: ';',
  },
  ...{ slash: '/', star: '*', asterisk: '*', plus: '+', pip: '|', hash: '#', ampersand: '&', percent: '%', space: ' ' },
};
const EXAMPLE = /^(?:exampl|like|becom|turn|->|instanc|eg|such)$/;
/** Log odds of a quoted text over any bare word: quotes mean it. */
const QUOTED = 15;
const LEAST_BARE_ODDS = 1;
const MOST_CANDIDATES = 7;

export function assign(skill: Skill, model: SlotModel, tokens: readonly Token[]): Assigned | null {
  const chosen = choose(skill, model, Object.entries(skill.slots), tokens);
  if (!chosen) return null;
  const constants = Object.fromEntries(chosen.map(({ slot, candidate }) => [slot, candidate.value]));
  return {
    constants,
    unused: unused(tokens, chosen, model),
    bare: chosen.filter(({ candidate }) => candidate.bare).length,
    suits: chosen.reduce((sum, { odds }) => sum + odds, 0),
  };
}

/** The best way to give every slot its own candidate, among those that the skill accepts. */
function choose(
  skill: Skill,
  model: SlotModel,
  slots: readonly [string, SlotKind][],
  tokens: readonly Token[],
): Choice[] | null {
  const options = slots.map(([slot, kind]) => candidatesFor(kind, model, slot, tokens));
  let best: { choices: Choice[]; odds: number } | null = null;
  const extend = (choices: readonly Choice[], odds: number): void => {
    const slot = slots[choices.length]?.[0];
    if (slot === undefined) {
      const constants = Object.fromEntries(choices.map((choice) => [choice.slot, choice.candidate.value]));
      if ((!best || odds > best.odds) && (skill.accept?.(constants) ?? true)) best = { choices: [...choices], odds };
      return;
    }
    for (const choice of must(options[choices.length], 'options'))
      if (!choices.some(({ candidate }) => candidate.at === choice.candidate.at))
        extend([...choices, choice], odds + choice.odds);
  };
  extend([], 0);
  return (best as { choices: Choice[] } | null)?.choices ?? null;
}

function candidatesFor(kind: SlotKind, model: SlotModel, slot: string, tokens: readonly Token[]): Choice[] {
  const found = tokens.flatMap((token, at) => candidate(kind, model, token, at, tokens) ?? []);
  return found
    .map((each) => {
      const context = contextOf(tokens, each.at);
      const odds = each.prior + model.againstSlots(slot, context) + (each.bare ? model.againstWords(slot, context) : 0);
      return { slot, candidate: each, odds };
    })
    .filter(({ candidate: { bare }, odds }) => !bare || odds > LEAST_BARE_ODDS)
    .sort((a, b) => b.odds - a.odds)
    .slice(0, MOST_CANDIDATES);
}

function candidate(
  slot: SlotKind,
  model: SlotModel,
  token: Token,
  at: number,
  tokens: readonly Token[],
): Candidate | null {
  const prior = inExample(tokens, at) ? -3 : 0;
  if (slot.kind === 'int') return numberCandidate(slot, token, at, prior);
  if (slot.kind === 'date') return token.kind === 'date' ? { at, value: token.raw, prior, bare: false } : null;
  if (token.kind === 'text')
    return textFits(slot, token.raw) ? { at, value: token.raw, prior: prior + QUOTED, bare: false } : null;
  return bareCandidate(slot, model, token, at, prior);
}

function numberCandidate(
  { low, high }: SlotKind & { kind: 'int' },
  token: Token,
  at: number,
  prior: number,
): Candidate | null {
  if (typeof token.value !== 'number') return null;
  // Small ranges are kept small: a text repeated a million times helps nobody. Wide ones only say what is practised.
  const [least, most] = high >= 999 ? [Math.min(low, 1), 1e9] : [Math.min(low, 1), Math.max(high, 100)];
  if (token.value < least || token.value > most) return null;
  const doubts = (token.kind === 'number' ? 0 : 2) + (token.value < low ? 2 : 0);
  return { at, value: token.value, prior: prior - doubts, bare: false };
}

function textFits({ kind }: SlotKind, text: string): boolean {
  if (kind === 'char') return text.length === 1;
  if (kind === 'field') return /^[A-Za-z_]\w*$/.test(text);
  return text.length > 0;
}

function bareCandidate(
  { kind }: SlotKind,
  model: SlotModel,
  { key, raw, kind: token }: Token,
  at: number,
  prior: number,
): Candidate | null {
  if (kind === 'char') {
    const named = NAMED_SIGNS[key];
    if (named !== undefined) return { at, value: named, prior: prior + 2, bare: true };
    if (raw.length !== 1) return null;
    return { at, value: raw, prior: prior + (/^[ains]$/.test(raw) ? -1 : token === 'sign' ? 0 : 2), bare: true };
  }
  if (token !== 'word') return null;
  const field = kind === 'field' ? fieldName(raw) : null;
  const common = Math.log(1 + model.commonness(key));
  const worth = field ? 2.5 - common / 2 : 1 - common;
  return { at, value: field ?? raw, prior: prior + worth, bare: true };
}

/** The field that a word names, in the singular when it is one of the usual fields: "the prices" are in the field price. */
function fieldName(raw: string): string | null {
  const word = raw.toLowerCase();
  if (FIELDS.includes(word)) return word;
  const singular = [word.replace(/s$/, ''), word.replace(/ies$/, 'y'), word.replace(/es$/, '')].find((name) =>
    FIELDS.includes(name),
  );
  return singular ?? null;
}

/** Whether a token stands in an example: after "for example", "like", or beside an arrow. */
function inExample(tokens: readonly Token[], at: number): boolean {
  return tokens.slice(Math.max(0, at - 3), at + 2).some(({ key }) => EXAMPLE.test(key));
}

function unused(tokens: readonly Token[], chosen: readonly Choice[], { literals }: SlotModel): number {
  const used = new Set(chosen.map(({ candidate: { value } }) => value));
  const left = new Map<number | string, number>();
  tokens.forEach(({ kind, value }, at) => {
    if (value === undefined || kind === 'word' || used.has(value) || literals.has(Number(value))) return;
    left.set(value, inExample(tokens, at) ? 0.3 : 1);
  });
  return [...left.values()].reduce((sum, cost) => sum + cost, 0);
}
