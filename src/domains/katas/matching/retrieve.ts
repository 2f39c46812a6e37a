// Retrieval: which skills have phrasings near a request, by MiniSearch (BM25) over stems, pairs of neighbours and concepts. Constants are placeholders
// on both sides, so that their values do not matter. One document holds all phrasings of a skill: as good as one for each, and ten times faster.

import MiniSearch from 'minisearch';
import { conceptsIn } from './concepts.ts';
import type { Phrasing } from './phrasings.ts';
import type { Token } from './tokens.ts';

export type TokenisedPhrasing = Phrasing & { tokens: readonly Token[] };

export type Retriever = {
  /** Scores by skill, best first, at most `most`. */
  retrieve(tokens: readonly Token[], most: number): Map<string, number>;
};

/** Words that stand in nearly every request. */
const COMMON = new Set('the a of that be to it i my in is function please return give me you can'.split(' '));

/** Stems, neighbours and concepts that requests and phrasings are compared by. */
export function termsOf(tokens: readonly Token[]): string[] {
  const keys = tokens.map(({ key }) => key).filter((key) => !COMMON.has(key));
  const pairs = keys.slice(1).map((key, i) => `${keys[i]}_${key}`);
  const concepts = conceptsIn(tokens.map((token) => (token.kind === 'number' ? `=${Number(token.value)}` : token.key)));
  return [...keys, ...pairs, ...new Set(concepts.map(({ concept }) => `@${concept}`))];
}

export function makeRetriever(phrasings: readonly TokenisedPhrasing[]): Retriever {
  const terms = new Map<string, string[]>();
  for (const { skill, tokens } of phrasings) terms.set(skill, [...(terms.get(skill) ?? []), termsOf(tokens).join(' ')]);
  const search = new MiniSearch<{ id: string; terms: string }>({
    fields: ['terms'],
    tokenize: (text) => text.split(' '),
    processTerm: (term) => term,
  });
  search.addAll([...terms].map(([id, parts]) => ({ id, terms: parts.join(' ') })));
  return {
    retrieve: (tokens, most) => {
      const found = search.search(termsOf(tokens).join(' ')).slice(0, most);
      return new Map(found.map(({ id, score }) => [String(id), score]));
    },
  };
}
