// How near the nearest single phrasing of a skill is to a request: cosine of their terms, a term counting by how few skills use it. Retrieval looks at
// all phrasings of a skill at once; this looks at one at a time.

import { must } from '../../../lib/assert.ts';
import { termsOf, type TokenisedPhrasing } from './retrieve.ts';
import type { Token } from './tokens.ts';

type Vector = { weights: ReadonlyMap<string, number>; norm: number };

export type Nearest = {
  /** Compares one request with skills: 0 nothing in common, 1 the same terms. */
  to(tokens: readonly Token[]): (skill: string) => number;
};

export function makeNearest(phrasings: readonly TokenisedPhrasing[]): Nearest {
  const termed = phrasings.map(({ skill, tokens }) => ({ skill, terms: new Set(termsOf(tokens)) }));
  const users = new Map<string, Set<string>>();
  for (const { skill, terms } of termed)
    for (const term of terms) users.set(term, (users.get(term) ?? new Set()).add(skill));
  const skills = new Set(phrasings.map(({ skill }) => skill)).size;
  const idf = (term: string): number => Math.log(1 + skills / (users.get(term)?.size ?? 0.5));
  const vector = (terms: ReadonlySet<string>): Vector => {
    const weights = new Map([...terms].map((term) => [term, idf(term)]));
    return { weights, norm: Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0)) || 1 };
  };
  const vectors = new Map<string, Vector[]>();
  const vectorsOf = (skill: string): Vector[] => {
    const known = vectors.get(skill) ?? termed.filter((each) => each.skill === skill).map(({ terms }) => vector(terms));
    vectors.set(skill, known);
    return known;
  };
  return {
    to: (tokens) => {
      const asked = vector(new Set(termsOf(tokens)));
      return (skill) => Math.max(0, ...vectorsOf(skill).map((each) => cosine(asked, each)));
    },
  };
}

function cosine(a: Vector, b: Vector): number {
  let sum = 0;
  for (const [term, weight] of b.weights) if (a.weights.has(term)) sum += weight * must(a.weights.get(term), term);
  return sum / (a.norm * b.norm);
}
