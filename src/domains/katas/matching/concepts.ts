// Finds the concepts of the thesaurus in a row of token keys. A longer wording hides a shorter one inside it: "not more than" is no "more than".

import { must } from '../../../lib/assert.ts';
import { THESAURUS } from './thesaurus.ts';
import { tokenise } from './tokens.ts';

/** A concept and the token positions that it covers, both ends included. */
export type Found = { concept: string; start: number; end: number };

type Node = { concepts: string[]; next: Map<string, Node> };

/** Words that may stand inside a wording: "the first letter of the word". */
const FILLERS = new Set(['the', 'a', 'of', 'that', 'it', 'be', 'to']);

const root = grown();

function grown(): Node {
  const top: Node = { concepts: [], next: new Map() };
  for (const line of THESAURUS.trim().split('\n')) {
    const [concept = '', wordings = ''] = line.split(/: (.*)/);
    for (const wording of wordings.split(', ')) plant(top, concept, wording);
  }
  return top;
}

function plant(top: Node, concept: string, wording: string): void {
  let node = top;
  for (const { key, raw, kind } of tokenise(wording)) {
    const step = kind === 'number' ? `=${raw}` : key;
    if (!node.next.has(step)) node.next.set(step, { concepts: [], next: new Map() });
    node = must(node.next.get(step), 'node');
  }
  if (!node.concepts.includes(concept)) node.concepts.push(concept);
}

/** @param steps one key for each token; a number stands as `=` and its digits. */
export function conceptsIn(steps: readonly string[]): Found[] {
  const found: (Found & { length: number })[] = [];
  const walk = (node: Node, start: number, at: number, length: number): void => {
    for (const concept of length ? node.concepts : []) found.push({ concept, start, end: at - 1, length });
    const step = steps[at];
    if (step === undefined) return;
    const next = node.next.get(step);
    if (next) walk(next, start, at + 1, length + 1);
    else if (length && FILLERS.has(step)) {
      const beyond = steps[at + 1] === undefined ? undefined : node.next.get(must(steps[at + 1], 'step'));
      if (beyond) walk(beyond, start, at + 2, length + 1);
    }
  };
  steps.forEach((_, i) => walk(root, i, i, 0));
  return found.filter((a) => !found.some((b) => b.length > a.length && b.start <= a.start && b.end >= a.end));
}
