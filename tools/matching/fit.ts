// Fits the matcher and writes its tables to src/domains/katas/matching/table.gen.ts: `npx tsx tools/matching/fit.ts` (minutes on one core, seeded).
// The scorer learns from all phrases; the decision is then fitted on requests that neither scorer nor index have heard (unheard.txt), and measured on
// the halves of them that it was not fitted on.

import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { type DecisionWeights, LEAST_PROBABILITY, probabilities } from '../../src/domains/katas/matching/decide.ts';
import { makeMatcher, type Matcher } from '../../src/domains/katas/matching/matcher.ts';
import { NONE, type ScoreTable } from '../../src/domains/katas/matching/scorer.ts';
import { skills } from '../../src/domains/katas/skills.ts';
import { canonical } from '../../src/lib/json.ts';
import { rng, type Rng } from '../../src/lib/rng.ts';
import { bySkill, phrasesOf } from '../pretrain/phrases.ts';
import { fitDecision, NO_WEIGHTS } from './fit-decision.ts';
import { fitScorer, SCORER } from './fit-scorer.ts';
import { drawUnasked, ledPhrasings, outOfDomain, said, unaskedPatterns, unsaid, type Said } from './rows.ts';
import { exchanged, extended, joined } from './twists.ts';

const TABLE = 'src/domains/katas/matching/table.gen.ts';
const UNHEARD = 'tools/matching/unheard.txt';
const GRAMMAR_SIZE = 16;
const UNASKED_SIZE = 8;
const OUT_OF_DOMAIN = 1500;
/** Shares of requests that near misses are made from, by kind. */
const [EXCHANGED, EXTENDED, JOINED] = [0.25, 0.05, 0.04];
/** Share of requests that no skill answers, where shares are reported. */
const NONE_SHARE = 0.2;

const log = (line: string): void => console.log(line);
const present = (rows: readonly (Said | null)[]): Said[] => rows.filter((row) => row !== null);

/** What the scorer learns from. */
function heard(random: Rng): Said[] {
  const asked = skills.flatMap((skill) => {
    const own = random.derive(skill.id);
    const texts = [...phrasesOf(skill), ...ledPhrasings(skill, GRAMMAR_SIZE, own).map(({ text }) => text)];
    return present(texts.map((text) => said(skill, text, own)));
  });
  const unasked = unaskedPatterns().flatMap((pattern) => drawUnasked(pattern, UNASKED_SIZE, random));
  return [...asked, ...nearMisses(asked, random), ...unasked, ...outOfDomain(OUT_OF_DOMAIN, random)];
}

/** What the decision is fitted on. */
function unheard(random: Rng): Said[] {
  const texts = bySkill(readFileSync(UNHEARD, 'utf8'));
  const asked = skills.flatMap((skill) =>
    present((texts.get(skill.id) ?? []).map((text) => said(skill, text, random))),
  );
  const unasked = (texts.get(NONE) ?? []).flatMap((pattern) => drawUnasked(pattern, 1, random));
  return random.shuffle([...asked, ...unasked, ...outOfDomain(unasked.length / 4, random)]);
}

/** Near misses made from a share of the requests. */
function nearMisses(rows: readonly Said[], random: Rng): Said[] {
  return rows.flatMap(({ prompt }) => {
    const kind = random.next();
    if (kind < EXCHANGED) return [exchanged(prompt, random)].filter((text) => text !== null).map(unsaid);
    if (kind < EXCHANGED + EXTENDED) return [unsaid(extended(prompt, random))];
    if (kind < EXCHANGED + EXTENDED + JOINED) return [unsaid(joined(prompt, random.pick(rows).prompt, random))];
    return [];
  });
}

type Fact = { said: Said; facts: NonNullable<ReturnType<Matcher['facts']>>; right: number };

function factsOf(matcher: Matcher, rows: readonly Said[]): Fact[] {
  return rows.flatMap((each) => {
    const facts = matcher.facts(each.prompt);
    const right = facts?.candidates.findIndex(({ skill }) => skill.id === each.skill) ?? -1;
    return facts ? [{ said: each, facts, right }] : [];
  });
}

function decided(rows: readonly Fact[]): DecisionWeights {
  const usable = rows.filter(({ said: { skill }, right }) => skill === NONE || right >= 0);
  return fitDecision(
    usable.map(({ facts, right }) => ({
      candidates: facts.candidates.map((candidate) => candidate.facts),
      none: facts.none,
      right,
    })),
  );
}

type Rates = { right: number; wrong: number; constants: number };

/** Rates under a threshold, as if NONE_SHARE of the requests were for no skill. */
function rates(rows: readonly Fact[], weights: DecisionWeights, least: number): Rates {
  const sums = { none: { all: 0, right: 0, wrong: 0 }, skill: { all: 0, right: 0, wrong: 0 } };
  const constants = { all: 0, right: 0 };
  for (const { said: asked, facts } of rows) {
    const shares = probabilities(
      weights,
      facts.candidates.map((candidate) => candidate.facts),
      facts.none,
    );
    const best = shares.indexOf(Math.max(...shares));
    const found = (shares[best] ?? 0) >= least ? facts.candidates[best] : undefined;
    const sum = asked.skill === NONE ? sums.none : sums.skill;
    sum.all += 1;
    if ((found?.skill.id ?? NONE) === asked.skill) sum.right += 1;
    else if (found) sum.wrong += 1;
    if (found?.skill.id !== asked.skill) continue;
    constants.all += 1;
    if (canonical(found.constants) === canonical(asked.constants)) constants.right += 1;
  }
  const mixed = (key: 'right' | 'wrong'): number =>
    (NONE_SHARE * sums.none[key]) / sums.none.all + ((1 - NONE_SHARE) * sums.skill[key]) / sums.skill.all;
  return { right: mixed('right'), wrong: mixed('wrong'), constants: constants.right / constants.all };
}

/** Weights of the decision, and before that its rates on each half with weights from the other. */
function fittedDecision(table: ScoreTable, random: Rng): DecisionWeights {
  const rows = factsOf(makeMatcher(skills, table, NO_WEIGHTS), unheard(random));
  const halves = [0, 1].map((half) => rows.filter((_, i) => i % 2 === half));
  for (const [half, measured] of halves.entries()) {
    const weights = decided(halves[1 - half] ?? []);
    for (const least of [0.5, 0.6, LEAST_PROBABILITY, 0.75, 0.8, 0.9])
      log(`at ${least.toFixed(2)}: ${JSON.stringify(rates(measured, weights, least))} of ${measured.length}`);
  }
  return decided(rows);
}

async function write(table: ScoreTable, weights: DecisionWeights): Promise<void> {
  const text = `// Written by tools/matching/fit.ts; do not edit. What it holds is told in scorer.ts and decide.ts.

import type { DecisionWeights } from './decide.ts';
import type { ScoreTable } from './scorer.ts';

export const WEIGHTS: DecisionWeights = ${JSON.stringify(weights)};

export const TABLE: ScoreTable = ${JSON.stringify(table)};
`;
  writeFileSync(TABLE, await format(text, { ...(await resolveConfig(TABLE)), parser: 'typescript' }));
}

const random = rng('fit matching');
const table = fitScorer(skills, heard(random.derive('heard')), { ...SCORER, log }, random.derive('scorer'));
await write(table, fittedDecision(table, random.derive('unheard')));
