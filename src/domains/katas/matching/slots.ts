// Which words stand around each slot of a skill, counted over its phrasings. With it, a request's constants find their slots ("from 5 to 9", "replace
// cat by dog"), also when a text is not quoted.

import { must } from '../../../lib/assert.ts';
import type { Skill } from '../skill.ts';
import type { TokenisedPhrasing } from './retrieve.ts';
import type { Token } from './tokens.ts';

type Counts = { total: number; of: Map<string, number> };

/** Log odds that a token position holds a slot: against the other slots of its kind, and against any word. */
export type SlotModel = {
  againstSlots(slot: string, context: readonly string[]): number;
  againstWords(slot: string, context: readonly string[]): number;
  /** Numbers that the skill's phrasings name literally. */
  literals: ReadonlySet<number>;
  /** How often a word stands in phrasings of any skill: common words are hardly ever a constant. */
  commonness(word: string): number;
};

const SMOOTH = 0.4;

/** The neighbours of a token, nearest first, and its place among the constants of its kind. */
export function contextOf(tokens: readonly Token[], at: number): string[] {
  const near = (offset: number): string => tokens[at + offset]?.key ?? '$';
  const { key } = must(tokens[at], 'token');
  const before = tokens.slice(0, at).filter((token) => token.key === key && key === key.toUpperCase()).length;
  const pairs = [`${near(-2)} ${near(-1)} _`, `${near(-1)} _ ${near(1)}`, `_ ${near(1)} ${near(2)}`];
  return [`${near(-1)} _`, `_ ${near(1)}`, `${near(-2)} . _`, `_ . ${near(2)}`, ...pairs, `#${before}`];
}

export function makeSlotModel(
  skill: Skill,
  phrasings: readonly TokenisedPhrasing[],
  commonness: (word: string) => number,
): SlotModel {
  const slots = new Map<string, Counts>(Object.keys(skill.slots).map((name) => [name, { total: 0, of: new Map() }]));
  const words: Counts = { total: 0, of: new Map() };
  const literals = new Set<number>();
  for (const { tokens } of phrasings)
    tokens.forEach((token, at) => {
      if (typeof token.value === 'number') literals.add(token.value);
      if (token.kind === 'slot') add(must(slots.get(token.slot ?? ''), 'slot'), contextOf(tokens, at));
      else if (token.kind === 'word') add(words, contextOf(tokens, at));
    });
  const others = (slot: string): Counts[] =>
    [...slots].filter(([name]) => name !== slot && alike(skill, name, slot)).map(([, counts]) => counts);
  return {
    literals,
    commonness,
    againstSlots: (slot, context) => odds(context, must(slots.get(slot), slot), others(slot)),
    againstWords: (slot, context) => odds(context.slice(0, -1), must(slots.get(slot), slot), [words]),
  };
}

/** Whether two slots could be taken for each other. */
function alike({ slots }: Skill, a: string, b: string): boolean {
  const family = (name: string): string => {
    const kind = slots[name]?.kind;
    return kind === 'int' || kind === 'date' ? kind : 'text';
  };
  return family(a) === family(b);
}

function add(counts: Counts, context: readonly string[]): void {
  counts.total += 1;
  for (const name of context) counts.of.set(name, (counts.of.get(name) ?? 0) + 1);
}

function odds(context: readonly string[], counts: Counts, others: readonly Counts[]): number {
  if (!others.length) return 0;
  const share = ({ of, total }: Counts, name: string): number => ((of.get(name) ?? 0) + SMOOTH) / (total + 4 * SMOOTH);
  return context.reduce((sum, name) => {
    const rest = others.reduce((part, other) => part + share(other, name), 0) / others.length;
    return sum + Math.log(share(counts, name) / rest);
  }, 0);
}

/** Counts of the words of phrasings. */
export function countWords(phrasings: readonly TokenisedPhrasing[]): (word: string) => number {
  const counts = new Map<string, number>();
  for (const { tokens } of phrasings)
    for (const { key, kind } of tokens) if (kind === 'word') counts.set(key, (counts.get(key) ?? 0) + 1);
  return (word) => counts.get(word) ?? 0;
}
