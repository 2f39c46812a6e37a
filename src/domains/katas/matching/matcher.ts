// From a request to ranked skills with their constants: retrieval gives candidates, the scorer ranks them, constants must fit, and the decision weighs
// it all against "none of these". Built once for a set of skills; no I/O, deterministic.

import { must } from '../../../lib/assert.ts';
import type { Constants, Skill } from '../skill.ts';
import { assign } from './assign.ts';
import { type DecisionWeights, type Facts, probabilities } from './decide.ts';
import { featuresOf } from './features.ts';
import { makeNearest, type Nearest } from './nearest.ts';
import { askedPhrasings, grammarPhrasings, type Phrasing } from './phrasings.ts';
import { makeRetriever, type Retriever } from './retrieve.ts';
import { makeScorer, NONE, type Scorer, type ScoreTable } from './scorer.ts';
import { countWords, makeSlotModel, type SlotModel } from './slots.ts';
import { type Token, tokenise } from './tokens.ts';

/** A skill that a request may ask for. `probability` is calibrated on phrasings that were not in the table. */
export type Candidate = { skill: Skill; constants: Constants; probability: number };

type RequestFacts = { candidates: { skill: Skill; constants: Constants; facts: Facts }[]; none: Facts };

export type Matcher = {
  /** Best first; what is missing to a sum of 1 is the probability that none is asked for. Empty for requests that are empty or far too long. */
  rank(prompt: string): Candidate[];
  /** The facts behind the ranking, for fitting the decision. */
  facts(prompt: string): RequestFacts | null;
};

/** Phrasings of the grammar for each skill, about. */
const SAMPLE = 12;
/** Skills that retrieval passes on, and those of them that are looked at closely. */
const RETRIEVED = 120;
const CLOSE = 12;
/** Longest request that is read. Nobody asks for a small function in a thousand words. */
const MOST_CHARACTERS = 1000;
const MOST_TOKENS = 150;

/** The phrasings of a skill that are indexed. */
function phrasingsOf(skill: Skill): Phrasing[] {
  return [...grammarPhrasings(skill, SAMPLE), ...askedPhrasings(skill)];
}

type Parts = {
  byId: ReadonlyMap<string, Skill>;
  retriever: Retriever;
  nearest: Nearest;
  scorer: Scorer;
  slotsOf(skill: Skill): SlotModel;
};

export function makeMatcher(skills: readonly Skill[], table: ScoreTable, weights: DecisionWeights): Matcher {
  const parts = makeParts(skills, table, skills.flatMap(phrasingsOf));
  const facts: Matcher['facts'] = (prompt) => {
    const tokens = prompt.length > MOST_CHARACTERS ? [] : tokenise(prompt);
    return tokens.length && tokens.length <= MOST_TOKENS ? factsOf(parts, tokens) : null;
  };
  return {
    facts,
    rank: (prompt) => {
      const { candidates = [], none = [] } = facts(prompt) ?? {};
      const shares = probabilities(
        weights,
        candidates.map((each) => each.facts),
        none,
      );
      return candidates
        .map(({ skill, constants }, i) => ({ skill, constants, probability: must(shares[i], 'probability') }))
        .sort((a, b) => b.probability - a.probability);
    },
  };
}

function makeParts(skills: readonly Skill[], table: ScoreTable, phrasings: readonly Phrasing[]): Parts {
  const byId = new Map(skills.map((skill) => [skill.id, skill]));
  const known = phrasings.map((each) => ({
    ...each,
    tokens: tokenise(each.text, must(byId.get(each.skill), each.skill).slots),
  }));
  const commonness = countWords(known);
  const models = new Map<string, SlotModel>();
  const makeModel = (skill: Skill): SlotModel => {
    const own = known.filter((each) => each.skill === skill.id);
    const model = makeSlotModel(skill, own, commonness);
    models.set(skill.id, model);
    return model;
  };
  return {
    byId,
    retriever: makeRetriever(known),
    nearest: makeNearest(known),
    scorer: makeScorer(table),
    slotsOf: (skill) => models.get(skill.id) ?? makeModel(skill),
  };
}

/** Retrieval hands on skills, the scorer takes the best of them, and those whose constants are all there are candidates. */
function factsOf({ byId, retriever, nearest, scorer, slotsOf }: Parts, tokens: readonly Token[]): RequestFacts {
  const retrieved = retriever.retrieve(tokens, RETRIEVED);
  const logits = scorer.score(featuresOf(tokens, scorer.known));
  const logit = (id: string): number => must(logits.get(id), id);
  const best = Math.max(...retrieved.values(), 1e-9);
  const near = nearest.to(tokens);
  const close = [...retrieved.keys()].sort((a, b) => logit(b) - logit(a)).slice(0, CLOSE);
  const candidates = close.flatMap((id) => {
    const skill = must(byId.get(id), id);
    const assigned = assign(skill, slotsOf(skill), tokens);
    if (!assigned) return [];
    const { constants, unused, bare, suits } = assigned;
    const share = must(retrieved.get(id), id) / best;
    return [{ skill, constants, facts: [logit(id), share, near(id), unused, bare, clipped(suits)] }];
  });
  return { candidates, none: noneFacts(tokens, logit(NONE), scorer.known, best) };
}

function clipped(odds: number): number {
  return Math.max(-5, Math.min(5, odds));
}

function noneFacts(tokens: readonly Token[], logit: number, known: (word: string) => boolean, best: number): Facts {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const unknown = words.filter(({ key, value }) => value === undefined && !known(key)).length;
  return [1, logit, unknown / (words.length || 1), best / tokens.length / 10, Math.log(tokens.length)];
}
